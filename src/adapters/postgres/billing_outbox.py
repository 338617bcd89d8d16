"""Billing's outbox: events travel with the commit that made them true."""

from collections.abc import Iterable

from adapters.postgres.billing_connection import BillingConnection
from adapters.postgres.billing_statements import ADD_EVENTS
from adapters.postgres.json_rows import json_rows
from adapters.postgres.outbox import event_row
from shared_kernel.events import Event
from shared_kernel.identifiers import Identifiers


class BillingOutbox:
    """Stores events in the open transaction, in the order given."""

    def __init__(self, connection: BillingConnection, identifiers: Identifiers) -> None:
        self._connection = connection
        self._identifiers = identifiers

    async def add(self, events: Iterable[Event]) -> None:
        if rows := [event_row(event, self._identifiers) for event in events]:
            self._connection.later(ADD_EVENTS(json_rows(rows)))
