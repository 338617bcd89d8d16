"""What Stripe's books say in the end, for whoever wants to compare them with his own."""

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.sandbox.stripe.books import Books
from adapters.sandbox.stripe.rest.errors import Json
from adapters.sandbox.stripe.rest.operation import reference_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentLine:
    """How a payment stands, in minor units.

    Attributes:
        id: the PaymentIntent; the session while there is none.
        session: the Checkout Session; empty when there is none.
        reference: what the merchant calls it; empty when he did not say.
        collected: taken from the payer.
        refunded: given back for good, as far as anybody knows now.
        refunding: promised, but neither given back nor failed yet.
        fee: Stripe's.
        status: of the PaymentIntent; the session's while there is none.
        dispute: the status of the last dispute; empty when there is none.
    """

    id: str
    session: str
    reference: str
    currency: str
    collected: int
    refunded: int
    refunding: int
    fee: int
    status: str
    dispute: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutLine:
    """How a payout or a transfer stands, in minor units.

    Attributes:
        account: whose balance it left.
        status: of the payout; `succeeded` or `reversed` for a transfer.
        returned: how much came back.
    """

    id: str
    account: str
    reference: str
    currency: str
    amount: int
    returned: int
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Every payment, payout and transfer of an account, newest first."""

    account: str
    payments: tuple[PaymentLine, ...]
    payouts: tuple[PayoutLine, ...]


def statement_of(books: Books) -> Statement:
    """The statement of one account."""
    lines = (*map(_payout, _with(books, "payout")), *map(_transfer, _with(books, "transfer")))
    return Statement(account=books.account_id, payments=tuple(_payments(books)), payouts=lines)


def _payments(books: Books) -> Iterator[PaymentLine]:
    for intent in books.all("payment_intent"):
        yield _line(books, intent, session=books.find(intent.get("_session", "")))
    for session in books.all("checkout.session"):
        if not session["payment_intent"]:
            yield _line(books, None, session=session)


def _line(books: Books, intent: Json | None, *, session: Json | None) -> PaymentLine:
    about = intent or session or {}
    refunds = [one for one in books.all("refund") if one["payment_intent"] == about["id"]]
    disputes = [one for one in books.all("dispute") if one["payment_intent"] == about["id"]]
    charge = books.find(about.get("latest_charge") or "") or {}
    entry = books.find(charge.get("balance_transaction") or "") or {}
    return PaymentLine(
        id=about["id"],
        session=session["id"] if session else "",
        reference=reference_of(session or {}) or reference_of(about),
        currency=about["currency"],
        collected=about.get("amount_received", 0),
        refunded=sum(one["amount"] for one in refunds if one["status"] == "succeeded"),
        refunding=sum(one["amount"] for one in refunds if one["status"] in {"pending", "requires_action"}),
        fee=entry.get("fee", 0),
        status=about["status"],
        dispute=disputes[0]["status"] if disputes else "",
    )


def _with(books: Books, kind: str) -> Iterator[tuple[Books, Json]]:
    return ((books, one) for one in books.all(kind))


def _payout(found: tuple[Books, Json]) -> PayoutLine:
    books, payout = found
    came_back = payout["status"] in {"failed", "canceled"} or payout["reversed_by"] is not None
    return _money_out(books, payout, returned=payout["amount"] if came_back else 0, status=payout["status"])


def _transfer(found: tuple[Books, Json]) -> PayoutLine:
    books, transfer = found
    status = "reversed" if transfer["reversed"] else "succeeded"
    return _money_out(books, transfer, returned=transfer["amount_reversed"], status=status)


def _money_out(books: Books, about: Json, *, returned: int, status: str) -> PayoutLine:
    return PayoutLine(
        id=about["id"],
        account=books.account_id,
        reference=reference_of(about),
        currency=about["currency"],
        amount=about["amount"],
        returned=returned,
        status=status,
    )
