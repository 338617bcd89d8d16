"""Users, accounts and transactions as units of work keep them."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.domain.account import Account, AccountStatus
from accounts.domain.errors import (
    AccountExistsError,
    AccountNotFoundError,
    AccountNumberTakenError,
    TransactionNotFoundError,
    UserExistsError,
    UserNotFoundError,
)
from accounts.domain.status import Status
from accounts.domain.system_account import exchange
from accounts.domain.transaction import Kind
from accounts.domain.user import User
from accounts.ports.transaction_repository import TransactionFilters
from shared_kernel.currency import currency
from shared_kernel.errors import HamyonError
from shared_kernel.idempotency import RequestIdReusedError
from shared_kernel.pagination import PageRequest
from tests.builders import NOON, a_deposit, a_key, a_transaction, a_user, an_account, new_id
from tests.contract.accounts.conftest import Registry
from tests.contract.accounts.ledger_batches import a_transfer, changes, look, needs, write


async def test_a_user_is_read_as_it_was_added(registry: Registry) -> None:
    user = a_user(tenant_id=registry.tenant)
    async with registry.units_of_work(tenant_id=registry.tenant) as work:
        await work.users.add(user)
    async with registry.units_of_work(tenant_id=registry.tenant) as work:
        assert user == await work.users.get(user.id)


async def test_a_user_id_is_taken_once_in_a_tenant_but_another_tenant_may_use_it(registry: Registry) -> None:
    user = a_user(tenant_id=registry.tenant)
    for tenant_id in (registry.tenant, registry.other_tenant):
        async with registry.units_of_work(tenant_id=tenant_id) as work:
            await work.users.add(replace(user, tenant_id=tenant_id))
    with pytest.raises(UserExistsError):
        await _add_user(registry, user)


async def test_an_account_is_read_by_id_and_by_number(registry: Registry) -> None:
    account = await registry.customer(an_account(tenant_id=registry.tenant))
    async with registry.units_of_work(tenant_id=registry.tenant) as work:
        assert account == await work.accounts.get(account.id)
        assert account == await work.accounts.lock(account.id)
        assert account == await work.accounts.find_by_number(account.number)
        assert await work.accounts.find_by_number("0000000000") is None


async def test_a_user_has_one_account_per_currency(registry: Registry) -> None:
    first = await registry.customer(an_account(tenant_id=registry.tenant))
    await _add(registry, an_account(tenant_id=registry.tenant, user_id=first.user_id, code="USD"))
    with pytest.raises(AccountExistsError):
        await _add(registry, an_account(tenant_id=registry.tenant, user_id=first.user_id))


async def test_an_account_number_is_taken_once_in_a_tenant(registry: Registry) -> None:
    first = await registry.customer(an_account(tenant_id=registry.tenant))
    second = await registry.customer(an_account(tenant_id=registry.tenant, code="USD"))
    with pytest.raises(AccountNumberTakenError):
        await _add(
            registry, an_account(tenant_id=registry.tenant, user_id=second.user_id, code="JPY", number=first.number)
        )


async def test_what_belongs_to_another_tenant_does_not_exist(registry: Registry) -> None:
    account = await registry.customer(an_account(tenant_id=registry.tenant))
    deposit = a_deposit(account)
    await write(registry.store, changes(opened=[deposit]), registry.tenant)
    async with registry.units_of_work(tenant_id=registry.other_tenant) as work:
        for refusal, asking in (
            (UserNotFoundError, work.users.get(account.user_id)),
            (AccountNotFoundError, work.accounts.get(account.id)),
            (AccountNotFoundError, work.accounts.lock(account.id)),
            (TransactionNotFoundError, work.transactions.get(deposit.id)),
        ):
            with pytest.raises(refusal):
                await asking
        assert await work.accounts.find_by_number(account.number) is None
        assert () == (await work.accounts.list(user_id=None, page=PageRequest())).items
        assert () == (await work.users.list(PageRequest())).items


async def test_a_house_account_is_no_account_of_a_reader(registry: Registry) -> None:
    house = exchange(tenant_id=registry.tenant, currency=currency("UZS"))
    await look(registry.store, needs(houses=[house]), registry.tenant)
    async with registry.units_of_work(tenant_id=registry.tenant) as work:
        with pytest.raises(AccountNotFoundError):
            await work.accounts.get(house.id)
        assert () == (await work.accounts.list(user_id=None, page=PageRequest())).items


async def test_a_status_is_stored_and_a_balance_is_not(registry: Registry) -> None:
    """Balances are the ledger's to change, whatever a careless caller hands over."""
    account = await registry.customer(an_account(tenant_id=registry.tenant))
    frozen = account.freeze(at=NOON + timedelta(hours=1))
    async with registry.units_of_work(tenant_id=registry.tenant) as work:
        await work.accounts.save_status(replace(await work.accounts.lock(account.id), status=frozen.status))
    async with registry.units_of_work(tenant_id=registry.tenant) as work:
        found = await work.accounts.get(account.id)
    assert (AccountStatus.FROZEN, account.posted, account.version) == (found.status, found.posted, found.version)


async def test_an_exception_undoes_everything_of_a_unit_of_work(registry: Registry) -> None:
    user, key = a_user(tenant_id=registry.tenant), a_key("r-1")

    async def stop_halfway() -> None:
        async with registry.units_of_work(tenant_id=registry.tenant) as work:
            await work.request_ids.claim(key=key, resource_id=user.id)
            await work.users.add(user)
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        await stop_halfway()
    async with registry.units_of_work(tenant_id=registry.tenant) as work:
        assert await work.request_ids.claim(key=key, resource_id=user.id) is None
        assert () == (await work.users.list(PageRequest())).items


async def test_the_second_claim_of_a_request_id_learns_what_the_first_made(registry: Registry) -> None:
    first_id = new_id()
    async with registry.units_of_work(tenant_id=registry.tenant) as work:
        assert await work.request_ids.claim(key=a_key("r-1", 1), resource_id=first_id) is None
    async with registry.units_of_work(tenant_id=registry.tenant) as work:
        assert first_id == await work.request_ids.claim(key=a_key("r-1", 1), resource_id=new_id())
    with pytest.raises(RequestIdReusedError):
        async with registry.units_of_work(tenant_id=registry.tenant) as work:
            await work.request_ids.claim(key=a_key("r-1", 2), resource_id=new_id())


async def test_twenty_claims_at_once_are_one_first_and_nineteen_that_learn_of_it(registry: Registry) -> None:
    ids = [new_id() for _ in range(20)]

    async def claim(number: int) -> object:
        async with registry.units_of_work(tenant_id=registry.tenant) as work:
            return await work.request_ids.claim(key=a_key("r-1"), resource_id=ids[number])

    answers = await asyncio.gather(*map(claim, range(20)))
    first = ids[answers.index(None)]
    assert [first] * 19 == [answer for answer in answers if answer is not None]


async def test_pages_of_accounts_are_whole_and_the_newest_come_first(registry: Registry) -> None:
    """Three born in the same moment are told apart by their ids; one opened meanwhile moves nothing."""
    births = [NOON, NOON, NOON, NOON + timedelta(hours=1), NOON + timedelta(hours=2)]
    accounts = [await registry.customer(an_account(tenant_id=registry.tenant, at=at)) for at in births]
    expected = sorted(accounts, key=lambda item: (item.created_at, item.id), reverse=True)
    seen: list[Account] = []
    page = PageRequest(size=2)
    for number in range(3):
        async with registry.units_of_work(tenant_id=registry.tenant) as work:
            found = await work.accounts.list(user_id=None, page=page)
        assert (number == 2) == (found.next is None)
        seen += found.items
        page = PageRequest(size=2, after=found.next)
        await registry.customer(an_account(tenant_id=registry.tenant, at=NOON + timedelta(days=1)))
    assert expected == seen


async def test_a_page_that_ends_with_the_last_item_has_no_next(registry: Registry) -> None:
    for _ in range(2):
        await _add_user(registry, a_user(tenant_id=registry.tenant))
    async with registry.units_of_work(tenant_id=registry.tenant) as work:
        found = await work.users.list(PageRequest(size=2))
    assert (2, None) == (len(found.items), found.next)


async def test_accounts_of_a_user_come_by_currency_code(registry: Registry) -> None:
    first = await registry.customer(an_account(tenant_id=registry.tenant, code="UZS"))
    await registry.customer(an_account(tenant_id=registry.tenant))
    others = [an_account(tenant_id=registry.tenant, code=code, user_id=first.user_id) for code in ("USD", "JPY")]
    for account in others:
        await _add(registry, account)
    async with registry.units_of_work(tenant_id=registry.tenant) as work:
        assert ["JPY", "USD", "UZS"] == [
            item.currency.code for item in await work.accounts.of_user(first.user_id or new_id())
        ]
        listed = await work.accounts.list(user_id=first.user_id, page=PageRequest())
        assert {first.id, *(item.id for item in others)} == {item.id for item in listed.items}


async def test_a_balance_of_the_past_is_the_one_after_the_last_entry_until_then(registry: Registry) -> None:
    rich, poor, hours = await _with_history(registry)
    async with registry.units_of_work(tenant_id=registry.tenant) as work:
        balances = [
            await work.accounts.balance_at(account_id=poor.id, at=NOON + timedelta(hours=hour))
            for hour in (-1, 0, 0.5, 1, 2, 99)
        ]
        assert 0 == await work.accounts.balance_at(account_id=rich.id, at=NOON - timedelta(days=1))
    assert [0, 1, 1, 3, 6, 6] == balances
    assert 3 == hours


async def test_a_statement_is_paged_from_the_newest_entry(registry: Registry) -> None:
    _, poor, _ = await _with_history(registry)
    async with registry.units_of_work(tenant_id=registry.tenant) as work:
        first = await work.accounts.list_entries(account_id=poor.id, page=PageRequest(size=2))
        second = await work.accounts.list_entries(account_id=poor.id, page=PageRequest(size=2, after=first.next))
    assert [(3, 6), (2, 3)] == [(item.version, item.balance_after) for item in first.items]
    assert [(1, 1)] == [(item.version, item.balance_after) for item in second.items]
    assert second.next is None


async def test_transactions_match_every_filter_given(registry: Registry) -> None:
    account = await registry.customer(an_account(tenant_id=registry.tenant))
    other = await registry.customer(an_account(tenant_id=registry.tenant))
    deposit = a_deposit(account)
    transfer = a_transaction(other, counter=account, at=NOON + timedelta(hours=1))
    await write(registry.store, changes(opened=[deposit]), registry.tenant)
    await write(registry.store, changes(opened=[transfer]), registry.tenant)
    for expected, filters in (
        ([transfer, deposit], TransactionFilters()),
        ([transfer, deposit], TransactionFilters(account_id=account.id)),
        ([transfer], TransactionFilters(user_id=other.user_id)),
        ([deposit], TransactionFilters(kinds=frozenset({Kind.DEPOSIT, Kind.WITHDRAWAL}))),
        ([transfer], TransactionFilters(statuses=frozenset({Status.COMPLETED}))),
        ([transfer], TransactionFilters(created_from=NOON + timedelta(hours=1))),
        ([deposit], TransactionFilters(created_before=NOON + timedelta(hours=1))),
        ([], TransactionFilters(account_id=account.id, statuses=frozenset({Status.FAILED}))),
    ):
        async with registry.units_of_work(tenant_id=registry.tenant) as work:
            found = await work.transactions.list(filters=filters, page=PageRequest())
        assert expected == list(found.items)


@pytest.mark.parametrize("thing", ["user", "account", "transaction"])
async def test_asking_for_what_never_was_is_a_typed_refusal(registry: Registry, thing: str) -> None:
    async with registry.units_of_work(tenant_id=registry.tenant) as work:
        asking = {"user": work.users, "account": work.accounts, "transaction": work.transactions}[thing].get(new_id())
        with pytest.raises(HamyonError) as caught:
            await asking
    assert f"{thing.upper()}_NOT_FOUND" == caught.value.reason


async def _add_user(registry: Registry, user: User) -> None:
    async with registry.units_of_work(tenant_id=registry.tenant) as work:
        await work.users.add(user)


async def _add(registry: Registry, account: Account) -> None:
    async with registry.units_of_work(tenant_id=registry.tenant) as work:
        await work.accounts.add(account)


async def _with_history(registry: Registry) -> tuple[Account, Account, int]:
    """Two accounts, and transfers of 1, 2 and 3 an hour apart, beginning at noon."""
    rich = await registry.customer(an_account(tenant_id=registry.tenant, posted=100))
    poor = await registry.customer(an_account(tenant_id=registry.tenant))
    source, target = rich, poor
    for hour in range(3):
        made = a_transfer(source, target, hour + 1)
        at = NOON + timedelta(hours=hour)
        entries = [replace(entry, posted_at=at) for entry in made.entries]
        await write(registry.store, replace(made, at=at, entries=entries), registry.tenant)
        source, target = made.accounts
    return rich, poor, 3
