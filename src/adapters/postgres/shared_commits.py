"""Commits that units of work share: what arrives together is asked, written and committed together.

A commit of its own costs each webhook two round trips, and the disk one write. So units of work that begin while a
commit is under way gather, and take their seats in the next one. There is no artificial delay.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from adapters.postgres.failures import (
    ConcurrentUpdateError,
    DatabaseBusyError,
    DatabaseUnavailableError,
    typed_failures,
)
from adapters.postgres.seat import NotTogetherError, Seat
from adapters.postgres.shared_commit import SharedCommit
from shared_kernel.tenant import TenantId

_MOST_SEATS = 64


class SharedCommits:
    """Seats units of work; one commit is under way at a time."""

    def __init__(self, *, pool: AsyncConnectionPool[AsyncConnection[Any]], committed: Callable[[], None]) -> None:
        self._pool = pool
        self._committed = committed
        self._waiting: deque[Seat] = deque()
        self._running: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def seat(self, tenant_id: TenantId) -> AsyncIterator[Seat]:
        """A seat in the next commit: a clean exit waits for the commit, any exception leaves it.

        Raises:
            NotTogetherError: nothing was committed, and it should be tried alone.
        """
        seat = Seat(tenant_id)
        self._waiting.append(seat)
        if self._running is None:
            self._running = asyncio.create_task(self._run(), name="billing commits")
        try:
            await seat.taken()
            yield seat
            await seat.commit()
        except BaseException:
            seat.leave()
            raise

    async def _run(self) -> None:
        try:
            while self._waiting:
                count = min(len(self._waiting), _MOST_SEATS)
                seats = [self._waiting.popleft() for _ in range(count)]
                await self._commit([seat for seat in seats if not seat.is_left])
        finally:
            self._running = None

    async def _commit(self, seats: Sequence[Seat]) -> None:
        if not seats:
            return
        try:
            with typed_failures():
                async with self._pool.connection() as connection:
                    await SharedCommit(connection, seats).run()
        except (DatabaseUnavailableError, DatabaseBusyError) as error:
            _end(seats, error)
        except ConcurrentUpdateError:
            _end(seats, NotTogetherError())
        except Exception as error:  # noqa: BLE001 - whatever it was, whoever waits is told
            _end(seats, error if len(seats) == 1 else NotTogetherError())
        else:
            _end(seats, None)
            self._committed()


def _end(seats: Sequence[Seat], error: Exception | None) -> None:
    for seat in seats:
        seat.end(error)
