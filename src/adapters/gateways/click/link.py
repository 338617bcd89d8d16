"""The payment link (Click protocol, section 3.1).

Nothing in the link is signed, so a payer can edit amount and order; both are checked again in Prepare.
"""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from adapters.gateways.click.settings import ClickSettings
from shared_kernel.money import Money


def link_parameters(*, settings: ClickSettings, amount: Money, reference: str, return_url: str) -> Mapping[str, str]:
    """What the link says: pay `amount` for the order `reference`, then return to `return_url` (empty: stay)."""
    parameters = {
        "service_id": str(settings.service_id),
        "merchant_id": str(settings.merchant_id),
        "amount": str(amount.to_decimal()),
        "transaction_param": reference,
        "return_url": return_url,
        "card_type": settings.card_type,
        "merchant_user_id": "" if settings.merchant_user_id is None else str(settings.merchant_user_id),
    }
    return {name: value for name, value in parameters.items() if value}


def payment_link(*, page: str, parameters: Mapping[str, str]) -> str:
    """The address where the payer pays."""
    # Everything escaped, blanks as %20: a bare & in a return_url would end it, and + is not a blank to every reader.
    return f"{page}?{urlencode(parameters, safe='', quote_via=quote)}"
