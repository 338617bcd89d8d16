"""Payments (billing's transactions) in PostgreSQL."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, func, insert, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.postgres.pages import one_page, page_of
from adapters.postgres.repositories.billing_rows import born, changing, transaction_of
from adapters.postgres.repositories.payment_conditions import conditions
from adapters.postgres.tables.billing import transactions
from billing.domain.direction import Direction
from billing.domain.errors import StaleTransactionError, TransactionNotFoundError
from billing.domain.status import LIVE, TAKING
from billing.domain.transaction import Transaction
from billing.ports.transaction_filters import SortField, TransactionFilters, TransactionSort
from shared_kernel.pagination import Page, PageKey, PageRequest
from shared_kernel.tenant import TenantId

_T = transactions.c
_TAKING = [status.value for status in sorted(TAKING)]
_COLUMNS = {SortField.CREATED_AT: _T.created_at, SortField.UPDATED_AT: _T.updated_at, SortField.AMOUNT: _T.amount}


class PostgresPayments:
    """The transactions of a tenant."""

    def __init__(self, connection: AsyncConnection, tenant_id: TenantId) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    async def add(self, transaction: Transaction) -> None:
        await self._connection.execute(insert(transactions).values(**born(transaction), **changing(transaction)))

    async def save(self, transaction: Transaction) -> None:
        saved = await self._connection.execute(
            update(transactions)
            .where(
                _T.tenant_id == self._tenant_id,
                _T.id == transaction.id,
                _T.version == transaction.stored_version,
            )
            .values(**changing(transaction))
        )
        if saved.rowcount != 1:
            raise StaleTransactionError

    async def get(self, transaction_id: UUID) -> Transaction:
        return await self._required(self._mine().where(_T.id == transaction_id), transaction_id)

    async def lock(self, transaction_id: UUID) -> Transaction:
        return await self._required(self._mine().where(_T.id == transaction_id).with_for_update(), transaction_id)

    async def lock_with_order(self, transaction_id: UUID) -> tuple[Transaction, ...]:
        this = transactions.alias("this")
        order = select(this.c.order_reference, this.c.direction).where(
            this.c.tenant_id == self._tenant_id, this.c.id == transaction_id
        )
        same_order = tuple_(_T.order_reference, _T.direction) == order.scalar_subquery()
        wanted = self._mine().where(or_(_T.id == transaction_id, and_(same_order, _T.status.in_(_TAKING))))
        found = await self._locked(wanted)
        asked = [one for one in found if one.id == transaction_id]
        if not asked:
            raise _not_found(transaction_id)
        return (*asked, *(one for one in found if one.id != transaction_id))

    async def lock_order(self, *, reference: str, direction: Direction) -> tuple[Transaction, ...]:
        same_order = (_T.order_reference == reference, _T.direction == direction.value)
        return await self._locked(self._mine().where(*same_order, _T.status.in_(_TAKING)))

    async def find_payable(self, *, gateway: str, reference: str) -> Transaction | None:
        live = case((_T.status.in_([status.value for status in LIVE]), 1), else_=0)
        best = (
            self._mine()
            .with_only_columns(_T.id)
            .where(_T.gateway == gateway, _T.order_reference == reference)
            .where(_T.direction == Direction.PAYMENT.value)
            .order_by(live.desc(), _T.created_at.desc(), _T.id.desc())
            .limit(1)
        )
        found = (await self._connection.execute(best)).scalar_one_or_none()
        return None if found is None else await self.lock(found)

    async def list(self, *, filters: TransactionFilters, sort: TransactionSort, page: PageRequest) -> Page[Transaction]:
        wanted = self._mine().where(*conditions(filters))
        value = _COLUMNS[sort.field]
        found = await self._connection.execute(
            one_page(wanted, value=value, tie=_T.id, page=page, descending=sort.descending)
        )
        return page_of(
            [transaction_of(row) for row in found],
            page=page,
            key=lambda item: PageKey(value=_sort_value(item, sort.field), id=item.id),
        )

    async def count(self, filters: TransactionFilters) -> int:
        wanted = select(func.count()).select_from(transactions)
        found = await self._connection.execute(wanted.where(_T.tenant_id == self._tenant_id, *conditions(filters)))
        return found.scalar_one()

    def _mine(self) -> Select[Any]:
        return select(transactions).where(_T.tenant_id == self._tenant_id)

    async def _required(self, wanted: Select[Any], transaction_id: UUID) -> Transaction:
        row = (await self._connection.execute(wanted)).one_or_none()
        if row is None:
            raise _not_found(transaction_id)
        return transaction_of(row)

    async def _locked(self, wanted: Select[Any]) -> tuple[Transaction, ...]:
        """Always in the order of the ids: nobody waits for somebody who waits for him."""
        found = await self._connection.execute(wanted.order_by(_T.id).with_for_update())
        return tuple(transaction_of(row) for row in found)


def _not_found(transaction_id: UUID) -> TransactionNotFoundError:
    return TransactionNotFoundError(field="transaction_id", parameters={"transaction_id": str(transaction_id)})


def _sort_value(transaction: Transaction, field: SortField) -> datetime | int:
    match field:
        case SortField.CREATED_AT:
            return transaction.created_at
        case SortField.UPDATED_AT:
            return transaction.updated_at
        case SortField.AMOUNT:
            return transaction.amount.minor_units
