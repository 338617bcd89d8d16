"""Nothing stays unknown: calls to providers whose time has come are made, or asked about, until they are over."""

import asyncio
from collections.abc import Sequence

from billing.application.make_call import MakeCall
from billing.domain.provider_call import ProviderCall
from billing.ports.provider_call_repository import DueCalls
from shared_kernel.clock import Clock

# Tried in one round at most.
PORTION = 100
_AT_ONCE = 8


class ResolveCalls:
    """Makes one try at every call that is due; safe beside the requests that may be making some of them."""

    def __init__(self, *, due: DueCalls, make_call: MakeCall, clock: Clock) -> None:
        self._due = due
        self._make_call = make_call
        self._clock = clock

    async def __call__(self) -> int:
        """Try what is due now; how many tries were made.

        Raises:
            ExceptionGroup: of what went wrong and was no answer of a gateway, after all others had their turn.
        """
        calls = await self._due.due(at=self._clock.now(), limit=PORTION)
        waiting = asyncio.Semaphore(_AT_ONCE)

        async def make(call: ProviderCall) -> None:
            async with waiting:
                await self._make_call(tenant_id=call.tenant_id, call_id=call.id)

        outcomes = await asyncio.gather(*map(make, calls), return_exceptions=True)
        _raise_defects(outcomes)
        return len(calls)


def _raise_defects(outcomes: Sequence[BaseException | None]) -> None:
    defects = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    if defects:
        raise ExceptionGroup("Some calls to providers could not be made.", defects)
