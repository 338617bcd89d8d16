"""Disputes (section 10): the payer's bank takes the money back until somebody has decided."""

from adapters.sandbox.stripe.books import Books
from adapters.sandbox.stripe.resources.money import enter
from adapters.sandbox.stripe.rest.errors import ApiError, Json
from adapters.sandbox.stripe.rest.fields import text
from adapters.sandbox.stripe.rest.lists import list_of
from adapters.sandbox.stripe.rest.operation import Call, get

_FEE = 1500
_DAYS_TO_ANSWER = 7
_DAY = 24 * 60 * 60


def open_dispute(books: Books, charge: Json, *, reason: str = "fraudulent") -> Json:
    """The payer's bank takes the charge back.

    Raises:
        ApiError: it is disputed already, or nothing was captured.
    """
    if charge["disputed"] or not charge["captured"]:
        raise ApiError("This charge cannot be disputed.", code="charge_disputed")
    charge["disputed"] = True
    dispute = books.add(
        "dp",
        "dispute",
        amount=charge["amount_captured"],
        balance_transactions=[],
        charge=charge["id"],
        currency=charge["currency"],
        evidence_details={"due_by": books.now() + _DAYS_TO_ANSWER * _DAY, "has_evidence": False, "past_due": False},
        is_charge_refundable=False,
        metadata={},
        payment_intent=charge["payment_intent"],
        reason=reason,
        status="needs_response",
    )
    books.emit("charge.dispute.created", dispute)
    _move(books, dispute, amount=-dispute["amount"], fee=_FEE)
    books.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def close_dispute(books: Books, dispute: Json, *, won: bool) -> None:
    """The bank's verdict; the money comes back after a win, the fee does not.

    Raises:
        ApiError: it was closed before.
    """
    if dispute["status"] in {"won", "lost"}:
        raise ApiError(f"This dispute is {dispute['status']}.")
    dispute["status"] = "won" if won else "lost"
    books.emit("charge.dispute.closed", dispute)
    if won:
        # From here on the charge can be refunded again.
        books.get("charge", dispute["charge"])["disputed"] = False
        _move(books, dispute, amount=dispute["amount"])
        books.emit("charge.dispute.funds_reinstated", dispute)


def _move(books: Books, dispute: Json, *, amount: int, fee: int = 0) -> None:
    name = enter(books, dispute, kind="adjustment", amount=amount, fee=fee)
    dispute["balance_transactions"].append(books.get("balance_transaction", name))


def _retrieve(call: Call) -> Json:
    return call.books.get("dispute", call.id)


OPERATIONS = (
    get("/disputes/{id}", _retrieve),
    list_of("/disputes", "dispute", payment_intent=text, charge=text),
)
