"""The payment link (Click protocol, section 3.1).

Nothing in the link is signed, so a payer can edit amount and order; both are checked again in Prepare.
"""

from urllib.parse import quote, urlencode

from adapters.gateways.click.settings import ClickSettings
from shared_kernel.money import Money


def payment_link(*, settings: ClickSettings, amount: Money, reference: str, return_url: str = "") -> str:
    """The address where the payer pays `amount` for the order `reference`, then returns to `return_url`."""
    parameters = {
        "service_id": str(settings.service_id),
        "merchant_id": str(settings.merchant_id),
        "amount": str(amount.to_decimal()),
        "transaction_param": reference,
        "return_url": return_url,
        "card_type": settings.card_type,
        "merchant_user_id": "" if settings.merchant_user_id is None else str(settings.merchant_user_id),
    }
    given = {name: value for name, value in parameters.items() if value}
    # safe="" and quote: a return_url loses everything after its first & otherwise, and + is not a blank everywhere.
    return f"{settings.pay_page_url}?{urlencode(given, safe='', quote_via=quote)}"
