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
        if rows := [event_row(event, self._identifiers) for event in events]:
            await self._connection.execute(insert(outbox), rows)


def event_row(event: Event, identifiers: Identifiers) -> dict[str, object]:
    """The event as a row, under an id of its own."""
    return {
        "tenant_id": event.tenant_id,
        "id": identifiers.new_id(),
        "type": event.type,
        "subject": event.subject,
        "occurred_at": event.occurred_at,
        "data": event.data(),
    }
