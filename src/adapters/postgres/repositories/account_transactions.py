"""Accounts transactions for reading, and those a crash left behind."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from accounts.domain.errors import TransactionNotFoundError
from accounts.domain.status import Status
from accounts.domain.transaction import Transaction
from accounts.ports.transaction_repository import TransactionFilters
from adapters.postgres.ledger_rows import TransactionRow, transaction_of
from adapters.postgres.pages import one_page, page_of
from adapters.postgres.tables.accounts import accounts, transactions
from adapters.postgres.transactions import system_transaction
from shared_kernel.pagination import Page, PageKey, PageRequest
from shared_kernel.tenant import TenantId

_T = transactions.c


class PostgresAccountTransactions:
    """The transactions of a tenant."""

    def __init__(self, connection: AsyncConnection, tenant_id: TenantId) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    async def get(self, transaction_id: UUID) -> Transaction:
        found = await self._connection.execute(
            select(transactions).where(_T.tenant_id == self._tenant_id, _T.id == transaction_id)
        )
        row = found.mappings().one_or_none()
        if row is None:
            raise TransactionNotFoundError(field="transaction_id", parameters={"transaction_id": str(transaction_id)})
        return transaction_of(TransactionRow(**row))

    async def list(self, *, filters: TransactionFilters, page: PageRequest) -> Page[Transaction]:
        wanted = select(transactions).where(_T.tenant_id == self._tenant_id, *_conditions(filters, self._tenant_id))
        found = await self._connection.execute(one_page(wanted, value=_T.created_at, tie=_T.id, page=page))
        items = [transaction_of(TransactionRow(**row)) for row in found.mappings()]
        return page_of(items, page=page, key=lambda item: PageKey(value=item.created_at, id=item.id))


class PostgresUnfinishedTransactions:
    """What was initiated and never reached its gateway, of every tenant."""

    def __init__(self, system_engine: AsyncEngine) -> None:
        self._engine = system_engine

    async def initiated_before(
        self, *, moment: datetime, after: Transaction | None, limit: int
    ) -> Sequence[Transaction]:
        wanted = select(transactions).where(_T.status == Status.INITIATED.value, _T.updated_at < moment)
        if after is not None:
            wanted = wanted.where(tuple_(_T.updated_at, _T.id) > (after.updated_at, after.id))
        async with system_transaction(self._engine) as connection:
            found = await connection.execute(wanted.order_by(_T.updated_at, _T.id).limit(limit))
            return [transaction_of(TransactionRow(**row)) for row in found.mappings()]


def _conditions(filters: TransactionFilters, tenant_id: TenantId) -> Sequence[ColumnElement[Any]]:
    found: list[ColumnElement[Any]] = []
    if filters.account_id is not None:
        found.append(or_(_T.account_id == filters.account_id, _T.counter_account_id == filters.account_id))
    if filters.user_id is not None:
        # By the user's few accounts, which the index knows.
        owned = select(accounts.c.id).where(accounts.c.tenant_id == tenant_id, accounts.c.user_id == filters.user_id)
        found.append(_T.account_id.in_(owned))
    if filters.kinds:
        found.append(_T.kind.in_([kind.value for kind in filters.kinds]))
    if filters.statuses:
        found.append(_T.status.in_([status.value for status in filters.statuses]))
    if filters.created_from is not None:
        found.append(_T.created_at >= filters.created_from)
    if filters.created_before is not None:
        found.append(_T.created_at < filters.created_before)
    return found
