"""A tiny transactional database: what a commit writes is seen by others when it ends, rows are locked, keys unique."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from shared_kernel.events import Event
from shared_kernel.tenant import TenantId

Name = tuple[str, TenantId, object]


class Storage:
    """Everything committed: rows by table, tenant and key; events in the order of their commits."""

    def __init__(self) -> None:
        self.rows: dict[Name, Any] = {}
        self.events: list[Event] = []
        self.locks: defaultdict[Name, asyncio.Lock] = defaultdict(asyncio.Lock)

    def table(self, table: str) -> list[Any]:
        """What is committed in a table, the oldest row first."""
        return [row for (name, _, _), row in self.rows.items() if name == table]

    @asynccontextmanager
    async def begin(self) -> AsyncIterator["OpenCommit"]:
        """Commit on a clean exit, forget on any exception; locks are given back either way."""
        opened = OpenCommit(self)
        try:
            yield opened
            opened.commit()
        finally:
            opened.release()


class OpenCommit:
    """Its own writes over what is committed at the moment of reading (READ COMMITTED)."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._written: dict[Name, Any] = {}
        self._events: list[Event] = []
        self._held: dict[Name, asyncio.Lock] = {}

    async def read(self, *name: object) -> Any:  # noqa: ANN401 - a table holds whatever was written to it
        """The row of (table, tenant, key), or None."""
        # A database answers later, and meanwhile others run: so must this, or no test could meet a race.
        await asyncio.sleep(0)
        return self._written.get(name, self._storage.rows.get(name))

    async def all(self, table: str, tenant_id: TenantId) -> list[Any]:
        """The tenant's rows of a table, the oldest first."""
        await asyncio.sleep(0)
        merged = self._storage.rows | self._written
        return [row for (name, owner, _), row in merged.items() if (name, owner) == (table, tenant_id)]

    async def lock(self, *name: object) -> Any:  # noqa: ANN401 - as read
        """The row, once no other commit holds it."""
        if name not in self._held:
            await self._storage.locks[name].acquire()
            self._held[name] = self._storage.locks[name]
        return await self.read(*name)

    async def insert(self, *name: object, row: object, taken: Exception) -> None:
        """Write a new row, or raise `taken`; two commits inserting the same key: the second waits for the first."""
        if await self.lock(*name) is not None:
            raise taken
        self._written[name] = row

    def write(self, *name: object, row: object) -> None:
        """Replace a row."""
        self._written[name] = row

    def publish(self, event: Event) -> None:
        """Let the event leave with the commit."""
        self._events.append(event)

    def commit(self) -> None:
        """Show everything to everybody."""
        self._storage.rows.update(self._written)
        self._storage.events.extend(self._events)

    def release(self) -> None:
        """Let go of what is locked."""
        for lock in self._held.values():
            lock.release()
