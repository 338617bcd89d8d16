"""Stripe's own ledger: each movement of an account's balance is a balance transaction, with its fee and its source."""

from adapters.sandbox.stripe.books import Books
from adapters.sandbox.stripe.resources.amounts import currency_code
from adapters.sandbox.stripe.rest.errors import ApiError, Json
from adapters.sandbox.stripe.rest.fields import text
from adapters.sandbox.stripe.rest.lists import list_of
from adapters.sandbox.stripe.rest.operation import Call, get

_CATEGORIES = {
    "payout_failure": "payout_reversal",
    "payout_cancel": "payout_reversal",
    "transfer_refund": "transfer_reversal",
    "adjustment": "dispute",
    "payment": "charge",
}


def fee_of(amount: int) -> int:
    """What Stripe keeps of a charge: 2.9 % and 30 minor units, rounded to the nearest."""
    return min(amount, (amount * 29 + 500) // 1000 + 30)


def enter(books: Books, source: Json, *, kind: str, amount: int, fee: int = 0) -> str:
    """Move the balance by `amount` less the fee; the id of the balance transaction."""
    code = source["currency"]
    books.balance[code] += amount - fee
    fees = [{"amount": fee, "application": None, "currency": code, "description": "Stripe processing fees"}]
    made = books.add(
        "txn",
        "balance_transaction",
        amount=amount,
        available_on=books.now(),
        currency=code,
        description=source.get("description"),
        exchange_rate=None,
        fee=fee,
        fee_details=[{**one, "type": "stripe_fee"} for one in fees if fee],
        net=amount - fee,
        reporting_category=_CATEGORIES.get(kind, kind),
        source=source["id"],
        status="available",
        type=kind,
    )
    return str(made["id"])


def check_balance(books: Books, *, amount: int, currency: str) -> None:
    """Refuse to pay out what is not there.

    Raises:
        ApiError: balance_insufficient.
    """
    if books.balance[currency] < amount:
        message = "You have insufficient funds in your Stripe account for this transfer."
        raise ApiError(message, code="balance_insufficient", param="amount")


def _balance(call: Call) -> Json:
    funds = [
        {"amount": amount, "currency": code, "source_types": {"card": amount}}
        for code, amount in sorted(call.books.balance.items())
    ]
    nothing = [{**fund, "amount": 0, "source_types": {"card": 0}} for fund in funds]
    return {"object": "balance", "available": funds, "pending": nothing, "livemode": False}


def _retrieve(call: Call) -> Json:
    return call.books.get("balance_transaction", call.id)


OPERATIONS = (
    get("/balance", _balance),
    get("/balance_transactions/{id}", _retrieve),
    list_of("/balance_transactions", "balance_transaction", type=text, source=text, currency=currency_code),
)
