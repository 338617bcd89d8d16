"""What Stripe tells about a payment, in Stripe's own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class StripeDetails:
    """Facts of a Stripe payment or payout; None where Stripe has not told (yet).

    Attributes:
        mode: `payment`, `subscription` or `setup`.
        client_reference_id: our transaction's id, echoed on the session.
        payment_intent_id: unknown until the payer confirms.
        items: what is bought: [{price_id | price_data, quantity, adjustable_quantity}].
        expires_at: when the session closes, seconds since 1970: kept, because a repeated call must say the same.
        dispute_status: the newest dispute's.
        onboarding_status: the connected account's, as it was heard last: `complete`, `incomplete` or `restricted`.
        disabled_reason: why Stripe lets it have no payouts.
        fee: what Stripe kept, in minor units of `fee_currency`.
    """

    mode: str | None = None
    billing_reason: str | None = None
    session_id: str | None = None
    session_status: str | None = None
    payment_status: str | None = None
    payment_intent_id: str | None = None
    payment_intent_status: str | None = None
    setup_intent_id: str | None = None
    charge_id: str | None = None
    client_reference_id: str | None = None
    invoice_id: str | None = None
    subscription_id: str | None = None
    customer_id: str | None = None
    subscription_data: Mapping[str, Any] | None = None
    items: list[dict[str, Any]] | None = None
    success_url: str | None = None
    cancel_url: str | None = None
    url: str | None = None
    expires_at: int | None = None
    livemode: bool | None = None
    dispute_id: str | None = None
    dispute_status: str | None = None
    fee: int | None = None
    fee_currency: str | None = None
    balance_transaction_id: str | None = None
    payout_id: str | None = None
    payout_status: str | None = None
    transfer_id: str | None = None
    connected_account_id: str | None = None
    onboarding_status: str | None = None
    disabled_reason: str | None = None
    error_code: str | None = None
    error_message: str | None = None
