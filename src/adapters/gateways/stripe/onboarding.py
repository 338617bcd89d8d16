"""Whether a connected account can be paid out to: what its owner has told Stripe (Stripe protocol, section 9)."""

from contextlib import nullcontext

from adapters.gateways.outcomes import while_reading
from adapters.gateways.stripe.client import StripeApi
from adapters.gateways.stripe.details import ONBOARDED, onboarding_of
from adapters.gateways.stripe.event import Json
from billing.domain.errors import GatewayRefusedError
from billing.domain.provider_call import ProviderCall


async def onboarded(platform: StripeApi, account: str, call: ProviderCall) -> Json:
    """An account that can be paid: money sent to another one would wait there for nobody knows what.

    Raises:
        GatewayRefusedError: it cannot be paid now; nothing was sent.
    """
    # Before anything was sent, an account that is not the merchant's is a clear no; afterwards no question is.
    with while_reading() if call.doubtful else nullcontext():
        told = await platform.account(account)
    standing = onboarding_of(told)
    if standing["onboarding_status"] != ONBOARDED:
        why = standing["disabled_reason"] or "its owner has not told Stripe everything"
        raise GatewayRefusedError(
            gateway="stripe", code="payouts_not_allowed", message=f"{account} cannot be paid out to: {why}."
        )
    return told
