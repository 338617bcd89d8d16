"""Octo's amounts: decimal major units on the wire, never tiyin and never a binary float (Octo protocol, section 12)."""

from decimal import Decimal

from shared_kernel.currency import Currency, currency
from shared_kernel.money import InvalidAmountError, Money, parse_major_units

CURRENCIES = frozenset({"UZS", "USD", "RUB"})

# The most that Octo sends back at once (section 8).
REFUND_MAXIMUM = Money(1_000_000_000, currency("UZS"))
# The least is one dollar. This is more than a dollar has ever cost: the last part of a refund is never too small.
_SAFE_PART = Money(10_000_000, REFUND_MAXIMUM.currency)

# Far beyond any amount; the text of 1e999999999 would fill the memory.
_MOST_DIGITS = 30


def to_sum(money: Money) -> Decimal:
    """The amount for a request: 1 200 000 tiyin are 12000.00."""
    return money.to_decimal()


def from_sum(value: object, *, into: Currency) -> Money:
    """The amount of an answer, a number or digits in quotes; zero is one, too.

    Raises:
        InvalidAmountError: no number, negative, or finer than the currency's minor unit.
    """
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise InvalidAmountError("The amount is no number.", field="amount")
    if isinstance(value, Decimal):
        if not value.is_finite() or abs(value.adjusted()) > _MOST_DIGITS:
            raise InvalidAmountError("The amount is out of range.", field="amount")
        value = f"{value:f}"
    return parse_major_units(text=str(value), currency=into)


def refund_parts(amount: Money) -> tuple[Money, ...]:
    """A refund as Octo accepts it: several when it is above the maximum, always the same ones for the same amount."""
    if amount.currency != REFUND_MAXIMUM.currency or amount <= REFUND_MAXIMUM:
        return (amount,)
    whole, rest = divmod(amount.minor_units, REFUND_MAXIMUM.minor_units)
    parts = [REFUND_MAXIMUM] * whole
    if rest and rest < _SAFE_PART.minor_units:
        # Taken from the part before, so that neither is below what Octo sends back at least.
        parts[-1] -= _SAFE_PART
        rest += _SAFE_PART.minor_units
    return (*parts, Money(rest, amount.currency)) if rest else tuple(parts)
