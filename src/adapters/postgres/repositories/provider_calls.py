"""Calls to providers in PostgreSQL."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.billing_connection import BillingConnection
from adapters.postgres.billing_statements import CALLS_OF_TRANSACTION
from adapters.postgres.repositories.refund_rows import call_of, call_values
from adapters.postgres.tables.billing import provider_calls
from adapters.postgres.transactions import system_transaction
from billing.domain.provider_call import OPEN, Operation, ProviderCall
from shared_kernel.tenant import TenantId

_C = provider_calls.c
_OPEN = [status.value for status in OPEN]


class PostgresProviderCalls:
    """The calls of a tenant."""

    def __init__(self, connection: BillingConnection, tenant_id: TenantId) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    async def add(self, call: ProviderCall) -> bool:
        kept = await self._connection.execute(
            insert(provider_calls)
            .values(**call_values(call))
            .on_conflict_do_nothing(constraint="provider_calls_once")
            .returning(_C.id)
        )
        return kept.first() is not None

    async def save(self, call: ProviderCall) -> None:
        await self._connection.execute(
            update(provider_calls).where(_C.tenant_id == self._tenant_id, _C.id == call.id).values(**call_values(call))
        )

    async def get(self, call_id: UUID) -> ProviderCall:
        return call_of((await self._connection.execute(self._mine().where(_C.id == call_id))).one())

    async def find(self, *, operation: Operation, subject_id: UUID) -> ProviderCall | None:
        wanted = self._mine().where(_C.subject_id == subject_id, _C.operation == operation.value)
        row = (await self._connection.execute(wanted)).one_or_none()
        return None if row is None else call_of(row)

    async def of_transaction(self, transaction_id: UUID) -> tuple[ProviderCall, ...]:
        found = await self._connection.ask(CALLS_OF_TRANSACTION(self._tenant_id, transaction_id))
        return tuple(call_of(row) for row in found)

    def _mine(self) -> Select[Any]:
        return select(provider_calls).where(_C.tenant_id == self._tenant_id)


class PostgresDueCalls:
    """The calls of all tenants, read by the system role."""

    def __init__(self, system_engine: AsyncEngine) -> None:
        self._engine = system_engine

    async def due(self, *, at: datetime, limit: int) -> tuple[ProviderCall, ...]:
        wanted = (
            select(provider_calls)
            .where(_C.status.in_(_OPEN), _C.next_try_at <= at)
            .order_by(_C.next_try_at)
            .limit(limit)
        )
        async with system_transaction(self._engine) as connection:
            return tuple(call_of(row) for row in await connection.execute(wanted))
