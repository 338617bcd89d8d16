"""A key that Stripe refuses says nothing of what was done under it before (Stripe protocol, section 4).

Stripe looks at keys first: such a no is not the answer to the call, and is not kept for its idempotency key. An earlier
try may still be running there, where no look finds it yet.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from billing.domain.errors import GatewayRefusedError, UnknownOutcomeError
from billing.domain.provider_call import ProviderCall


class KeyRefusedError(GatewayRefusedError):
    """Stripe did not let us in: the key is wrong, was rolled, or lacks a right."""


@contextmanager
def while_doubtful(call: ProviderCall) -> Iterator[None]:
    """Around what a call changes: what an earlier try of it may have done is not refused by this.

    Raises:
        UnknownOutcomeError: instead of KeyRefusedError, when there was an earlier try whose outcome is unknown.
    """
    try:
        yield
    except KeyRefusedError as refusal:
        if not call.doubtful:
            raise
        raise UnknownOutcomeError(refusal.text) from refusal
