"""Reconciliations in PostgreSQL."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.billing_connection import BillingConnection
from adapters.postgres.pages import one_page, page_of
from adapters.postgres.tables.billing import reconciliations
from adapters.postgres.transactions import system_transaction
from billing.domain.discrepancy import DiscrepancyKind
from billing.domain.reconciliation import Counts, Period, Reconciliation, ReconciliationStatus
from shared_kernel.pagination import Page, PageKey, PageRequest
from shared_kernel.tenant import TenantId

_R = reconciliations.c


class PostgresReconciliations:
    """The reconciliations of a tenant."""

    def __init__(self, connection: BillingConnection, tenant_id: TenantId) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    async def add(self, reconciliation: Reconciliation) -> bool:
        kept = await self._connection.execute(
            insert(reconciliations)
            .values(**_born(reconciliation), **_changing(reconciliation))
            .on_conflict_do_nothing()
            .returning(_R.id)
        )
        return kept.first() is not None

    async def save(self, reconciliation: Reconciliation) -> None:
        await self._connection.execute(
            update(reconciliations)
            .where(_R.tenant_id == self._tenant_id, _R.id == reconciliation.id)
            .values(**_changing(reconciliation))
        )

    async def get(self, reconciliation_id: UUID) -> Reconciliation:
        return _reconciliation_of((await self._connection.execute(self._one(reconciliation_id))).one())

    async def lock(self, reconciliation_id: UUID) -> Reconciliation:
        wanted = self._one(reconciliation_id).with_for_update()
        return _reconciliation_of((await self._connection.execute(wanted)).one())

    async def list(self, *, gateway: str, page: PageRequest) -> Page[Reconciliation]:
        wanted = self._mine().where(_R.gateway == gateway) if gateway else self._mine()
        found = await self._connection.execute(one_page(wanted, value=_R.created_at, tie=_R.id, page=page))
        return page_of(
            [_reconciliation_of(row) for row in found],
            page=page,
            key=lambda run: PageKey(value=run.created_at, id=run.id),
        )

    def _one(self, reconciliation_id: UUID) -> Select[Any]:
        return self._mine().where(_R.id == reconciliation_id)

    def _mine(self) -> Select[Any]:
        return select(reconciliations).where(_R.tenant_id == self._tenant_id)


class PostgresDueReconciliations:
    """The reconciliations of all tenants, read by the system role."""

    def __init__(self, system_engine: AsyncEngine) -> None:
        self._engine = system_engine

    async def due(self, *, at: datetime, limit: int) -> tuple[Reconciliation, ...]:
        running = _R.status == ReconciliationStatus.RUNNING.value
        wanted = select(reconciliations).where(running, _R.next_try_at <= at).order_by(_R.next_try_at).limit(limit)
        async with system_transaction(self._engine) as connection:
            return tuple(_reconciliation_of(row) for row in await connection.execute(wanted))


def _reconciliation_of(row: Row[Any]) -> Reconciliation:
    return Reconciliation(
        id=row.id,
        tenant_id=row.tenant_id,
        gateway=row.gateway,
        period=Period(start=row.start_at, end=row.end_at),
        requested_by=row.requested_by,
        status=ReconciliationStatus(row.status),
        tries=row.tries,
        counts=Counts(
            lines=row.lines,
            payments=row.payments,
            asked=row.asked,
            unanswered=row.unanswered,
            discrepancies={DiscrepancyKind(kind): count for kind, count in row.discrepancies.items()},
        ),
        message=row.message,
        created_at=row.created_at,
        completed_at=row.completed_at,
        next_try_at=row.next_try_at,
    )


def _born(run: Reconciliation) -> dict[str, Any]:
    """The columns that are fixed at birth."""
    return {
        "tenant_id": run.tenant_id,
        "id": run.id,
        "gateway": run.gateway,
        "start_at": run.period.start,
        "end_at": run.period.end,
        "requested_by": run.requested_by,
        "created_at": run.created_at,
    }


def _changing(run: Reconciliation) -> dict[str, Any]:
    """The columns that working on it changes."""
    return {
        "status": run.status.value,
        "tries": run.tries,
        "lines": run.counts.lines,
        "payments": run.counts.payments,
        "asked": run.counts.asked,
        "unanswered": run.counts.unanswered,
        "discrepancies": {kind.value: count for kind, count in run.counts.discrepancies.items()},
        "message": run.message,
        "completed_at": run.completed_at,
        "next_try_at": run.next_try_at,
    }
