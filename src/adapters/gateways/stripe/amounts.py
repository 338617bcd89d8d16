"""Money as Stripe counts it (Stripe protocol, section 13): whole numbers, and not always of ISO 4217's minor unit."""

from billing.domain.errors import GatewayRefusedError
from shared_kernel.currency import UnknownCurrencyError, currency
from shared_kernel.money import Money

_USUAL_DIGITS = 2
# ISO 4217 gives the ariary (MGA) two decimals, Stripe none.
_WITHOUT_DECIMALS = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"}
)
_THREE_DECIMALS = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})
# Two digits at Stripe and none in fact; Stripe's list of currencies without decimals names UGX by mistake.
_ALWAYS_00 = frozenset({"ISK", "UGX"})
_PAYOUTS_ALWAYS_00 = _ALWAYS_00 | {"HUF", "TWD"}


def to_stripe(amount: Money) -> int:
    """The amount to charge.

    Raises:
        GatewayRefusedError: Stripe cannot say this amount; nothing is rounded.
    """
    code = amount.currency.code
    shift = _digits(code) - amount.currency.exponent
    told, rest = _shifted(amount.minor_units, shift)
    if rest or (code in _ALWAYS_00 and told % 100) or (code in _THREE_DECIMALS and told % 10):
        raise _unsayable(amount)
    return told


def to_payout(amount: Money) -> int:
    """The amount to pay out; some currencies are charged with decimals and paid out without.

    Raises:
        GatewayRefusedError: Stripe cannot pay out this amount; nothing is rounded.
    """
    told = to_stripe(amount)
    if amount.currency.code in _PAYOUTS_ALWAYS_00 and told % 100:
        raise _unsayable(amount)
    return told


def from_stripe(amount: object, code: object) -> Money | None:
    """The money in what Stripe says; None when that is no amount of a currency we know."""
    if not isinstance(amount, int) or isinstance(amount, bool) or not isinstance(code, str):
        return None
    try:
        known = currency(code.upper())
    except UnknownCurrencyError:
        return None
    shift = known.exponent - _digits(known.code)
    minor_units, rest = _shifted(amount, shift)
    return None if rest else Money(minor_units, known)


def _digits(code: str) -> int:
    if code in _WITHOUT_DECIMALS:
        return 0
    return 3 if code in _THREE_DECIMALS else _USUAL_DIGITS


def _shifted(number: int, digits: int) -> tuple[int, int]:
    """The number with so many digits more, or fewer, and what was cut off."""
    if digits >= 0:
        return number * int(f"1{'0' * digits}"), 0
    return divmod(number, int(f"1{'0' * -digits}"))


def _unsayable(amount: Money) -> GatewayRefusedError:
    return GatewayRefusedError(
        gateway="stripe", code="invalid_amount", message=f"{amount} has digits that Stripe does not take."
    )
