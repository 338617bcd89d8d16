"""Writing the ledger by hand, statement by statement, as the app role: what the database itself lets through."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import psycopg

from accounts.domain.account import Account
from shared_kernel.tenant import TenantId
from tests.integration.postgres.conftest import NOON, new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An entry as a test wants to write it."""

    account_id: UUID
    amount: int
    balance_after: int
    version: int = 1
    currency: str = "UZS"


class HandWriting:
    """A connection that sees one tenant."""

    def __init__(self, connection: psycopg.AsyncConnection, tenant_id: TenantId) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    async def house(self) -> UUID:
        """A house account in UZS with nothing on it."""
        account_id = new_id()
        await self._connection.execute(
            "INSERT INTO accounts.accounts (tenant_id, id, purpose, currency, status, created_at, updated_at)"
            " VALUES (%s, %s, 'clearing:cash', 'UZS', 'active', now(), now())",
            [self._tenant_id, account_id],
        )
        return account_id

    async def transaction(self, account: Account, *, status: str = "completed", at: datetime = NOON) -> UUID:
        """A deposit."""
        transaction_id = new_id()
        await self._connection.execute(
            "INSERT INTO accounts.transactions (tenant_id, id, kind, status, amount, currency, account_id, user_id,"
            " gateway, version, created_at, updated_at)"
            " VALUES (%s, %s, 'deposit', %s, 1, 'UZS', %s, %s, 'cash', 1, %s, %s)",
            [self._tenant_id, transaction_id, status, account.id, account.user_id, at, at],
        )
        return transaction_id

    async def balance(self, account_id: UUID, *, posted: int, version: int) -> None:
        """Set what an account says of itself."""
        await self._connection.execute(
            "UPDATE accounts.accounts SET posted = %s, version = %s WHERE id = %s", [posted, version, account_id]
        )

    async def entries(self, transaction_id: UUID, lines: Sequence[Line], *, at: datetime = NOON) -> None:
        """Insert entries, all in one statement."""
        row = "(%s, %s, %s, %s, %s, %s, %s, %s)"
        values = [
            value
            for line in lines
            for value in (
                self._tenant_id,
                line.account_id,
                line.version,
                transaction_id,
                line.amount,
                line.currency,
                line.balance_after,
                at,
            )
        ]
        columns = "(tenant_id, account_id, version, transaction_id, amount, currency, balance_after, posted_at)"
        await self._connection.execute(
            f"INSERT INTO accounts.entries {columns} VALUES " + ", ".join(row for _ in lines), values
        )

    async def written(self, account_id: UUID) -> list[tuple[int, int, int]]:
        """Version, amount and balance of the account's entries."""
        found = await self._connection.execute(
            "SELECT version, amount, balance_after FROM accounts.entries WHERE account_id = %s ORDER BY version",
            [account_id],
        )
        return [(version, amount, balance) for version, amount, balance in await found.fetchall()]

    async def deposit(self, account: Account, house: UUID, *, amount: int, number: int) -> UUID:
        """The number-th deposit of the same amount, `number` minutes after noon."""
        at = NOON + timedelta(minutes=number)
        transaction_id = await self.transaction(account, at=at)
        total = amount * number
        await self.balance(account.id, posted=total, version=number)
        await self.balance(house, posted=-total, version=number)
        lines = [
            Line(account_id=account.id, amount=amount, balance_after=total, version=number),
            Line(account_id=house, amount=-amount, balance_after=-total, version=number),
        ]
        await self.entries(transaction_id, lines, at=at)
        return transaction_id


@asynccontextmanager
async def writing(app: str, tenant_id: TenantId) -> AsyncIterator[HandWriting]:
    """One commit of the app role for a tenant."""
    async with await psycopg.AsyncConnection.connect(app) as connection:
        await connection.execute("SELECT set_config('hamyon.tenants', %s, true)", [str(tenant_id)])
        yield HandWriting(connection, tenant_id)
