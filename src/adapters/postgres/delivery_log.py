"""The log of everything providers sent us, in PostgreSQL."""

from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.tables.platform import webhook_deliveries
from adapters.postgres.transactions import system_transaction
from billing.ports.delivery_log import Delivery

# Owner of calls to endpoints that nobody has.
_NOBODY = UUID(int=0)


class PostgresDeliveryLog:
    """Written by the system role: a call to an unknown endpoint has no tenant."""

    def __init__(self, *, system_engine: AsyncEngine) -> None:
        self._engine = system_engine

    async def record(self, delivery: Delivery) -> None:
        async with system_transaction(self._engine) as connection:
            await connection.execute(
                insert(webhook_deliveries).values(
                    tenant_id=delivery.tenant_id or _NOBODY,
                    gateway=delivery.gateway,
                    endpoint=delivery.endpoint,
                    received_at=delivery.received_at,
                    headers=dict(delivery.headers),
                    body=delivery.body,
                    outcome=delivery.outcome,
                    http_status=delivery.http_status,
                    answer=delivery.answer,
                    correlation_id=delivery.correlation_id,
                    duration_ms=delivery.duration_ms,
                )
            )
