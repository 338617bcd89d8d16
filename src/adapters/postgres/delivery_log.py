"""The log of everything providers sent us, in PostgreSQL: deliveries that arrive together are kept in one commit."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.tables.platform import webhook_deliveries
from adapters.postgres.transactions import system_transaction
from billing.ports.delivery_log import Delivery

# Owner of calls to endpoints that nobody has.
_NOBODY = UUID(int=0)
_MOST_AT_ONCE = 200

_Waiting = tuple[Delivery, "asyncio.Future[None]"]


class PostgresDeliveryLog:
    """Written by the system role: a call to an unknown endpoint has no tenant.

    While one commit is under way the next deliveries gather. A commit that fails is tried again one by one, so that a
    delivery nobody can store does not take others with it.
    """

    def __init__(self, *, system_engine: AsyncEngine) -> None:
        self._engine = system_engine
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
        async with system_transaction(self._engine) as connection:
            await connection.execute(insert(webhook_deliveries), [_row(delivery) for delivery in deliveries])


def _end(kept: "asyncio.Future[None]", error: Exception | None) -> None:
    # Whoever waited may have given up.
    if kept.done():
        return
    if error is None:
        kept.set_result(None)
    else:
        kept.set_exception(error)


def _row(delivery: Delivery) -> dict[str, object]:
    return {
        "tenant_id": delivery.tenant_id or _NOBODY,
        "gateway": delivery.gateway,
        "endpoint": delivery.endpoint,
        "received_at": delivery.received_at,
        "headers": dict(delivery.headers),
        "body": delivery.body,
        "outcome": delivery.outcome,
        "http_status": delivery.http_status,
        "answer": delivery.answer,
        "correlation_id": delivery.correlation_id,
        "duration_ms": delivery.duration_ms,
    }
