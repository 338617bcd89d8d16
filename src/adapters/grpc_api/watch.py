"""Watching one thing: its state now, then every change of it, until it can change no more.

Subscribing before the first look, no change is missed; by their versions, none is told twice. What is told is the thing
as it was last committed, or, when it has moved on before anybody could look, as its event tells it. Only changes whose
events reach another process are told as one.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol, Self, TypeVar, cast
from uuid import UUID

from adapters.grpc_api.errors import ShuttingDownError
from shared_kernel.events import Envelope
from shared_kernel.tenant import TenantId

# The bus may be slow, and another process may have made the change: a watcher looks by itself, too (seconds).
_LOOK_AGAIN_AFTER = 5.0

Watched = TypeVar("Watched")


class ChangeFeed(Protocol):
    """Tells what is published about one thing. It bounds how many watch and how much waits for each of them."""

    def subscribe(self, *, tenant_id: TenantId, subject: UUID) -> AbstractAsyncContextManager[AsyncIterator[Envelope]]:
        """The events about the subject from the moment the context is entered; they end when the feed closes.

        Raises:
            OverloadError: it serves no more watchers.
        """
        ...

    def close(self) -> None:
        """End every subscription: the service goes down."""
        ...


class Watch:
    """Watches things through a feed; `look_again_after` (seconds) is the longest a lost event can delay a change."""

    def __init__(self, *, feed: ChangeFeed, look_again_after: float = _LOOK_AGAIN_AFTER) -> None:
        self._feed = feed
        self._look_again_after = look_again_after

    async def __call__(
        self,
        *,
        tenant_id: TenantId,
        subject: UUID,
        look: Callable[[], Awaitable[Watched]],
        right_after: Callable[[Watched, Envelope], Watched],
        version: Callable[[Watched], int],
        is_final: Callable[[Watched], bool],
        tell: Callable[[Watched], Awaitable[None]],
    ) -> None:
        """Tell the state now and after every change, until it is final.

        `right_after` an event is the thing as it was then.

        Raises:
            ShuttingDownError: the feed closed; also OverloadError of the feed, and whatever `look` raises.
        """
        async with self._feed.subscribe(tenant_id=tenant_id, subject=subject) as events, _Signs(events) as signs:
            state = await look()
            await tell(state)
            waited = False
            while not is_final(state):
                event = await signs.next(within=self._look_again_after)
                if event is not None and _version(event) <= version(state):
                    continue
                current = await look()
                if event is not None and _version(event) < version(current):
                    current = right_after(current, event)
                # Versions have no gaps: the events of the changes between are on their way, or another process has
                # them. They get one wait more.
                waited = event is None and not waited and version(current) > version(state) + 1
                if version(current) > version(state) and not waited:
                    state = current
                    await tell(state)


def _version(event: Envelope) -> int:
    """The version of the thing right after the event: everything that can be watched says it."""
    return cast("int", event.data["version"])


class _Signs:
    """Waits for the next event or some time, whichever comes first, and loses no event by not waiting longer."""

    def __init__(self, events: AsyncIterator[Envelope]) -> None:
        self._events = events
        self._pending: asyncio.Task[Envelope | None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        if self._pending is not None:
            self._pending.cancel()
            await asyncio.wait([self._pending])

    async def next(self, *, within: float) -> Envelope | None:
        """The next event, or None after so many seconds (ShuttingDownError when the events have ended)."""
        # Cancelling the wait for an event would end the iteration, so the wait is a task that outlives a time-out.
        self._pending = self._pending or asyncio.create_task(_following(self._events))
        done, _ = await asyncio.wait([self._pending], timeout=within)
        if not done:
            return None
        event = self._pending.result()
        self._pending = None
        if event is None:
            raise ShuttingDownError
        return event


async def _following(events: AsyncIterator[Envelope]) -> Envelope | None:
    return await anext(events, None)
