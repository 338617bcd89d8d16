"""Money: an integer of minor units and a currency. There is no float between the wire and the column."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation

from shared_kernel.currency import Currency
from shared_kernel.errors import ConflictError, ValidationError

MAX_MINOR_UNITS = 2**63 - 1

# Wide enough that no product of an amount and a rate is rounded before the one rounding that is meant.
_EXACT = Context(prec=100)
_MAX_TEXT = 40


class CurrencyMismatchError(ConflictError):
    """The currencies differ."""

    reason = "CURRENCY_MISMATCH"


class AmountOverflowError(ConflictError):
    """The amount does not fit into 64 bits."""

    reason = "AMOUNT_OVERFLOW"


class InvalidAmountError(ValidationError):
    """The amount is not a number of this currency."""

    reason = "INVALID_AMOUNT"


@dataclass(frozen=True, slots=True)
class Money:
    """So many minor units (tiyin, cents, yen) of a currency; negative is allowed where a caller allows it.

    Raises:
        AmountOverflowError: beyond a signed 64-bit integer, at construction as after arithmetic.
    """

    minor_units: int
    currency: Currency

    def __post_init__(self) -> None:
        if not -MAX_MINOR_UNITS - 1 <= self.minor_units <= MAX_MINOR_UNITS:
            raise AmountOverflowError

    def __add__(self, other: "Money") -> "Money":
        self._require_same_currency(other)
        return Money(self.minor_units + other.minor_units, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._require_same_currency(other)
        return Money(self.minor_units - other.minor_units, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor_units, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._require_same_currency(other)
        return self.minor_units < other.minor_units

    def __le__(self, other: "Money") -> bool:
        self._require_same_currency(other)
        return self.minor_units <= other.minor_units

    def __str__(self) -> str:
        return f"{self.to_decimal()} {self.currency.code}"

    def to_decimal(self) -> Decimal:
        """The amount in major units with exactly the currency's digits: 150000 UZS minor units are 1500.00."""
        return Decimal(self.minor_units).scaleb(-self.currency.exponent, _EXACT)

    def convert(self, *, rate: Decimal, into: Currency) -> "Money":
        """This amount at `rate` (target major units per source major unit), rounded half to even."""
        exact = _EXACT.multiply(self.to_decimal(), rate).scaleb(into.exponent, _EXACT)
        return Money(int(exact.to_integral_value(ROUND_HALF_EVEN, _EXACT)), into)

    def _require_same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatchError(
                f"{self.currency.code} and {other.currency.code} cannot be combined.",
                parameters={
                    "expected": self.currency.code,
                    "actual": other.currency.code,
                },
            )


def parse_major_units(*, text: str, currency: Currency) -> Money:
    """Read a provider's decimal text ("1000", "1000.5") exactly, without passing through binary floats.

    Raises:
        InvalidAmountError: not a plain decimal, or finer than the currency's minor unit.
    """
    if len(text) > _MAX_TEXT or not text.isascii() or not text.replace(".", "", 1).isdigit():
        raise InvalidAmountError(f"{text[:40]!r} is not an amount.", field="amount")
    try:
        minor_units = Decimal(text).scaleb(currency.exponent, _EXACT)
    except InvalidOperation as error:
        raise InvalidAmountError(field="amount") from error
    if minor_units != minor_units.to_integral_value():
        raise InvalidAmountError(f"{currency.code} has {currency.exponent} decimals.", field="amount")
    return Money(int(minor_units), currency)
