"""One round of the relay: publish a batch, subjects side by side, each subject in its order."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import structlog

from adapters.event_bus.delivery_error import DeliveryError, reason_of
from adapters.event_bus.relay_settings import RelaySettings
from shared_kernel.event_bus import EventBus
from shared_kernel.events import Envelope
from shared_kernel.outbox_reader import DeadLetter, FailedEvent, OutboxBatch, ParkedEvent, Settlement
from shared_kernel.tenant import TenantId

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """One event's turn; `parked`: storage keeps it apart and must be told when it is done with."""

    event: Envelope
    attempts: int
    parked: bool


@dataclass(slots=True, kw_only=True)
class RelayRound:
    """Publishes one batch and notes what became of it."""

    bus: EventBus
    settings: RelaySettings
    failed: list[FailedEvent] = field(default_factory=list)
    blocked: list[Envelope] = field(default_factory=list)
    finished: list[Envelope] = field(default_factory=list)
    dead: list[DeadLetter] = field(default_factory=list)

    async def publish(self, batch: OutboxBatch) -> Settlement:
        """Try everything whose turn it is; an event that fails holds back the later ones of its subject only."""
        self.blocked.extend(batch.blocked)
        subjects = _by_subject(batch.due, batch.fresh)
        waiting = iter(subjects)
        async with asyncio.TaskGroup() as workers:
            for _ in range(min(self.settings.concurrency, len(subjects))):
                workers.create_task(self._work(waiting))
        return Settlement(
            end=batch.end, failed=self.failed, blocked=self.blocked, finished=self.finished, dead=self.dead
        )

    async def _work(self, waiting: Iterator[Sequence[_Turn]]) -> None:
        # All workers draw from the same iterator: whoever is free takes the next subject.
        for turns in waiting:
            await self._publish_in_order(turns)

    async def _publish_in_order(self, turns: Sequence[_Turn]) -> None:
        for place, turn in enumerate(turns):
            error = await self._try(turn.event)
            if error is not None and not self._give_up(turn, error):
                self.blocked.extend(later.event for later in turns[place + 1 :] if not later.parked)
                return
            if turn.parked:
                self.finished.append(turn.event)

    async def _try(self, event: Envelope) -> Exception | None:
        try:
            async with asyncio.timeout(self.settings.publish_seconds):
                await self.bus.publish(event)
        except Exception as error:  # noqa: BLE001 - whatever it is, the event is tried again and the others go on
            return error
        return None

    def _give_up(self, turn: _Turn, error: Exception) -> bool:
        """Note the failure; True when the event is dead and its subject goes on without it."""
        attempts = turn.attempts + 1
        reason = str(error) if isinstance(error, DeliveryError) else reason_of(error)
        log = _log.bind(event_id=str(turn.event.id), type=turn.event.type, attempts=attempts, reason=reason)
        if attempts < self.settings.attempts and not (isinstance(error, DeliveryError) and error.is_final):
            log.warning("event.failed")
            delay = self.settings.delay_after(attempts)
            self.failed.append(FailedEvent(event=turn.event, attempts=attempts, retry_after=delay, error=reason))
            return False
        log.error("event.dead")
        consumer = ", ".join(error.failures) if isinstance(error, DeliveryError) else ""
        self.dead.append(DeadLetter(event=turn.event, attempts=attempts, consumer=consumer, reason=reason))
        return True


def _by_subject(due: Iterable[ParkedEvent], fresh: Iterable[Envelope]) -> Sequence[Sequence[_Turn]]:
    subjects: dict[tuple[TenantId, UUID], list[_Turn]] = defaultdict(list)
    for item in due:
        turn = _Turn(event=item.event, attempts=item.attempts, parked=True)
        subjects[item.event.tenant_id, item.event.subject].append(turn)
    for event in fresh:
        subjects[event.tenant_id, event.subject].append(_Turn(event=event, attempts=0, parked=False))
    return list(subjects.values())
