"""A no of Stripe's to a mere question, as while a key is being rolled: it decides nothing about any money."""

from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from billing.domain.errors import GatewayRefusedError, GatewayUnavailableError

_MISSING = "resource_missing"

_Told = TypeVar("_Told")


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


async def unless_missing(asked: Awaitable[_Told]) -> _Told | None:
    """What is told; None of something that is another account's, or deleted: nobody will ever tell that.

    Raises:
        GatewayUnavailableError: any other refusal.
    """
    with while_reading():
        try:
            return await asked
        except GatewayRefusedError as refusal:
            if refusal.code != _MISSING:
                raise
            return None
