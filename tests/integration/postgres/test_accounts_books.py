"""Users and accounts in PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.domain.account import Account, AccountStatus
from accounts.domain.errors import (
    AccountExistsError,
    AccountNotFoundError,
    AccountNumberTakenError,
    UserExistsError,
    UserNotFoundError,
)
from accounts.domain.user import User
from adapters.postgres.accounts_unit_of_work import PostgresAccountsUnitsOfWork as UnitsOfWork
from shared_kernel.errors import HamyonError
from shared_kernel.pagination import PageRequest
from shared_kernel.tenant import Tenant
from tests.integration.postgres.conftest import NOON, a_user, an_account, new_id


async def test_a_user_comes_back_as_it_was_stored(accounts: UnitsOfWork, user: User) -> None:
    async with accounts(tenant_id=user.tenant_id) as work:
        assert user == await work.users.get(user.id)


async def test_a_user_id_is_taken_once(accounts: UnitsOfWork, user: User) -> None:
    with pytest.raises(UserExistsError):
        async with accounts(tenant_id=user.tenant_id) as work:
            await work.users.add(user)


async def test_what_belongs_to_another_tenant_does_not_exist(
    accounts: UnitsOfWork, account: Account, user: User, other_tenant: Tenant
) -> None:
    async with accounts(tenant_id=other_tenant.id) as work:
        with pytest.raises(UserNotFoundError):
            await work.users.get(user.id)
        with pytest.raises(AccountNotFoundError):
            await work.accounts.lock(account.id)
        assert None is await work.accounts.find_by_number(account.number)
        assert () == (await work.accounts.list(user_id=None, page=PageRequest())).items


async def test_an_account_comes_back_as_it_was_stored(accounts: UnitsOfWork, account: Account) -> None:
    async with accounts(tenant_id=account.tenant_id) as work:
        assert account == await work.accounts.get(account.id)
        assert account == await work.accounts.find_by_number(account.number)


async def test_a_refused_account_leaves_the_unit_of_work_usable(accounts: UnitsOfWork, account: Account) -> None:
    """The next number is tried in the same commit, or in the next one: both work."""
    user = a_user(account.tenant_id)
    async with accounts(tenant_id=account.tenant_id) as work:
        await work.users.add(user)
        with pytest.raises(AccountNumberTakenError):
            await work.accounts.add(an_account(user, number=account.number))
        second = an_account(user)
        await work.accounts.add(second)
        with pytest.raises(AccountExistsError):
            await work.accounts.add(an_account(user))
    async with accounts(tenant_id=account.tenant_id) as work:
        assert [second] == await work.accounts.of_user(user.id)


async def test_an_account_needs_a_user_of_the_same_tenant(
    accounts: UnitsOfWork, user: User, other_tenant: Tenant
) -> None:
    with pytest.raises(UserNotFoundError):
        async with accounts(tenant_id=other_tenant.id) as work:
            await work.accounts.add(replace(an_account(user), tenant_id=other_tenant.id))


async def test_of_twenty_accounts_opened_at_once_in_one_currency_one_is_opened(
    accounts: UnitsOfWork, user: User
) -> None:
    async def open_one() -> str:
        try:
            async with accounts(tenant_id=user.tenant_id) as work:
                await work.accounts.add(an_account(user, code="USD"))
        except HamyonError as error:
            return error.reason
        return "opened"

    outcomes = await asyncio.gather(*(open_one() for _ in range(20)))
    assert ["ACCOUNT_EXISTS"] * 19 + ["opened"] == sorted(outcomes)


async def test_who_locks_an_account_second_sees_what_the_first_did(accounts: UnitsOfWork, account: Account) -> None:
    locked = asyncio.Event()
    after = account.freeze(at=NOON + timedelta(hours=1))

    async def first() -> None:
        async with accounts(tenant_id=account.tenant_id) as work:
            await work.accounts.lock(account.id)
            locked.set()
            await work.accounts.save_status(after)

    async def second() -> AccountStatus:
        await locked.wait()
        async with accounts(tenant_id=account.tenant_id) as work:
            return (await work.accounts.lock(account.id)).status

    _, seen = await asyncio.gather(first(), second())
    assert AccountStatus.FROZEN == seen


@pytest.mark.parametrize("size", [1, 2, 3, 50])
async def test_pages_join_to_the_whole_list_newest_first(accounts: UnitsOfWork, tenant: Tenant, size: int) -> None:
    """Also where several were made at the same moment."""
    users = [a_user(tenant.id, born=NOON + timedelta(seconds=second // 2)) for second in range(5)]
    async with accounts(tenant_id=tenant.id) as work:
        for user in users:
            await work.users.add(user)
            await work.accounts.add(an_account(user, born=user.created_at))

    newest_first = sorted(users, key=lambda user: (user.created_at, user.id), reverse=True)
    assert newest_first == [user async for user in all_users(accounts, tenant, size)]
    owners = [account.user_id async for account in all_accounts(accounts, tenant, size)]
    assert {user.id for user in users} == set(owners)
    assert len(users) == len(owners)


async def all_users(accounts: UnitsOfWork, tenant: Tenant, size: int) -> AsyncIterator[User]:
    request: PageRequest | None = PageRequest(size=size)
    while request is not None:
        async with accounts(tenant_id=tenant.id) as work:
            page = await work.users.list(request)
        for user in page.items:
            yield user
        request = PageRequest(size=size, after=page.next) if page.next else None


async def all_accounts(accounts: UnitsOfWork, tenant: Tenant, size: int) -> AsyncIterator[Account]:
    request: PageRequest | None = PageRequest(size=size)
    while request is not None:
        async with accounts(tenant_id=tenant.id) as work:
            page = await work.accounts.list(user_id=None, page=request)
        for account in page.items:
            yield account
        request = PageRequest(size=size, after=page.next) if page.next else None


async def test_an_unknown_id_is_not_found_by_name_of_its_field(accounts: UnitsOfWork, tenant: Tenant) -> None:
    async with accounts(tenant_id=tenant.id) as work:
        with pytest.raises(AccountNotFoundError) as refused:
            await work.accounts.get(new_id())
    assert "account_id" == refused.value.field
