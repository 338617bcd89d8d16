"""What a Checkout Session may be created with (section 5.1)."""

from adapters.sandbox.stripe.resources.amounts import currency_code
from adapters.sandbox.stripe.resources.payment_intents import CAPTURE_METHOD
from adapters.sandbox.stripe.rest.errors import ApiError
from adapters.sandbox.stripe.rest.fields import (
    Fields,
    Reader,
    each,
    ignored,
    integer,
    metadata,
    one_of,
    positive,
    text,
    text_up_to,
)

_LONGEST_REFERENCE = 200


def _not_negative(value: object, name: str) -> int:
    number = integer(value, name)
    if number < 0:
        message = "This value must be greater than or equal to 0."
        raise ApiError(message, code="parameter_invalid_integer", param=name)
    return number


_RECURRING = Fields({"interval": one_of("day", "week", "month", "year"), "interval_count": positive}, ("interval",))
_PRODUCT = Fields({"name": text, "metadata": metadata, **ignored("description", "images", "tax_code")}, ("name",))
_PRICE = Fields(
    {
        "currency": currency_code,
        "unit_amount": _not_negative,
        "product": text,
        "product_data": _PRODUCT,
        "recurring": _RECURRING,
        **ignored("tax_behavior"),
    },
    ("currency", "unit_amount"),
)
_ITEM = Fields(
    {
        "price": text,
        "price_data": _PRICE,
        "quantity": positive,
        "metadata": metadata,
        **ignored("adjustable_quantity", "tax_rates"),
    }
)
_PAYMENT = Fields(
    {
        "metadata": metadata,
        "capture_method": CAPTURE_METHOD,
        "description": text,
        "transfer_group": text,
        **ignored("receipt_email", "setup_future_usage", "shipping"),
        **ignored("statement_descriptor", "statement_descriptor_suffix"),
    }
)
_SUBSCRIPTION = Fields(
    {
        "metadata": metadata,
        "trial_period_days": positive,
        "description": text,
        **ignored("billing_mode", "invoice_settings", "proration_behavior", "trial_settings"),
    }
)

CREATE: dict[str, Reader] = {
    "mode": one_of("payment", "subscription", "setup"),
    "line_items": each(_ITEM),
    "success_url": text,
    "cancel_url": text,
    "client_reference_id": text_up_to(_LONGEST_REFERENCE),
    "metadata": metadata,
    "payment_intent_data": _PAYMENT,
    "subscription_data": _SUBSCRIPTION,
    "setup_intent_data": Fields({"metadata": metadata, "description": text}),
    "currency": currency_code,
    "customer": text,
    "customer_email": text,
    "expires_at": integer,
    "locale": text,
    "ui_mode": one_of("hosted_page"),
    **ignored(
        "adaptive_pricing",
        "after_expiration",
        "allow_promotion_codes",
        "allowed_payment_method_types",
        "automatic_tax",
        "billing_address_collection",
        "branding_settings",
        "consent_collection",
        "custom_fields",
        "custom_text",
        "customer_creation",
        "customer_update",
        "excluded_payment_method_types",
        "integration_identifier",
        "name_collection",
        "origin_context",
        "payment_method_collection",
        "payment_method_configuration",
        "payment_method_options",
        "phone_number_collection",
        "saved_payment_method_options",
        "shipping_address_collection",
        "submit_type",
        "tax_id_collection",
        "wallet_options",
    ),
}
