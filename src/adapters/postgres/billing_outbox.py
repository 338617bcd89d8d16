"""Billing's outbox: events travel with the commit that made them true."""

from collections.abc import Iterable

from psycopg.types.json import Json

from adapters.postgres.billing_connection import BillingConnection
from adapters.postgres.billing_statements import ADD_EVENT
from shared_kernel.events import Event
from shared_kernel.identifiers import Identifiers


class BillingOutbox:
    """Stores events in the open transaction, in the order given."""

    def __init__(self, connection: BillingConnection, identifiers: Identifiers) -> None:
        self._connection = connection
        self._identifiers = identifiers

    async def add(self, events: Iterable[Event]) -> None:
        for event in events:
            self._connection.later(
                ADD_EVENT(
                    event.tenant_id,
                    self._identifiers.new_id(),
                    event.type,
                    event.subject,
                    event.occurred_at,
                    Json(event.data()),
                )
            )
