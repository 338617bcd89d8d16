"""Watching one thing: its state now, then again whenever it changes, until it can change no more.

A change is only a sign to look again. So nothing is missed between the first look and the subscription, nothing is told
twice, no watcher has a queue that could grow, and a lost sign costs a few seconds. Changes that follow one another more
quickly than a look takes are told as one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

from adapters.grpc_api.errors import ShuttingDownError
from shared_kernel.errors import OverloadError
from shared_kernel.events import Envelope
from shared_kernel.tenant import TenantId

# Signs come from this process; what another one does is seen at the next look (seconds).
_LOOK_AGAIN_AFTER = 5.0
_MOST_WATCHERS = 1_000

Watched = TypeVar("Watched")
Subject = tuple[TenantId, UUID]


class TooManyWatchersError(OverloadError):
    """More streams are open than the service takes at once; try again later, or ask for the state instead."""

    reason = "TOO_MANY_WATCHERS"


class Changes:
    """Who watches what in this process. Give `notice` to the event bus as the handler of all transaction events."""

    def __init__(self) -> None:
        self._watchers: dict[Subject, set[asyncio.Event]] = {}
        self._count = 0
        self._closed = False

    async def notice(self, envelope: Envelope) -> None:
        """Wake whoever watches the subject of the event."""
        for changed in self._watchers.get((envelope.tenant_id, envelope.subject), ()):
            changed.set()

    def close(self) -> None:
        """End every watch with ShuttingDownError, and start no other."""
        self._closed = True
        for watchers in self._watchers.values():
            for changed in watchers:
                changed.set()

    async def watch(
        self,
        *,
        subject: Subject,
        look: Callable[[], Awaitable[Watched]],
        version: Callable[[Watched], int],
        is_final: Callable[[Watched], bool],
        tell: Callable[[Watched], Awaitable[None]],
    ) -> None:
        """Tell the state now and after every change, until it is final.

        Raises:
            TooManyWatchersError, ShuttingDownError, and whatever `look` raises.
        """
        told = 0
        with self._subscribed(subject) as changed:
            while True:
                changed.clear()
                if self._closed:
                    raise ShuttingDownError
                current = await look()
                if version(current) > told:
                    await tell(current)
                    told = version(current)
                if is_final(current):
                    return
                await _woken(changed)

    @contextmanager
    def _subscribed(self, subject: Subject) -> Iterator[asyncio.Event]:
        if self._count >= _MOST_WATCHERS:
            raise TooManyWatchersError
        changed = asyncio.Event()
        watchers = self._watchers.setdefault(subject, set())
        watchers.add(changed)
        self._count += 1
        try:
            yield changed
        finally:
            self._count -= 1
            watchers.discard(changed)
            if not watchers:
                self._watchers.pop(subject, None)


async def _woken(changed: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(_LOOK_AGAIN_AFTER):
            await changed.wait()
    except TimeoutError:
        return
