"""Currencies: the active ISO 4217 codes and how many digits their minor unit has."""

from dataclasses import dataclass

from shared_kernel.currency_table import EXPONENTS
from shared_kernel.errors import ValidationError


class UnknownCurrencyError(ValidationError):
    """This is not the code of an active ISO 4217 currency."""

    reason = "UNKNOWN_CURRENCY"


@dataclass(frozen=True, slots=True)
class Currency:
    """An ISO 4217 currency: its code and the decimal digits of its minor unit (UZS 2, JPY 0, KWD 3)."""

    code: str
    exponent: int


_CURRENCIES = {code: Currency(code, exponent) for code, exponent in EXPONENTS.items()}


def currency(code: str, *, field: str = "amount.currency_code") -> Currency:
    """The currency of a code.

    Raises:
        UnknownCurrencyError: naming `field`, the request field the code came from.
    """
    try:
        return _CURRENCIES[code]
    except KeyError:
        raise UnknownCurrencyError(
            f"{code[:10]!r} is not an active ISO 4217 currency.",
            field=field,
            parameters={"currency": code[:10]},
        ) from None
