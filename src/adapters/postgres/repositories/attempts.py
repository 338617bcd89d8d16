"""Attempts to pay, in PostgreSQL."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.postgres.repositories.billing_rows import attempt_of
from adapters.postgres.tables.billing import attempts
from adapters.postgres.transactions import refusable
from billing.domain.attempt import MAX_NUMBER, Attempt, AttemptDraft, AttemptStatus
from shared_kernel.tenant import TenantId

_A = attempts.c


class PostgresAttempts:
    """The attempts of a tenant."""

    def __init__(self, connection: AsyncConnection, tenant_id: TenantId) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    async def add(self, draft: AttemptDraft) -> Attempt:
        async with refusable(self._connection):
            added = await self._connection.execute(
                insert(attempts)
                .values(
                    tenant_id=draft.tenant_id,
                    gateway=draft.gateway,
                    endpoint=draft.endpoint,
                    external_id=draft.external_id,
                    reference=draft.reference,
                    transaction_id=draft.transaction_id,
                    amount=draft.amount.minor_units,
                    currency=draft.amount.currency.code,
                    status=AttemptStatus.PREPARED.value,
                    created_at=draft.created_at,
                    updated_at=draft.created_at,
                )
                .returning(_A.number)
            )
            return draft.numbered(added.scalar_one())

    async def save(self, attempt: Attempt) -> None:
        await self._connection.execute(
            update(attempts)
            .where(_A.tenant_id == self._tenant_id, _A.number == attempt.number)
            .values(status=attempt.status.value, updated_at=attempt.updated_at)
        )

    async def get(self, number: int) -> Attempt | None:
        return await self._one(self._numbered(number)) if _is_possible(number) else None

    async def lock(self, number: int) -> Attempt | None:
        return await self._one(self._numbered(number).with_for_update()) if _is_possible(number) else None

    async def by_external_id(self, *, gateway: str, endpoint: str, external_id: str) -> Attempt | None:
        return await self._one(
            self._mine().where(_A.gateway == gateway, _A.endpoint == endpoint, _A.external_id == external_id)
        )

    async def of_transaction(self, transaction_id: UUID) -> tuple[Attempt, ...]:
        wanted = self._mine().where(_A.transaction_id == transaction_id).order_by(_A.number)
        return tuple(attempt_of(row) for row in await self._connection.execute(wanted))

    def _mine(self) -> Select[Any]:
        return select(attempts).where(_A.tenant_id == self._tenant_id)

    def _numbered(self, number: int) -> Select[Any]:
        return self._mine().where(_A.number == number)

    async def _one(self, wanted: Select[Any]) -> Attempt | None:
        row = (await self._connection.execute(wanted)).one_or_none()
        return None if row is None else attempt_of(row)


def _is_possible(number: int) -> bool:
    """Whether the column could hold it: providers echo numbers, and others may send whatever they like."""
    return 0 < number <= MAX_NUMBER
