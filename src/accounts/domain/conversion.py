"""Currency conversion: a quote fixed before the operation starts, and what it made of an amount."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accounts.domain.errors import AmountTooSmallError
from shared_kernel.currency import Currency
from shared_kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """An exchange rate: target major units for one source major unit, who said so and when (UTC)."""

    source: Currency
    target: Currency
    rate: Decimal
    rate_source: str
    quoted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """A conversion that was done: kept on the transaction, never computed again."""

    source: Money
    target: Money
    rate: Decimal
    rate_source: str


def convert(*, amount: Money, quote: Quote) -> Conversion:
    """Convert at the quote, half-even; what rounding leaves over stays with the exchange account.

    Raises:
        AmountTooSmallError: the result is less than one minor unit.
    """
    target = amount.convert(rate=quote.rate, into=quote.target)
    if target.minor_units <= 0:
        raise AmountTooSmallError(field="amount.minor_units", parameters={"amount": str(amount)})
    return Conversion(source=amount, target=target, rate=quote.rate, rate_source=quote.rate_source)
