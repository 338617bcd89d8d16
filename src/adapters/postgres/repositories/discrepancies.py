"""Money that has nowhere to go, in PostgreSQL."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.postgres.repositories.billing_rows import discrepancy_of
from adapters.postgres.tables.billing import discrepancies
from billing.domain.discrepancy import Discrepancy
from shared_kernel.tenant import TenantId

_D = discrepancies.c


class PostgresDiscrepancies:
    """The discrepancies of a tenant."""

    def __init__(self, connection: AsyncConnection, tenant_id: TenantId) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    async def first_time(self, discrepancy: Discrepancy) -> bool:
        kept = await self._connection.execute(
            insert(discrepancies)
            .values(
                tenant_id=discrepancy.tenant_id,
                id=discrepancy.id,
                transaction_id=discrepancy.transaction_id,
                kind=discrepancy.kind.value,
                amount=discrepancy.amount.minor_units,
                currency=discrepancy.amount.currency.code,
                note=discrepancy.note,
                created_at=discrepancy.created_at,
            )
            .on_conflict_do_nothing()
            .returning(_D.id)
        )
        return kept.first() is not None

    async def of_transaction(self, transaction_id: UUID) -> tuple[Discrepancy, ...]:
        wanted = (
            select(discrepancies)
            .where(_D.tenant_id == self._tenant_id, _D.transaction_id == transaction_id)
            .order_by(_D.created_at, _D.id)
        )
        return tuple(discrepancy_of(row) for row in await self._connection.execute(wanted))
