"""What a merchant of the benchmark has agreed with each provider: both sides of a measurement know it."""

from adapters.gateways.octo.signature import Formula

ORDER_MINOR_UNITS = 1_000_00
OCTO_CURRENCY, STRIPE_CURRENCY = "UZS", "USD"

STRIPE_KEY = "sk_test_benchmark"
STRIPE_SECRET = "whsec_benchmark"
OCTO_SHOP = 12345
OCTO_SECRET = "benchmark secret"
OCTO_KEY = "benchmark key"
OCTO_FORMULA = Formula.CURRENT
CLICK_SERVICE = 10
CLICK_MERCHANT = 20
CLICK_KEY = "benchmark key"
PAYME_MERCHANT = "5e730e8e0b852a417aa49ceb"
PAYME_KEY = "benchmark key"
PAYME_FIELD = "order_id"


def octo_reference(transaction_id: str) -> str:
    """Our name at Octo of the first try to open a payment."""
    return f"{transaction_id}-1"


def stripe_session(transaction_id: str) -> str:
    """Stripe's name of the Checkout Session of a payment."""
    return f"cs_test_{transaction_id.replace('-', '')}"
