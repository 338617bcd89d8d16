"""How fast gateways are asked about one payment after the other when nobody waits for the answer."""

import asyncio
from datetime import datetime, timedelta

from shared_kernel.clock import Clock


class LookUpPace:
    """Lets so many questions per second pass for each gateway, evenly, whoever asks in this process.

    A reconciliation must not use up what the provider lets us ask: payers are waiting for other answers.
    """

    def __init__(self, *, per_second: int, clock: Clock) -> None:
        self._gap = timedelta(seconds=1) / per_second
        self._clock = clock
        self._next: dict[str, datetime] = {}

    async def wait(self, gateway: str) -> None:
        """Return when it is one's turn."""
        now = self._clock.now()
        turn = max(now, self._next.get(gateway, now))
        self._next[gateway] = turn + self._gap
        await asyncio.sleep((turn - now).total_seconds())
