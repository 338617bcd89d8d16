"""A question to Stripe about something that need not exist."""

from collections.abc import Awaitable
from typing import TypeVar

from adapters.gateways.outcomes import while_reading
from billing.domain.errors import GatewayRefusedError

_MISSING = "resource_missing"

_Told = TypeVar("_Told")


async def unless_missing(asked: Awaitable[_Told]) -> _Told | None:
    """What is told; None of something that is another account's, or deleted: nobody will ever tell that.

    Raises:
        GatewayUnavailableError: any other refusal, as while a key is being rolled.
    """
    with while_reading():
        try:
            return await asked
        except GatewayRefusedError as refusal:
            if refusal.code != _MISSING:
                raise
            return None
