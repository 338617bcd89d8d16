"""A no of Stripe's to a mere question, as while a key is being rolled: it decides nothing about any money."""

from collections.abc import Iterator
from contextlib import contextmanager

from billing.domain.errors import GatewayRefusedError, GatewayUnavailableError


@contextmanager
def while_reading() -> Iterator[None]:
    """Around a call that only asks: whoever asks asks again, and takes nothing for refused meanwhile.

    Raises:
        GatewayUnavailableError: instead of the refusal.
    """
    try:
        yield
    except GatewayRefusedError as refusal:
        raise GatewayUnavailableError(refusal.text) from refusal
