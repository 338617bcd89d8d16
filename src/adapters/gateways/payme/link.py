"""The checkout link and form (Payme protocol, sections 2.1 and 2.2).

Neither is signed, so a payer can edit amount and account; both are checked again when Payme asks.
"""

import base64
from collections.abc import Mapping

from adapters.gateways.payme.settings import PaymeSettings
from shared_kernel.errors import ValidationError
from shared_kernel.money import Money

_SEPARATOR = ";"
# ISO 4217 number of the soum, the one currency that Payme takes.
_UZS_NUMBER = "860"


class UnwritableReferenceError(ValidationError):
    """Payme's link cannot say this: a semicolon ends a value, and nothing escapes it."""

    reason = "UNWRITABLE_REFERENCE"


def link_parameters(
    *, settings: PaymeSettings, amount: Money, account: Mapping[str, str], return_url: str
) -> Mapping[str, str]:
    """What the link says: pay `amount` for this account, then return to `return_url` (empty: Payme decides).

    Raises:
        UnwritableReferenceError: a value of the account holds a semicolon.
    """
    for name, value in account.items():
        if _SEPARATOR in value:
            raise UnwritableReferenceError(
                field="order_reference" if name == settings.account_field else f"metadata.{name}"
            )
    parameters = {
        "m": settings.merchant_id,
        **{f"ac.{name}": value for name, value in account.items()},
        "a": str(amount.minor_units),
        "l": settings.language,
        "c": return_url.replace(_SEPARATOR, "%3B"),
        "ct": _delay(settings),
        "cr": _UZS_NUMBER if settings.names_currency else "",
    }
    return {name: value for name, value in parameters.items() if value}


def checkout_link(*, page: str, parameters: Mapping[str, str]) -> str:
    """The address where the payer pays: the pairs, base64 with padding, sent raw as Payme's own libraries do."""
    pairs = _SEPARATOR.join(f"{name}={value}" for name, value in parameters.items())
    return f"{page}/{base64.b64encode(pairs.encode()).decode()}"


def checkout_form(
    *,
    settings: PaymeSettings,
    amount: Money,
    account: Mapping[str, str],
    return_url: str,
    descriptions: Mapping[str, str],
    detail: str,
) -> Mapping[str, str]:
    """The inputs of a form posted to the checkout page; it says what a link cannot.

    `descriptions` are what the payer reads, by language, or under an empty one for all; `detail` is the JSON of the
    fiscal detail; empty: none.
    """
    inputs = {
        "merchant": settings.merchant_id,
        "amount": str(amount.minor_units),
        **{f"account[{name}]": value for name, value in account.items()},
        "lang": settings.language,
        "callback": return_url,
        "callback_timeout": _delay(settings),
        **{f"description[{language}]" if language else "description": text for language, text in descriptions.items()},
        "detail": base64.b64encode(detail.encode()).decode(),
    }
    return {name: value for name, value in inputs.items() if value}


def _delay(settings: PaymeSettings) -> str:
    return "" if settings.return_delay_ms is None else str(settings.return_delay_ms)
