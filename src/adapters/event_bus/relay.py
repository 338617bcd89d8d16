"""The outbox relay: takes committed events to the bus, at least once, in order per subject.

- The cursor moves once per batch, after the batch was published: a crash anywhere repeats events and loses none.
- Failures, their number and the time of the next try are stored with the cursor, so they survive a restart.
- One relay works at a time; another process takes over when it ends.
"""

import asyncio
from contextlib import suppress

import structlog

from adapters.event_bus.relay_round import RelayRound
from adapters.event_bus.relay_settings import RelaySettings
from shared_kernel.event_bus import EventBus
from shared_kernel.outbox_reader import OutboxBatch, OutboxLease, OutboxReader

_log = structlog.get_logger(__name__)


class OutboxRelay:
    """Publishes what the outbox holds, for as long as `run` runs."""

    def __init__(self, *, outbox: OutboxReader, bus: EventBus, settings: RelaySettings | None = None) -> None:
        self._outbox = outbox
        self._bus = bus
        self._settings = settings or RelaySettings()
        self._woken = asyncio.Event()
        self._stopping = asyncio.Event()

    def wake(self) -> None:
        """There was a commit in this process: look now rather than at the next poll."""
        self._woken.set()

    def stop(self) -> None:
        """Finish the batch in hand; then `run` returns."""
        self._stopping.set()
        self._woken.set()

    async def run(self) -> None:
        """Relay until stopped; an outage of the database is waited out."""
        while not self._stopping.is_set():
            try:
                async with self._outbox.lead() as lease:
                    if lease is not None:
                        await self._relay(lease)
            except Exception:  # noqa: BLE001 - the relay outlives whatever happens to a round; nothing was settled
                _log.exception("relay.interrupted")
            await _wait(self._stopping, seconds=self._settings.standby_seconds)

    async def _relay(self, lease: OutboxLease) -> None:
        _log.info("relay.leading")
        while not self._stopping.is_set():
            # Cleared before the look: a commit during the look wakes the next one.
            self._woken.clear()
            batch = await self._advance(lease)
            if batch.due or batch.more:
                continue
            await _wait(self._stopping, seconds=self._settings.quiet_seconds)
            await _wait(self._woken, seconds=self._settings.poll_seconds)

    async def _advance(self, lease: OutboxLease) -> OutboxBatch:
        batch = await lease.read(types=self._bus.types, limit=self._settings.batch)
        if batch.due or batch.end is not None:
            await lease.settle(await RelayRound(bus=self._bus, settings=self._settings).publish(batch))
        return batch


async def _wait(event: asyncio.Event, *, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
