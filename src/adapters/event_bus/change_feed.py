"""The watch feed: what is published about one thing, to whoever watches that thing in this process."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from uuid import UUID

from accounts.domain.status import Status as AccountsStatus
from accounts.domain.transaction import Kind
from billing.domain.events import CREATED, DETAILS_CHANGED, RESTORED
from billing.domain.status import Status as BillingStatus
from shared_kernel.errors import OverloadError
from shared_kernel.event_bus import EventBus
from shared_kernel.events import Envelope
from shared_kernel.tenant import TenantId

CONSUMER = "watch.changes"

# Transfers and the house's own bookings are missing on purpose: one is complete when it is born, so that nothing is
# left to watch, and there are more transfers than of everything else together.
WATCHED = frozenset(
    [
        *(
            f"accounts.{kind}.{status}.v1"
            for kind in (Kind.DEPOSIT, Kind.WITHDRAWAL, Kind.REFUND)
            for status in AccountsStatus
        ),
        *(f"billing.transaction.{kind}.v1" for kind in (CREATED, DETAILS_CHANGED, RESTORED, *BillingStatus)),
    ]
)

_WAITING_LIMIT = 100
_WATCHERS_LIMIT = 10_000

Watched = tuple[TenantId, UUID]
Queue = asyncio.Queue[Envelope | None]


class TooManyWatchersError(OverloadError):
    """More streams are being watched than the service serves at once; try again shortly."""

    reason = "TOO_MANY_WATCHERS"


class WatcherTooSlowError(OverloadError):
    """The changes came faster than they were read; watch again to continue from the current state."""

    reason = "WATCHER_TOO_SLOW"


class ChangeFeed:
    """Hands each event to the watchers of its subject, in order; at least once, as the bus does."""

    def __init__(self) -> None:
        self._watchers: dict[Watched, set[Queue]] = {}
        self._count = 0
        self._closed = False

    def listen_to(self, bus: EventBus) -> None:
        """Have the bus bring what can be watched."""
        bus.subscribe(consumer=CONSUMER, types=WATCHED, handler=self.publish)

    async def publish(self, event: Envelope) -> None:
        """Pass the event on; a watcher who does not keep up is cut off rather than waited for."""
        for queue in self._watchers.get((event.tenant_id, event.subject), ()):
            if queue.qsize() < _WAITING_LIMIT:
                queue.put_nowait(event)
            elif not queue.full():
                queue.put_nowait(None)

    @asynccontextmanager
    async def subscribe(self, *, tenant_id: TenantId, subject: UUID) -> AsyncIterator[AsyncIterator[Envelope]]:
        """The events published from now on about the subject.

        The iteration ends when the feed closes, and raises WatcherTooSlowError when it missed something.

        Raises:
            TooManyWatchersError: the feed serves no more watchers.
        """
        with self._watching((tenant_id, subject)) as queue:
            yield self._events(queue)

    def close(self) -> None:
        """End every watcher's stream, so that the service can go down."""
        self._closed = True
        for queues in self._watchers.values():
            for queue in queues:
                if not queue.full():
                    queue.put_nowait(None)

    @contextmanager
    def _watching(self, watched: Watched) -> Iterator[Queue]:
        if self._closed or self._count >= _WATCHERS_LIMIT:
            raise TooManyWatchersError
        # One place more than events may wait: for the word that ends the stream.
        queue: Queue = asyncio.Queue(_WAITING_LIMIT + 1)
        self._watchers.setdefault(watched, set()).add(queue)
        self._count += 1
        try:
            yield queue
        finally:
            self._count -= 1
            self._watchers[watched].remove(queue)
            if not self._watchers[watched]:
                del self._watchers[watched]

    async def _events(self, queue: Queue) -> AsyncIterator[Envelope]:
        while (event := await queue.get()) is not None:
            yield event
        if not self._closed:
            raise WatcherTooSlowError
