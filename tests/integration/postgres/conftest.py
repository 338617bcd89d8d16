"""Fixtures of the storage tests: units of work over the session's database, and rows to begin with."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from accounts.domain.account import Account
from accounts.domain.user import User, UserStatus
from adapters.postgres.accounts_unit_of_work import PostgresAccountsUnitsOfWork
from adapters.postgres.billing_unit_of_work import PostgresBillingUnitOfWorks
from adapters.postgres.database import Database
from shared_kernel.currency import currency
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.tenant import Tenant, TenantId

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def new_id() -> UUID:
    return SystemIdentifiers().new_id()


def a_user(tenant_id: TenantId, *, born: datetime = NOON) -> User:
    return User(
        id=new_id(),
        tenant_id=tenant_id,
        email="aziza@example.uz",
        locale="uz",
        status=UserStatus.ACTIVE,
        created_at=born,
        updated_at=born,
    )


def an_account(user: User, *, code: str = "UZS", number: str = "", born: datetime = NOON) -> Account:
    account = Account(
        id=new_id(),
        tenant_id=user.tenant_id,
        currency=currency(code),
        user_id=user.id,
        created_at=born,
        updated_at=born,
    )
    return replace(account, number=number or SystemIdentifiers().new_digits(10))


@pytest.fixture
def accounts(database: Database) -> PostgresAccountsUnitsOfWork:
    """Units of work of the accounts module."""
    return PostgresAccountsUnitsOfWork(engine=database.engine, identifiers=SystemIdentifiers())


@pytest.fixture
def billing(database: Database) -> PostgresBillingUnitOfWorks:
    """Units of work of billing."""
    return PostgresBillingUnitOfWorks(pool=database.billing_pool, identifiers=SystemIdentifiers())


@pytest.fixture
async def user(accounts: PostgresAccountsUnitsOfWork, tenant: Tenant) -> User:
    """A stored user."""
    stored = a_user(tenant.id)
    async with accounts(tenant_id=tenant.id) as work:
        await work.users.add(stored)
    return stored


@pytest.fixture
async def account(accounts: PostgresAccountsUnitsOfWork, user: User) -> Account:
    """A stored account of the user, in UZS, with nothing on it."""
    stored = an_account(user)
    async with accounts(tenant_id=user.tenant_id) as work:
        await work.accounts.add(stored)
    return stored
