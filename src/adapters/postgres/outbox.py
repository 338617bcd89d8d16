"""The outbox: events are rows of the commit that made them true."""

from collections.abc import Iterable

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.postgres.tables.platform import outbox
from shared_kernel.events import Event
from shared_kernel.identifiers import Identifiers


class PostgresOutbox:
    """Stores events in the open transaction, in the order given."""

    def __init__(self, connection: AsyncConnection, identifiers: Identifiers) -> None:
        self._connection = connection
        self._identifiers = identifiers

    async def add(self, events: Iterable[Event]) -> None:
        rows = [
            {
                "tenant_id": event.tenant_id,
                "id": self._identifiers.new_id(),
                "type": event.type,
                "subject": event.subject,
                "occurred_at": event.occurred_at,
                "data": event.data(),
            }
            for event in events
        ]
        if rows:
            await self._connection.execute(insert(outbox), rows)
