"""Every implementation of the accounts module's storage goes through the same tests.

A `Ledger` is an implementation with the looks a test takes at it: the store under test, the units of work beside it,
and what is committed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol
from uuid import UUID

import psycopg
import pytest

from accounts.domain.account import Account
from accounts.domain.entry import Entry
from accounts.ports.ledger_store import LedgerStore
from accounts.ports.unit_of_work import UnitsOfWork
from adapters.postgres.accounts_unit_of_work import PostgresAccountsUnitsOfWork
from adapters.postgres.database import Database
from adapters.postgres.ledger_store import PostgresLedgerStore
from shared_kernel.currency import currency
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.money import Money
from shared_kernel.tenant import Tenant, TenantId
from tests.builders import OTHER_TENANT, TENANT, StepClock, a_user
from tests.fakes.accounts.ledger_store import MemoryLedgerStore
from tests.fakes.accounts.storage import Storage
from tests.fakes.accounts.units_of_work import MemoryUnitsOfWork


class Ledger(Protocol):
    """What the contract of the ledger store needs of an implementation."""

    @property
    def store(self) -> LedgerStore: ...

    @property
    def tenant(self) -> TenantId:
        """A tenant that has nothing yet."""
        ...

    @property
    def other_tenant(self) -> TenantId:
        """Another one that has nothing yet."""
        ...

    async def keep(self, account: Account) -> Account:
        """Store a customer's account as it is, and its user."""
        ...

    async def entries(self, account_id: UUID) -> list[Entry]:
        """The account's committed entries by version."""
        ...

    async def events(self, tenant_id: TenantId) -> list[tuple[str, UUID]]:
        """Type and subject of the tenant's events in the outbox, in order."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryLedger:
    storage: Storage
    store: MemoryLedgerStore
    tenant: TenantId = TENANT
    other_tenant: TenantId = OTHER_TENANT

    async def keep(self, account: Account) -> Account:
        self.storage.rows["account", account.tenant_id, account.id] = account
        return account

    async def entries(self, account_id: UUID) -> list[Entry]:
        found = [entry for entry in self.storage.table("entry") if entry.account_id == account_id]
        return sorted(found, key=lambda entry: entry.version)

    async def events(self, tenant_id: TenantId) -> list[tuple[str, UUID]]:
        return [(event.type, event.subject) for event in self.storage.events if event.tenant_id == tenant_id]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresLedger:
    store: PostgresLedgerStore
    owner: psycopg.AsyncConnection[Any]
    tenant: TenantId
    other_tenant: TenantId

    async def keep(self, account: Account) -> Account:
        await self.owner.execute(
            "INSERT INTO accounts.users VALUES (%s, %s, '', 'uz', 'active', %s, %s)",
            [account.tenant_id, account.user_id, account.created_at, account.created_at],
        )
        await self.owner.execute(
            "INSERT INTO accounts.accounts (tenant_id, id, user_id, number, currency, status, posted, held, version,"
            " created_at, updated_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                account.tenant_id,
                account.id,
                account.user_id,
                account.number,
                account.currency.code,
                account.status,
                account.posted,
                account.held,
                account.version,
                account.created_at,
                account.updated_at,
            ],
        )
        return account

    async def entries(self, account_id: UUID) -> list[Entry]:
        rows = await self._rows(
            "SELECT tenant_id, account_id, version, transaction_id, amount, currency, balance_after, posted_at"
            " FROM accounts.entries WHERE account_id = %s ORDER BY version",
            account_id,
        )
        return [
            Entry(
                tenant_id=row[0],
                account_id=row[1],
                version=row[2],
                transaction_id=row[3],
                amount=Money(row[4], currency(row[5])),
                balance_after=row[6],
                posted_at=row[7],
            )
            for row in rows
        ]

    async def events(self, tenant_id: TenantId) -> list[tuple[str, UUID]]:
        rows = await self._rows(
            "SELECT type, subject FROM platform.outbox WHERE tenant_id = %s ORDER BY transaction, position", tenant_id
        )
        return [(row[0], row[1]) for row in rows]

    async def _rows(self, statement: str, *parameters: object) -> Sequence[Any]:
        return await (await self.owner.execute(statement, parameters)).fetchall()


@pytest.fixture
def memory_ledger() -> MemoryLedger:
    storage = Storage()
    return MemoryLedger(storage=storage, store=MemoryLedgerStore(storage=storage, clock=StepClock()))


@pytest.fixture
def postgres_ledger(
    database: Database, owner: psycopg.AsyncConnection[Any], tenant: Tenant, other_tenant: Tenant
) -> PostgresLedger:
    return PostgresLedger(
        store=PostgresLedgerStore(pool=database.pool, identifiers=SystemIdentifiers()),
        owner=owner,
        tenant=tenant.id,
        other_tenant=other_tenant.id,
    )


@pytest.fixture(params=["memory_ledger", "postgres_ledger"])
def ledger(request: pytest.FixtureRequest) -> Ledger:
    found: Ledger = request.getfixturevalue(request.param)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """Units of work over a database, and the ledger over the same."""

    units_of_work: UnitsOfWork
    store: LedgerStore
    tenant: TenantId
    other_tenant: TenantId

    async def customer(self, account: Account) -> Account:
        """Store the account with a user of its own."""
        async with self.units_of_work(tenant_id=account.tenant_id) as work:
            user = replace(a_user(tenant_id=account.tenant_id), id=account.user_id)
            await work.users.add(user)
            await work.accounts.add(account)
        return account


@pytest.fixture
def memory_registry(memory_ledger: MemoryLedger) -> Registry:
    return Registry(
        units_of_work=MemoryUnitsOfWork(memory_ledger.storage),
        store=memory_ledger.store,
        tenant=memory_ledger.tenant,
        other_tenant=memory_ledger.other_tenant,
    )


@pytest.fixture
def postgres_registry(database: Database, postgres_ledger: PostgresLedger) -> Registry:
    return Registry(
        units_of_work=PostgresAccountsUnitsOfWork(engine=database.engine, identifiers=SystemIdentifiers()),
        store=postgres_ledger.store,
        tenant=postgres_ledger.tenant,
        other_tenant=postgres_ledger.other_tenant,
    )


@pytest.fixture(params=["memory_registry", "postgres_registry"])
def registry(request: pytest.FixtureRequest) -> Registry:
    found: Registry = request.getfixturevalue(request.param)
    return found
