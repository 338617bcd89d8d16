"""Refunds in PostgreSQL."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert

from adapters.postgres.billing_connection import BillingConnection
from adapters.postgres.billing_statements import REFUNDS_OF_TRANSACTION
from adapters.postgres.pages import one_page, page_of
from adapters.postgres.repositories.refund_rows import refund_of, refund_values
from adapters.postgres.tables.billing import refunds
from billing.domain.errors import RefundNotFoundError
from billing.domain.refund import Refund
from shared_kernel.pagination import Page, PageKey, PageRequest
from shared_kernel.tenant import TenantId

_R = refunds.c
_CHANGING = ("status", "external_id", "failure_reason", "failure_message", "updated_at")


class PostgresRefunds:
    """The refunds of a tenant."""

    def __init__(self, connection: BillingConnection, tenant_id: TenantId) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    async def keep(self, refund: Refund) -> None:
        values = refund_values(refund)
        await self._connection.execute(
            insert(refunds)
            .values(**values)
            .on_conflict_do_update(
                index_elements=[_R.tenant_id, _R.id], set_={name: values[name] for name in _CHANGING}
            )
        )

    async def get(self, refund_id: UUID) -> Refund:
        row = (await self._connection.execute(self._mine().where(_R.id == refund_id))).one_or_none()
        if row is None:
            raise RefundNotFoundError(field="refund_id", parameters={"refund_id": str(refund_id)})
        return refund_of(row)

    async def of_transaction(self, transaction_id: UUID) -> tuple[Refund, ...]:
        found = await self._connection.ask(REFUNDS_OF_TRANSACTION(self._tenant_id, transaction_id))
        return tuple(refund_of(row) for row in found)

    async def list(self, *, transaction_id: UUID | None, page: PageRequest) -> Page[Refund]:
        wanted = self._mine()
        if transaction_id is not None:
            wanted = wanted.where(_R.transaction_id == transaction_id)
        found = await self._connection.execute(one_page(wanted, value=_R.created_at, tie=_R.id, page=page))
        return page_of(
            [refund_of(row) for row in found],
            page=page,
            key=lambda refund: PageKey(value=refund.created_at, id=refund.id),
        )

    def _mine(self) -> Select[Any]:
        return select(refunds).where(_R.tenant_id == self._tenant_id)
