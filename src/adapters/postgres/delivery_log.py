"""The log of everything providers sent us, in PostgreSQL: deliveries that arrive together are kept in one commit."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from adapters.postgres.arrays import integers, texts, uuids
from adapters.postgres.failures import typed_failures
from billing.ports.delivery_log import Delivery

# Owner of calls to endpoints that nobody has.
_NOBODY = UUID(int=0)
_MOST_AT_ONCE = 200

# A statement for all of them, and a column in each parameter: it is its own transaction.
_KEEP = """
INSERT INTO platform.webhook_deliveries (
    tenant_id, gateway, endpoint, received_at, headers, body, outcome, http_status, answer, correlation_id, duration_ms
)
SELECT * FROM unnest(
    %s::uuid[], %s::text[], %s::text[], %s::timestamptz[], %s::jsonb[], %s::bytea[], %s::text[], %s::integer[],
    %s::bytea[], %s::text[], %s::integer[]
)
"""

_Waiting = tuple[Delivery, "asyncio.Future[None]"]


class PostgresDeliveryLog:
    """Written by the system role: a call to an unknown endpoint has no tenant.

    While one commit is under way the next deliveries gather. A commit that fails is tried again one by one, so that a
    delivery nobody can store does not take others with it.
    """

    def __init__(self, *, system_pool: AsyncConnectionPool[AsyncConnection[Any]]) -> None:
        self._pool = system_pool
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    async def record(self, delivery: Delivery) -> None:
        kept = asyncio.get_running_loop().create_future()
        self._waiting.append((delivery, kept))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all(), name="delivery log")
        await kept

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:_MOST_AT_ONCE], self._waiting[_MOST_AT_ONCE:]
                await self._write_batch(batch)
        finally:
            self._writing = None

    async def _write_batch(self, batch: Sequence[_Waiting]) -> None:
        try:
            await self._write([delivery for delivery, _ in batch])
        except Exception as error:  # noqa: BLE001 - whatever it was, whoever waits is told
            if len(batch) == 1:
                _end(batch[0][1], error)
                return
            for one in batch:
                await self._write_batch([one])
            return
        for _, kept in batch:
            _end(kept, None)

    async def _write(self, deliveries: Sequence[Delivery]) -> None:
        with typed_failures():
            async with self._pool.connection() as connection:
                await connection.execute(_KEEP, _columns(deliveries), prepare=True)


def _end(kept: "asyncio.Future[None]", error: Exception | None) -> None:
    # Whoever waited may have given up.
    if kept.done():
        return
    if error is None:
        kept.set_result(None)
    else:
        kept.set_exception(error)


def _columns(deliveries: Sequence[Delivery]) -> Sequence[str]:
    """The parameters of `_KEEP`."""
    return (
        uuids(one.tenant_id or _NOBODY for one in deliveries),
        texts(one.gateway for one in deliveries),
        texts(one.endpoint for one in deliveries),
        texts(one.received_at.isoformat() for one in deliveries),
        texts(msgspec.json.encode(one.headers).decode() for one in deliveries),
        texts(_hexadecimal(one.body) for one in deliveries),
        texts(one.outcome for one in deliveries),
        integers(one.http_status for one in deliveries),
        texts(_hexadecimal(one.answer) for one in deliveries),
        texts(one.correlation_id for one in deliveries),
        integers(one.duration_ms for one in deliveries),
    )


def _hexadecimal(content: bytes) -> str:
    return rf"\x{content.hex()}"
