"""The outbox as the relay reads it: one session-wide lock, one connection, one commit per settled batch."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import psycopg
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import set_json_loads

from adapters.postgres import outbox_statements as statements
from adapters.postgres.failures import typed_failures
from shared_kernel.events import Envelope
from shared_kernel.outbox_reader import OutboxBatch, OutboxPosition, ParkedEvent, Settlement

_START = OutboxPosition(since=0)

_Connection = psycopg.AsyncConnection[DictRow]


class PostgresOutboxReader:
    """Gives the lease as an advisory lock of the session: it falls back with the connection, however that ends.

    Reading, publishing and settling hang on that one connection, so who lost the lock cannot move the cursor.
    """

    def __init__(self, *, conninfo: str) -> None:
        """Take the connection string of the system role: the relay reads every tenant's events."""
        self._conninfo = conninfo

    @asynccontextmanager
    async def lead(self) -> AsyncIterator["PostgresOutboxLease | None"]:
        with typed_failures():
            connection = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True, row_factory=dict_row)
            async with connection:
                await connection.execute(statements.SESSION)
                set_json_loads(msgspec.json.decode, connection)
                locked = await _one(connection, statements.LOCK)
                yield await _lease(connection) if locked["leading"] else None


class PostgresOutboxLease:
    """The lease, from the stored cursor on."""

    def __init__(self, *, connection: _Connection, cursor: OutboxPosition) -> None:
        self._connection = connection
        self._cursor = cursor

    async def read(self, *, types: frozenset[str], limit: int) -> OutboxBatch:
        async with self._connection.pipeline():
            due = await self._connection.execute(statements.DUE, {"limit": limit})
            fresh = await self._connection.execute(
                statements.FRESH, {**_parameters(self._cursor), "types": list(types), "limit": limit}
            )
        parked = [ParkedEvent(event=_event(row), attempts=row["attempts"]) for row in await due.fetchall()]
        rows = await fresh.fetchall()
        wanted = [row for row in rows if row["type"] in types]
        return OutboxBatch(
            due=parked,
            fresh=[_event(row) for row in wanted if not row["blocked"]],
            blocked=[_event(row) for row in wanted if row["blocked"]],
            end=self._after(rows[-1], limit) if rows else self._closed_window(),
            more=len(parked) == limit or bool(rows and rows[-1]["place"] == limit),
        )

    async def settle(self, settlement: Settlement) -> None:
        # In no pipeline: the driver flushes one once, and a thousand failures with their reasons may not fit into that.
        async with self._connection.transaction():
            for statement, values in _changes(settlement):
                if values:
                    await self._connection.execute(statement, _columns(values))
            if settlement.end is not None:
                await self._connection.execute(statements.ADVANCE, _parameters(settlement.end))
        self._cursor = settlement.end or self._cursor

    def _after(self, last: DictRow, limit: int) -> OutboxPosition:
        until = int(last["until"])
        if last["place"] < limit:
            return OutboxPosition(since=until)
        return OutboxPosition(since=self._cursor.since, until=until, position=last["position"])

    def _closed_window(self) -> OutboxPosition | None:
        """The last batch took exactly the rest of its window: there was nothing after it."""
        return OutboxPosition(since=self._cursor.until) if self._cursor.until is not None else None


async def _lease(connection: _Connection) -> PostgresOutboxLease:
    row = await (await connection.execute(statements.CURSOR)).fetchone()
    return PostgresOutboxLease(connection=connection, cursor=_position(row) if row else _START)


async def _one(connection: _Connection, statement: str) -> DictRow:
    row = await (await connection.execute(statement)).fetchone()
    if row is None:
        raise AssertionError("this statement answers one row")
    return row


def _changes(settlement: Settlement) -> Sequence[tuple[str, Sequence[tuple[object, ...]]]]:
    """What is to be done, in this order: whoever fails is parked before those that wait behind it."""
    return (
        (statements.FORGET, [(event.tenant_id, event.id) for event in settlement.finished]),
        (
            statements.FAIL,
            [
                (item.event.tenant_id, item.event.id, item.event.subject, item.attempts, item.retry_after, item.error)
                for item in settlement.failed
            ],
        ),
        (statements.HOLD_BACK, [(item.event.tenant_id, item.event.subject) for item in settlement.failed]),
        (statements.PARK, [(event.tenant_id, event.id, event.subject) for event in settlement.blocked]),
        (
            statements.BURY,
            [
                (
                    item.event.tenant_id,
                    item.event.id,
                    item.consumer,
                    item.event.type,
                    item.event.subject,
                    item.reason,
                    item.attempts,
                )
                for item in settlement.dead
            ],
        ),
    )


def _columns(rows: Sequence[tuple[object, ...]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _position(row: dict[str, Any]) -> OutboxPosition:
    until = row["until"]
    return OutboxPosition(
        since=int(row["since"]), until=int(until) if until is not None else None, position=row["position"]
    )


def _parameters(position: OutboxPosition) -> dict[str, object]:
    return {
        "since": str(position.since),
        "until": str(position.until) if position.until is not None else None,
        "position": position.position,
    }


def _event(row: dict[str, Any]) -> Envelope:
    return Envelope(
        id=row["id"],
        type=row["type"],
        tenant_id=row["tenant_id"],
        subject=row["subject"],
        occurred_at=row["occurred_at"],
        data=row["data"],
    )
