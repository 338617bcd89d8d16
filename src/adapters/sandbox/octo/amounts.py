"""Octo's amounts: decimal soums, dollars or roubles on the wire, whole minor units inside (protocol, section 12)."""

from decimal import Decimal

from shared_kernel.currency import currency
from shared_kernel.money import Money

CURRENCIES = frozenset({"UZS", "USD", "RUB"})
# Hundredths in each of the three currencies.
_DIGITS = 2
_MOST = 10**15


def minor_units(number: object) -> int | None:
    """The amount of a JSON number, read without passing through a binary float; None for what is no amount."""
    if isinstance(number, bool) or not isinstance(number, int | Decimal):
        return None
    exact = Decimal(number)
    # The bound comes first: scaling 1e999999999 would never end.
    if not exact.is_finite() or not 0 < exact <= _MOST:
        return None
    hundredths = exact.scaleb(_DIGITS)
    return int(hundredths) if hundredths == hundredths.to_integral_value() else None


def as_sum(amount: int) -> Decimal:
    """The amount as Octo writes it: 12000.0, 437278.66."""
    text = f"{amount // 100}.{amount % 100:02d}"
    return Decimal(text.removesuffix("0"))


def money(amount: int, code: str) -> Money:
    """The amount for people."""
    return Money(amount, currency(code))
