"""A tiny transactional store: what a unit of work writes is seen by others when it commits, and rows can be locked."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from shared_kernel.events import Event
from shared_kernel.tenant import TenantId

Key = tuple[str, TenantId, object]


class Rows:
    """Everything committed."""

    def __init__(self) -> None:
        self.committed: dict[Key, Any] = {}
        self.events: list[Event] = []
        self.locks: defaultdict[object, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.last_number = 500


class Session:
    """One unit of work's view: its own writes over what is committed at the moment of reading (READ COMMITTED)."""

    def __init__(self, rows: Rows, tenant_id: TenantId) -> None:
        self._rows = rows
        self._tenant_id = tenant_id
        self._written: dict[Key, Any] = {}
        self._events: list[Event] = []
        self._held: dict[object, asyncio.Lock] = {}

    async def read(self, table: str, key: object) -> Any:  # noqa: ANN401 - a table holds whatever was written to it
        """The row, or None."""
        # A database answers later, and meanwhile others run: so must this, or no test could meet a race.
        await asyncio.sleep(0)
        name = (table, self._tenant_id, key)
        return self._written.get(name, self._rows.committed.get(name))

    async def all(self, table: str) -> list[Any]:
        """Every row of the table, oldest first."""
        await asyncio.sleep(0)
        return list(self._visible(table))

    async def lock(self, *name: object) -> None:
        """Wait until no other unit of work holds this name, then hold it to the end."""
        full_name = (self._tenant_id, *name)
        if full_name not in self._held:
            lock = self._rows.locks[full_name]
            await lock.acquire()
            self._held[full_name] = lock

    def write(self, table: str, key: object, row: object) -> None:
        self._written[table, self._tenant_id, key] = row

    def publish(self, event: Event) -> None:
        self._events.append(event)

    def next_number(self) -> int:
        """Like a sequence: never given twice, also not after a rollback."""
        self._rows.last_number += 1
        return self._rows.last_number

    def commit(self) -> None:
        self._rows.committed.update(self._written)
        self._rows.events.extend(self._events)

    def release(self) -> None:
        for lock in self._held.values():
            lock.release()

    def _visible(self, table: str) -> Iterator[Any]:
        merged = self._rows.committed | self._written
        return (row for (name, tenant_id, _), row in merged.items() if (name, tenant_id) == (table, self._tenant_id))
