"""An outbox of a test: facts recorded as the modules record them, a relay, and looks at what it keeps."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import TupleRow

from adapters.event_bus.memory import MemoryEventBus
from adapters.event_bus.relay import OutboxRelay
from adapters.event_bus.relay_settings import RelaySettings
from adapters.postgres.conninfo import system_conninfo
from adapters.postgres.database import Database
from adapters.postgres.outbox import PostgresOutbox
from adapters.postgres.outbox_reader import PostgresOutboxReader
from adapters.postgres.transactions import tenant_transaction
from shared_kernel.event_bus import Handler
from shared_kernel.events import Envelope
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.tenant import TenantId
from tests.builders import TENANT
from tests.postgres_server import DatabaseAddress

PAID = "billing.transaction.completed.v1"
UNHEARD = "accounts.transfer.completed.v1"
CONSUMER = "books"
PATIENCE_SECONDS = 60

# Impatient, so that a test need not wait; `attempts` stays above what any test fails by accident.
SETTINGS = RelaySettings(
    first_delay=timedelta(milliseconds=1),
    longest_delay=timedelta(milliseconds=2),
    poll_seconds=0.02,
    quiet_seconds=0.001,
    standby_seconds=0.02,
    attempts=50,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Number `number` of what happened to a subject."""

    subject: UUID
    number: int
    type: str = PAID
    tenant_id: TenantId = TENANT
    occurred_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def data(self) -> Mapping[str, object]:
        return {"number": self.number}


@dataclass(slots=True, kw_only=True)
class Consumer:
    """Keeps what it gets and lets a test wait for it; `refuse` may raise instead."""

    refuse: Callable[[Envelope], None] = lambda _event: None
    received: list[Envelope] = field(default_factory=list)
    tried: int = 0
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def handle(self, event: Envelope) -> None:
        async with self._changed:
            self.tried += 1
            try:
                self.refuse(event)
                self.received.append(event)
            finally:
                self._changed.notify_all()

    async def until(self, condition: Callable[["Consumer"], bool]) -> None:
        async with self._changed, asyncio.timeout(PATIENCE_SECONDS):
            await self._changed.wait_for(lambda: condition(self))

    def numbers(self, subject: UUID) -> list[object]:
        """What came of a subject, in order of arrival."""
        return [event.data["number"] for event in self.received if event.subject == subject]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """The outbox of one database."""

    address: DatabaseAddress
    database: Database

    async def record(self, *facts: Fact) -> None:
        """One commit."""
        async with tenant_transaction(self.database.engine, TENANT) as connection:
            await PostgresOutbox(connection, SystemIdentifiers()).add(facts)

    def reader(self) -> PostgresOutboxReader:
        return PostgresOutboxReader(conninfo=system_conninfo(self.address.app))

    def relay(self, handler: Handler, *, settings: RelaySettings = SETTINGS) -> OutboxRelay:
        """A relay as a process has it, with one consumer."""
        bus = MemoryEventBus()
        bus.subscribe(consumer=CONSUMER, types=frozenset({PAID}), handler=handler)
        return OutboxRelay(outbox=self.reader(), bus=bus, settings=settings)

    @asynccontextmanager
    async def relaying(self, handler: Handler, *, settings: RelaySettings = SETTINGS) -> AsyncIterator[OutboxRelay]:
        """A running relay, stopped in an orderly way."""
        relay = self.relay(handler, settings=settings)
        running = asyncio.create_task(relay.run())
        try:
            yield relay
        finally:
            relay.stop()
            await running

    async def rows(self, query: str, *parameters: Any) -> Sequence[TupleRow]:  # noqa: ANN401 - whatever a column takes
        """Look, or change, as the owner."""
        async with await psycopg.AsyncConnection.connect(self.address.owner, autocommit=True) as connection:
            cursor = await connection.execute(query, parameters)  # type: ignore[arg-type]
            return await cursor.fetchall() if cursor.description else []
