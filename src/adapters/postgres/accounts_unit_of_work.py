"""The accounts module's unit of work: one transaction in the name of one tenant."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.outbox import PostgresOutbox
from adapters.postgres.repositories.account_transactions import PostgresAccountTransactions
from adapters.postgres.repositories.accounts import PostgresAccounts
from adapters.postgres.repositories.users import PostgresUsers
from adapters.postgres.request_ids import PostgresRequestIds
from adapters.postgres.transactions import tenant_transaction
from shared_kernel.identifiers import Identifiers
from shared_kernel.tenant import TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresAccountsUnitOfWork:
    """What is read and written together."""

    users: PostgresUsers
    accounts: PostgresAccounts
    transactions: PostgresAccountTransactions
    request_ids: PostgresRequestIds
    outbox: PostgresOutbox


class PostgresAccountsUnitsOfWork:
    """Opens units of work."""

    def __init__(self, *, engine: AsyncEngine, identifiers: Identifiers) -> None:
        self._engine = engine
        self._identifiers = identifiers

    @asynccontextmanager
    async def __call__(self, *, tenant_id: TenantId) -> AsyncIterator[PostgresAccountsUnitOfWork]:
        """One commit that sees one tenant."""
        async with tenant_transaction(self._engine, tenant_id) as connection:
            yield PostgresAccountsUnitOfWork(
                users=PostgresUsers(connection, tenant_id),
                accounts=PostgresAccounts(connection, tenant_id),
                transactions=PostgresAccountTransactions(connection, tenant_id),
                request_ids=PostgresRequestIds(connection, tenant_id),
                outbox=PostgresOutbox(connection, self._identifiers),
            )
