"""Accounts in PostgreSQL, for everything but moving money: that is the ledger store's."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from accounts.domain.account import Account
from accounts.domain.entry import Entry
from accounts.domain.errors import AccountNotFoundError
from adapters.postgres.ledger_rows import AccountRow, account_of
from adapters.postgres.pages import one_page, page_of
from adapters.postgres.repositories.entries import balance_at, list_entries
from adapters.postgres.tables.accounts import accounts
from adapters.postgres.transactions import refusable
from shared_kernel.pagination import Page, PageKey, PageRequest
from shared_kernel.tenant import TenantId


class PostgresAccounts:
    """The customers' accounts of a tenant; the house's do not exist here."""

    def __init__(self, connection: AsyncConnection, tenant_id: TenantId) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    async def add(self, account: Account) -> None:
        async with refusable(self._connection):
            await self._connection.execute(
                insert(accounts).values(
                    tenant_id=account.tenant_id,
                    id=account.id,
                    user_id=account.user_id,
                    purpose=account.purpose,
                    number=account.number or None,
                    currency=account.currency.code,
                    status=account.status.value,
                    created_at=account.created_at,
                    updated_at=account.updated_at,
                )
            )

    async def get(self, account_id: UUID) -> Account:
        return await self._required(self._customers().where(accounts.c.id == account_id), account_id)

    async def lock(self, account_id: UUID) -> Account:
        wanted = self._customers().where(accounts.c.id == account_id)
        return await self._required(wanted.with_for_update(), account_id)

    async def find_by_number(self, number: str) -> Account | None:
        found = await self._all(self._customers().where(accounts.c.number == number))
        return found[0] if found else None

    async def save_status(self, account: Account) -> None:
        await self._connection.execute(
            update(accounts)
            .where(accounts.c.tenant_id == self._tenant_id, accounts.c.id == account.id)
            .values(status=account.status.value, updated_at=account.updated_at)
        )

    async def list(self, *, user_id: UUID | None, page: PageRequest) -> Page[Account]:
        wanted = self._customers()
        if user_id is not None:
            wanted = wanted.where(accounts.c.user_id == user_id)
        found = await self._all(one_page(wanted, value=accounts.c.created_at, tie=accounts.c.id, page=page))
        return page_of(found, page=page, key=lambda account: PageKey(value=account.created_at, id=account.id))

    async def of_user(self, user_id: UUID) -> Sequence[Account]:
        return await self._all(self._customers().where(accounts.c.user_id == user_id).order_by(accounts.c.currency))

    async def balance_at(self, *, account_id: UUID, at: datetime) -> int:
        return await balance_at(self._connection, tenant_id=self._tenant_id, account_id=account_id, at=at)

    async def list_entries(self, *, account_id: UUID, page: PageRequest) -> Page[Entry]:
        return await list_entries(self._connection, tenant_id=self._tenant_id, account_id=account_id, page=page)

    def _customers(self) -> Select[AccountRow]:
        return select(accounts).where(accounts.c.tenant_id == self._tenant_id, accounts.c.user_id.is_not(None))

    async def _required(self, wanted: Select[AccountRow], account_id: UUID) -> Account:
        found = await self._all(wanted)
        if not found:
            raise AccountNotFoundError(field="account_id", parameters={"account_id": str(account_id)})
        return found[0]

    async def _all(self, wanted: Select[AccountRow]) -> Sequence[Account]:
        return [account_of(AccountRow(**row)) for row in (await self._connection.execute(wanted)).mappings()]
