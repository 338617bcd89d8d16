"""Reads the object that a thin event names (Stripe protocol, section 12.2).

It is read as it stands now, which is all that news of it are used for. Its address in the event is not called: what
may be asked for is what stands here.
"""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from adapters.gateways.stripe.client import StripeApi
from adapters.gateways.stripe.event import Json, StripeEvent, ThinEvent
from adapters.gateways.stripe.reading import unless_missing

_READS: Mapping[str, Callable[[StripeApi, str], Awaitable[Json]]] = MappingProxyType(
    {
        "checkout.session": StripeApi.session,
        "payment_intent": StripeApi.intent,
        "charge": StripeApi.charge,
        "refund": StripeApi.refund,
        "dispute": StripeApi.dispute,
        "invoice": StripeApi.invoice,
        "payout": StripeApi.payout,
        "transfer": StripeApi.transfer,
    }
)


async def with_its_object(event: ThinEvent, *, api: StripeApi) -> StripeEvent | None:
    """The event as if it had brought its object; None of a kind that says nothing of payments, or when it is gone.

    Raises:
        GatewayUnavailableError, UnknownOutcomeError: Stripe does not tell now.
    """
    read = _READS.get(event.kind)
    if read is None or not event.name:
        return None
    told = await unless_missing(read(api, event.name))
    return None if told is None else event.with_object(told)
