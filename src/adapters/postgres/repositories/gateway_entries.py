"""Fees and disputes in PostgreSQL."""

from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert

from adapters.postgres.billing_connection import BillingConnection
from adapters.postgres.tables.gateway_entries import gateway_entries
from billing.domain.gateway_entry import EntryKind, GatewayEntry
from shared_kernel.currency import currency
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId

_E = gateway_entries.c


class PostgresGatewayEntries:
    """The fees and disputes of a tenant."""

    def __init__(self, connection: BillingConnection, tenant_id: TenantId) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    async def first_time(self, entry: GatewayEntry) -> bool:
        kept = await self._connection.execute(
            insert(gateway_entries)
            .values(
                tenant_id=entry.tenant_id,
                id=entry.id,
                transaction_id=entry.transaction_id,
                gateway=entry.gateway,
                kind=entry.kind.value,
                subject_id=entry.subject_id,
                external_id=entry.external_id,
                amount=entry.amount.minor_units,
                currency=entry.amount.currency.code,
                created_at=entry.created_at,
            )
            .on_conflict_do_nothing()
            .returning(_E.id)
        )
        return kept.first() is not None

    async def of_transaction(self, transaction_id: UUID) -> tuple[GatewayEntry, ...]:
        wanted = (
            select(gateway_entries)
            .where(_E.tenant_id == self._tenant_id, _E.transaction_id == transaction_id)
            .order_by(_E.created_at, _E.id)
        )
        return tuple(_entry_of(row) for row in await self._connection.execute(wanted))


def _entry_of(row: Row[tuple[object, ...]]) -> GatewayEntry:
    return GatewayEntry(
        id=row.id,
        tenant_id=row.tenant_id,
        transaction_id=row.transaction_id,
        gateway=row.gateway,
        kind=EntryKind(row.kind),
        subject_id=row.subject_id,
        external_id=row.external_id,
        amount=Money(row.amount, currency(row.currency)),
        created_at=row.created_at,
    )
