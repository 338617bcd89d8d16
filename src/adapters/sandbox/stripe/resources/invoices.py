"""Invoices (section 11): drawn up by subscriptions, charged, paid."""

from adapters.sandbox.stripe.books import Books
from adapters.sandbox.stripe.resources import charging
from adapters.sandbox.stripe.resources.methods import Method
from adapters.sandbox.stripe.resources.payment_intents import open_intent
from adapters.sandbox.stripe.rest.errors import Json
from adapters.sandbox.stripe.rest.fields import Fields, one_of, text
from adapters.sandbox.stripe.rest.lists import PAGING, list_of, page_of
from adapters.sandbox.stripe.rest.operation import Call, get


def draw_up(books: Books, subscription: Json, *, amount: int, reason: str) -> Json:
    """A subscription's invoice, finalized at once."""
    invoice = books.add(
        "in",
        "invoice",
        amount_due=amount,
        amount_paid=0,
        amount_remaining=amount,
        attempt_count=0,
        attempted=False,
        billing_reason=reason,
        collection_method="charge_automatically",
        currency=subscription["currency"],
        customer=subscription["customer"],
        hosted_invoice_url=None,
        metadata={},
        next_payment_attempt=None,
        parent={
            "type": "subscription_details",
            "subscription_details": {
                "subscription": subscription["id"],
                "metadata": dict(subscription["metadata"]),
            },
        },
        status="draft",
        subtotal=amount,
        total=amount,
        _payments={"object": "list", "data": []},
    )
    subscription["latest_invoice"] = invoice["id"]
    books.emit("invoice.created", invoice)
    invoice["status"] = "open"
    books.emit("invoice.finalized", invoice)
    return invoice


def charge(books: Books, invoice: Json, method: Method) -> Json:
    """Try to be paid; the payment that was tried."""
    facts = {"amount": invoice["total"], "currency": invoice["currency"], "customer": invoice["customer"]}
    intent = open_intent(books, facts, _invoice=invoice["id"])
    invoice |= {"attempted": True, "attempt_count": invoice["attempt_count"] + 1}
    charging.attempt(books, intent, method)
    payment = books.add(
        "inpay",
        "invoice_payment",
        amount_requested=invoice["total"],
        amount_paid=intent["amount_received"],
        currency=invoice["currency"],
        invoice=invoice["id"],
        is_default=True,
        payment={"type": "payment_intent", "payment_intent": intent["id"]},
        status="paid" if intent["amount_received"] else "open",
    )
    invoice["_payments"]["data"].append(payment)
    return intent


def settle(books: Books, invoice: Json) -> None:
    """It is paid, or there was nothing to pay."""
    invoice |= {"status": "paid", "amount_paid": invoice["total"], "amount_remaining": 0}
    books.emit("invoice.paid", invoice)
    if invoice["attempted"]:
        books.emit("invoice.payment_succeeded", invoice)


def _retrieve(call: Call) -> Json:
    return call.books.get("invoice", call.id)


def _payments(call: Call) -> Json:
    wanted = call.params.get("payment", {}).get("payment_intent")
    found = (
        one for one in call.books.all("invoice_payment") if one["payment"]["payment_intent"] == wanted or not wanted
    )
    if invoice := call.params.get("invoice"):
        found = (one for one in found if one["invoice"] == invoice)
    return page_of(found, call, path="/invoice_payments")


_PAYMENT = Fields({"type": one_of("payment_intent"), "payment_intent": text})
OPERATIONS = (
    get("/invoices/{id}", _retrieve),
    list_of("/invoices", "invoice", customer=text, status=text),
    get("/invoice_payments", _payments, {**PAGING, "payment": _PAYMENT, "invoice": text}),
)
