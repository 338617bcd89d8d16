"""Payments (billing's transactions) in PostgreSQL."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, insert, select

from adapters.postgres import billing_statements as statements
from adapters.postgres.billing_connection import BillingConnection
from adapters.postgres.json_rows import json_row
from adapters.postgres.pages import one_page, page_of
from adapters.postgres.prepared_statement import PreparedStatement
from adapters.postgres.repositories.billing_rows import born, changing, in_order, transaction_of
from adapters.postgres.repositories.payment_conditions import conditions
from adapters.postgres.tables.billing import transactions
from billing.domain.direction import Direction
from billing.domain.errors import TransactionNotFoundError
from billing.domain.transaction import Transaction
from billing.ports.transaction_filters import SortField, TransactionFilters, TransactionSort
from shared_kernel.pagination import Page, PageKey, PageRequest
from shared_kernel.tenant import TenantId

_T = transactions.c
_COLUMNS = {SortField.CREATED_AT: _T.created_at, SortField.UPDATED_AT: _T.updated_at, SortField.AMOUNT: _T.amount}


class PostgresPayments:
    """The transactions of a tenant."""

    def __init__(self, connection: BillingConnection, tenant_id: TenantId) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    async def add(self, transaction: Transaction) -> None:
        await self._connection.execute(insert(transactions).values(**born(transaction), **changing(transaction)))

    async def save(self, transaction: Transaction) -> None:
        self._connection.later(
            statements.SAVE_TRANSACTION(
                json_row({**changing(transaction), "tenant_id": self._tenant_id, "id": transaction.id}),
                transaction.stored_version,
            )
        )

    async def get(self, transaction_id: UUID) -> Transaction:
        return await self._required(statements.GET_TRANSACTION, transaction_id)

    async def lock(self, transaction_id: UUID) -> Transaction:
        return await self._required(statements.LOCK_TRANSACTION, transaction_id)

    async def lock_with_order(self, transaction_id: UUID) -> tuple[Transaction, ...]:
        tenant_id = self._tenant_id
        found = await self._connection.ask(statements.LOCK_WITH_ORDER(tenant_id, transaction_id, tenant_id, tenant_id))
        order = in_order(found, transaction_id)
        if not order or order[0].id != transaction_id:
            raise _not_found(transaction_id)
        return order

    async def lock_order(self, *, reference: str, direction: Direction) -> tuple[Transaction, ...]:
        found = await self._connection.ask(statements.LOCK_ORDER(self._tenant_id, reference, direction.value))
        return tuple(transaction_of(row) for row in found)

    async def find_payable(self, *, gateway: str, reference: str) -> Transaction | None:
        row = (await self._connection.ask(statements.LOCK_PAYABLE(self._tenant_id, gateway, reference))).first()
        return None if row is None else transaction_of(row)

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
        count: int = found.scalar_one()
        return count

    def _mine(self) -> Select[Any]:
        return select(transactions).where(_T.tenant_id == self._tenant_id)

    async def _required(self, statement: PreparedStatement, transaction_id: UUID) -> Transaction:
        row = (await self._connection.ask(statement(self._tenant_id, transaction_id))).first()
        if row is None:
            raise _not_found(transaction_id)
        return transaction_of(row)


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
