"""What becomes of a payment (section 6): a charge is tried, waits at a bank, is held, captured, or fails."""

from http import HTTPStatus

from adapters.sandbox.stripe.books import Books
from adapters.sandbox.stripe.resources.disputes import open_dispute
from adapters.sandbox.stripe.resources.methods import DECLINES, Method
from adapters.sandbox.stripe.resources.money import enter, fee_of
from adapters.sandbox.stripe.rest.errors import ApiError, Json

_DECLINED = "Your card was declined."


def attempt(books: Books, intent: Json, method: Method) -> None:
    """Charge the payment method; the intent's status tells what came of it."""
    intent |= {"payment_method": method.value, "last_payment_error": None, "next_action": None, "_method": method}
    if method in DECLINES:
        charge = _charge(books, intent, status="failed")
        charge["outcome"] = {"type": "issuer_declined", "reason": DECLINES[method]}
        fail(books, intent, charge, decline=DECLINES[method])
    elif method is Method.AUTHENTICATE:
        action = {"type": "use_stripe_sdk", "use_stripe_sdk": {}}
        intent |= {"status": "requires_action", "next_action": action}
        books.emit("payment_intent.requires_action", intent)
    elif method is Method.DELAYED:
        intent["status"] = "processing"
        books.emit("payment_intent.processing", intent)
        books.emit("charge.pending", _charge(books, intent, status="pending"))
    else:
        accept(books, intent)


def accept(books: Books, intent: Json) -> None:
    """The bank says yes: hold the money of an intent that is captured by hand, else collect it."""
    if intent["capture_method"] != "manual":
        collect(books, intent, _charge(books, intent, status="succeeded"))
        return
    charge = _charge(books, intent, status="succeeded")
    charge |= {"paid": True, "captured": False}
    books.emit("charge.succeeded", charge)
    intent |= {"status": "requires_capture", "amount_capturable": intent["amount"]}
    books.emit("payment_intent.amount_capturable_updated", intent)


def collect(books: Books, intent: Json, charge: Json) -> None:
    """The money is there; the charge enters the ledger a little later (capture is `automatic_async`)."""
    amount = intent["amount"]
    charge |= {"status": "succeeded", "paid": True, "captured": True, "amount_captured": amount}
    books.emit("charge.succeeded", charge)
    intent |= {"status": "succeeded", "amount_received": amount}
    books.emit("payment_intent.succeeded", intent)


def capture(books: Books, intent: Json, *, amount: int) -> None:
    """Take this much of what is held; the rest is released."""
    charge = books.get("charge", intent["latest_charge"])
    charge |= {"captured": True, "amount_captured": amount}
    _enter(books, charge)
    books.emit("charge.captured", charge)
    intent |= {"status": "succeeded", "amount_received": amount, "amount_capturable": 0}
    books.emit("payment_intent.succeeded", intent)


def fail(books: Books, intent: Json, charge: Json, *, decline: str) -> None:
    """The bank says no; the intent waits for another payment method."""
    charge |= {"status": "failed", "failure_code": "card_declined", "failure_message": _DECLINED}
    books.emit("charge.failed", charge)
    error = {
        "type": "card_error",
        "code": "card_declined",
        "decline_code": decline,
        "message": _DECLINED,
        "charge": charge["id"],
    }
    intent |= {"status": "requires_payment_method", "payment_method": None, "last_payment_error": error}
    books.emit("payment_intent.payment_failed", intent)


def cancel(books: Books, intent: Json, *, reason: str | None) -> None:
    """Give up; what was held is released, and the charge shows refunded though nothing was ever paid."""
    if intent["status"] == "requires_capture":
        charge = books.get("charge", intent["latest_charge"])
        charge |= {"refunded": True, "amount_refunded": charge["amount"]}
        books.emit("charge.expired" if reason in {"automatic", "expired"} else "charge.refunded", charge)
    canceled = {"status": "canceled", "canceled_at": books.now(), "cancellation_reason": reason}
    intent |= {**canceled, "amount_capturable": 0, "next_action": None}
    books.emit("payment_intent.canceled", intent)


def enter_charge(books: Books, intent: Json) -> None:
    """Enter a collected charge into the ledger, fee and all; a card for testing disputes is disputed then."""
    charge = books.find(intent["latest_charge"] or "")
    if charge and charge["captured"] and not charge["balance_transaction"]:
        _enter(books, charge)
        books.emit("charge.updated", charge, balance_transaction=None)
        if charge["_method"] is Method.DISPUTED:
            open_dispute(books, charge)


def declined(intent: Json, shown: object) -> ApiError:
    """402, with the intent as it stands now (section 15)."""
    error = intent["last_payment_error"]
    return ApiError(
        error["message"],
        status=HTTPStatus.PAYMENT_REQUIRED,
        kind="card_error",
        code="card_declined",
        about={"decline_code": error["decline_code"], "charge": error["charge"], "payment_intent": shown},
    )


def _enter(books: Books, charge: Json) -> None:
    amount = charge["amount_captured"]
    charge["balance_transaction"] = enter(books, charge, kind="charge", amount=amount, fee=fee_of(amount))


def _charge(books: Books, intent: Json, *, status: str) -> Json:
    charge = books.add(
        "ch",
        "charge",
        amount=intent["amount"],
        amount_captured=0,
        amount_refunded=0,
        balance_transaction=None,
        captured=False,
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        disputed=False,
        failure_code=None,
        failure_message=None,
        # Copied once, as Stripe does: what is said of the intent later does not reach the charge.
        metadata=dict(intent["metadata"]),
        outcome={"type": "authorized", "reason": None},
        paid=False,
        payment_intent=intent["id"],
        payment_method=intent["payment_method"],
        refunded=False,
        status=status,
        transfer_group=intent["transfer_group"],
        _method=intent["_method"],
    )
    intent["latest_charge"] = charge["id"]
    return charge
