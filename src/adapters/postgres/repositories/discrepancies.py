"""Discrepancies in PostgreSQL."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.dialects.postgresql import insert

from adapters.postgres.billing_connection import BillingConnection
from adapters.postgres.pages import one_page, page_of
from adapters.postgres.repositories.billing_rows import discrepancy_of
from adapters.postgres.tables.billing import discrepancies
from billing.domain.discrepancy import Discrepancy
from billing.domain.errors import DiscrepancyNotFoundError
from billing.ports.discrepancy_repository import DiscrepancyFilters
from shared_kernel.pagination import Page, PageKey, PageRequest
from shared_kernel.tenant import TenantId

_D = discrepancies.c


class PostgresDiscrepancies:
    """The discrepancies of a tenant."""

    def __init__(self, connection: BillingConnection, tenant_id: TenantId) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    async def first_time(self, discrepancy: Discrepancy) -> bool:
        kept = await self._connection.execute(
            insert(discrepancies)
            .values(
                tenant_id=discrepancy.tenant_id,
                id=discrepancy.id,
                transaction_id=discrepancy.transaction_id,
                gateway=discrepancy.gateway,
                party=discrepancy.party.value,
                kind=discrepancy.kind.value,
                amount=discrepancy.amount.minor_units,
                currency=discrepancy.amount.currency.code,
                payment=discrepancy.payment,
                note=discrepancy.note,
                resolution=discrepancy.resolution,
                resolved_by=discrepancy.resolved_by,
                resolved_at=discrepancy.resolved_at,
                created_at=discrepancy.created_at,
            )
            .on_conflict_do_nothing()
            .returning(_D.id)
        )
        return kept.first() is not None

    async def save(self, discrepancy: Discrepancy) -> None:
        await self._connection.execute(
            update(discrepancies)
            .where(_D.tenant_id == self._tenant_id, _D.id == discrepancy.id)
            .values(
                resolution=discrepancy.resolution,
                resolved_by=discrepancy.resolved_by,
                resolved_at=discrepancy.resolved_at,
            )
        )

    async def lock(self, discrepancy_id: UUID) -> Discrepancy:
        wanted = self._mine().where(_D.id == discrepancy_id).with_for_update()
        row = (await self._connection.execute(wanted)).one_or_none()
        if row is None:
            raise DiscrepancyNotFoundError(field="discrepancy_id", parameters={"discrepancy_id": str(discrepancy_id)})
        return discrepancy_of(row)

    async def of_transaction(self, transaction_id: UUID) -> tuple[Discrepancy, ...]:
        wanted = self._mine().where(_D.transaction_id == transaction_id).order_by(_D.created_at, _D.id)
        return tuple(discrepancy_of(row) for row in await self._connection.execute(wanted))

    async def list(self, *, filters: DiscrepancyFilters, page: PageRequest) -> Page[Discrepancy]:
        wanted = self._mine().where(*_conditions(filters))
        found = await self._connection.execute(one_page(wanted, value=_D.created_at, tie=_D.id, page=page))
        return page_of(
            [discrepancy_of(row) for row in found],
            page=page,
            key=lambda one: PageKey(value=one.created_at, id=one.id),
        )

    def _mine(self) -> Select[Any]:
        return select(discrepancies).where(_D.tenant_id == self._tenant_id)


def _conditions(filters: DiscrepancyFilters) -> Iterator[ColumnElement[Any]]:
    """One condition for every filter given."""
    if filters.only_open:
        yield _D.resolved_at.is_(None)
    if filters.kinds:
        yield _D.kind.in_([kind.value for kind in filters.kinds])
    if filters.gateway:
        yield _D.gateway == filters.gateway
    if filters.party is not None:
        yield _D.party == filters.party.value
    if filters.transaction_id is not None:
        yield _D.transaction_id == filters.transaction_id
    if filters.found_from is not None:
        yield _D.created_at >= filters.found_from
    if filters.found_before is not None:
        yield _D.created_at < filters.found_before
