"""What may be charged (section 13): known currencies, the minimum of each, eight digits at most."""

from typing import Any

from adapters.sandbox.stripe.rest.errors import ApiError
from shared_kernel.currency_table import EXPONENTS

_LEAST = {
    **dict.fromkeys(("usd", "eur", "cad", "aud", "nzd", "sgd", "chf", "brl", "inr"), 50),
    "gbp": 30,
    "dkk": 250,
    "nok": 300,
    "sek": 300,
    "czk": 1500,
    "pln": 200,
    "ron": 200,
    "aed": 200,
    "myr": 200,
    "hkd": 400,
    "huf": 17500,
    "jpy": 50,
    "mxn": 1000,
    "thb": 1000,
    # Not published: half a dollar.
    "uzs": 700_000,
}
_LEAST_ELSEWHERE = 50
_MOST = 99_999_999
# Currencies of small units may have more digits; Stripe publishes no list.
_MOST_OF_MANY = 999_999_999_999
_MANY = frozenset({"uzs", "idr", "cop", "huf", "krw", "vnd", "clp"})
# Two decimals on paper, none in fact: always multiples of 100.
_WHOLE = frozenset({"isk", "ugx"})
_WHOLE_PAYOUTS = frozenset({"huf", "twd", *_WHOLE})
_THREE_DECIMALS = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})


def currency_code(value: Any, name: str) -> str:  # noqa: ANN401 - a reader of parameters
    """A currency in lower case."""
    code = str(value).lower()
    if code.upper() not in EXPONENTS:
        raise ApiError(f"Invalid currency: {value}", param=name)
    return code


def check_charge(amount: int, code: str, *, param: str = "amount") -> None:
    """Refuse what cannot be charged.

    Raises:
        ApiError: amount_too_small, amount_too_large, or digits the currency does not have.
    """
    least = _LEAST.get(code, _LEAST_ELSEWHERE)
    if amount < least:
        message = f"Amount must be at least {least} in the smallest unit of {code}"
        raise ApiError(message, code="amount_too_small", param=param)
    most = _MOST_OF_MANY if code in _MANY else _MOST
    if amount > most:
        message = f"Amount must be no more than {most} in the smallest unit of {code}"
        raise ApiError(message, code="amount_too_large", param=param)
    if (code in _WHOLE and amount % 100) or (code in _THREE_DECIMALS and amount % 10):
        raise ApiError(f"Invalid amount: {amount} has digits that {code} does not have", param=param)


def check_payout(amount: int, code: str) -> None:
    """Refuse what cannot be paid out.

    Raises:
        ApiError: a payout of less than a whole unit in a currency that is paid out in whole units only.
    """
    if code in _WHOLE_PAYOUTS and amount % 100:
        raise ApiError(f"Invalid amount: payouts in {code} must be divisible by 100", param="amount")
