"""Payouts (section 9): from a Stripe balance to a bank, where `paid` may still turn out not to be."""

from adapters.sandbox.stripe.books import Books
from adapters.sandbox.stripe.resources.amounts import check_payout, currency_code
from adapters.sandbox.stripe.resources.money import check_balance, enter
from adapters.sandbox.stripe.rest.errors import ApiError, Json
from adapters.sandbox.stripe.rest.fields import ignored, metadata, one_of, positive, text, text_up_to
from adapters.sandbox.stripe.rest.lists import list_of
from adapters.sandbox.stripe.rest.operation import Call, get, post

_LONGEST_DESCRIPTOR = 22
_DAYS = 2
_DAY = 24 * 60 * 60
_UNDER_WAY = frozenset({"pending", "in_transit"})


def _create(call: Call) -> Json:
    books, params = call.books, call.params
    account = books.platform.find(books.account_id) if books.platform else None
    if account and not account["payouts_enabled"]:
        raise ApiError("Cannot create payouts: payouts are not enabled on this account.", code="payouts_not_allowed")
    check_payout(params["amount"], params["currency"])
    check_balance(books, amount=params["amount"], currency=params["currency"])
    return _send(books, params, amount=params["amount"])


def _send(books: Books, facts: Json, *, amount: int, original: str | None = None) -> Json:
    payout = books.add(
        "po",
        "payout",
        amount=amount,
        arrival_date=books.now() + _DAYS * _DAY,
        automatic=False,
        currency=facts["currency"],
        description=facts.get("description"),
        destination=facts.get("destination"),
        failure_balance_transaction=None,
        failure_code=None,
        failure_message=None,
        metadata=facts.get("metadata", {}),
        method=facts.get("method", "standard"),
        original_payout=original,
        reconciliation_status="not_applicable",
        reversed_by=None,
        source_type=facts.get("source_type", "card"),
        statement_descriptor=facts.get("statement_descriptor"),
        status="pending",
        type="bank_account",
    )
    payout["balance_transaction"] = enter(books, payout, kind="payout", amount=-amount)
    books.emit("payout.created", payout)
    books.later.append(lambda: arrive(books, payout))
    return payout


def set_out(books: Books, payout: Json) -> None:
    """The payout has left for the bank and cannot be canceled any more."""
    if payout["status"] == "pending":
        payout["status"] = "in_transit"
        books.emit("payout.updated", payout, status="pending")


def arrive(books: Books, payout: Json) -> None:
    """The bank has taken it, as far as Stripe knows; nothing happens to one that has ended already."""
    set_out(books, payout)
    if payout["status"] == "in_transit":
        payout["status"] = "paid"
        books.emit("payout.paid", payout)


def fail(books: Books, payout: Json, *, code: str = "account_closed") -> None:
    """The bank sends it back, also days after it was paid; the money is in the balance again.

    Raises:
        ApiError: it failed or was canceled before.
    """
    if payout["status"] not in _UNDER_WAY | {"paid"}:
        raise _ended(payout)
    failure = enter(books, payout, kind="payout_failure", amount=payout["amount"])
    message = "The bank account has been closed or cannot take this payout."
    payout |= {"status": "failed", "failure_code": code, "failure_message": message}
    payout["failure_balance_transaction"] = failure
    books.emit("payout.failed", payout)


def _cancel(call: Call) -> Json:
    payout = _get(call)
    if payout["status"] != "pending":
        raise _ended(payout)
    enter(call.books, payout, kind="payout_cancel", amount=payout["amount"])
    payout["status"] = "canceled"
    call.books.emit("payout.canceled", payout)
    return payout


def _reverse(call: Call) -> Json:
    payout = _get(call)
    if payout["status"] != "paid" or payout["reversed_by"] or payout["original_payout"]:
        raise _ended(payout)
    facts = {**payout, "metadata": call.params.get("metadata", {})}
    reversal = _send(call.books, facts, amount=-payout["amount"], original=payout["id"])
    payout["reversed_by"] = reversal["id"]
    call.books.emit("payout.updated", payout, reversed_by=None)
    return reversal


def _get(call: Call) -> Json:
    return call.books.get("payout", call.id)


def _ended(payout: Json) -> ApiError:
    return ApiError(f"This payout has a status of {payout['status']}.")


OPERATIONS = (
    post(
        "/payouts",
        "payout",
        _create,
        {
            "amount": positive,
            "currency": currency_code,
            "description": text,
            "destination": text,
            "metadata": metadata,
            "method": one_of("standard", "instant"),
            "source_type": one_of("card", "bank_account", "fpx"),
            "statement_descriptor": text_up_to(_LONGEST_DESCRIPTOR),
            **ignored("payout_method"),
        },
        "amount",
        "currency",
    ),
    get("/payouts/{id}", _get),
    list_of("/payouts", "payout", status=text, destination=text),
    post("/payouts/{id}/cancel", "cancel", _cancel, {}),
    post("/payouts/{id}/reverse", "cancel", _reverse, {"metadata": metadata}),
)
