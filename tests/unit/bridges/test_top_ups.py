"""A payer types an account number: which numbers take money, and that one attempt is one deposit."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from accounts.application.register_user import RegisterUserRequest
from accounts.domain.account import Account, AccountStatus
from accounts.domain.account_number import with_check_digit
from accounts.ports.unit_of_work import UnitOfWork
from adapters.bridges.account_numbers import AccountNumbers
from adapters.bridges.top_ups import AccountTopUps
from billing.domain.errors import UnknownReferenceError
from shared_kernel.errors import ConflictError
from shared_kernel.idempotency import RequestRecord
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId
from tests.builders import OTHER_TENANT, TENANT, money, new_id
from tests.fakes.billing.click_calls import LIMITS, ClickCalls
from tests.fakes.bridges.world import BridgedWorld


@pytest.fixture
async def world() -> AsyncIterator[BridgedWorld]:
    async with BridgedWorld().running() as running:
        yield running


@pytest.fixture
async def account(world: BridgedWorld) -> Account:
    """Opened as a customer opens it, with a number that has its check digit."""
    return await opened_account(world, "UZS")


async def opened_account(world: BridgedWorld, code: str) -> Account:
    anybody = RegisterUserRequest(request_id=str(new_id()), user_id=None, email="nodira@example.uz", locale="uz")
    user = await world.accounts.register_user(tenant_id=TENANT, request=anybody)
    return await world.accounts.open_account(
        tenant_id=TENANT, request_id=str(new_id()), user_id=user.id, currency_code=code
    )


async def opened(world: BridgedWorld, number: str, amount: Money | None = None, key: str = "1") -> object:
    return await world.top_ups.open(
        tenant_id=TENANT, number=number, amount=amount or money(100_000), gateway="click", key=key
    )


async def test_a_typed_number_is_paid_and_the_money_is_on_that_account(world: BridgedWorld, account: Account) -> None:
    click = ClickCalls(world=world.billing, reference=account.number, limits=LIMITS)
    await click.confirm((await click.prepare("1")).number)
    await world.deliver(world.published())
    assert 100_000 == world.accounts.now(account).posted


async def test_each_attempt_is_a_deposit_of_its_own_and_its_repeat_is_not(
    world: BridgedWorld, account: Account
) -> None:
    first = await opened(world, account.number, key="1")
    assert first == await opened(world, account.number, key="1")
    assert first != await opened(world, account.number, key="2")
    assert 2 == len(world.accounts.transactions())


async def test_one_attempt_announced_many_times_at_once_is_one_deposit(world: BridgedWorld, account: Account) -> None:
    deposits = await asyncio.gather(*(opened(world, account.number) for _ in range(10)))
    assert 1 == len(set(deposits)) == len(world.accounts.transactions())


async def test_a_canceled_attempt_fails_its_deposit(world: BridgedWorld, account: Account) -> None:
    click = ClickCalls(world=world.billing, reference=account.number, limits=LIMITS)
    await click.cancel((await click.prepare("1")).number)
    await world.deliver(world.published())
    assert ["failed"] == [item.status for item in world.accounts.transactions()]


async def test_a_mistyped_number_is_nobodys(world: BridgedWorld, account: Account) -> None:
    mistyped = account.number[:-1] + str((int(account.number[-1]) + 1) % 10)
    assert None is await opened(world, mistyped)


@pytest.mark.parametrize("number", ["", "0", "no number", "٠١٢٣٤٥٦٧٨٩", "1" * 1000, with_check_digit("123456789")])
async def test_what_is_no_account_number_takes_no_money(world: BridgedWorld, number: str) -> None:
    assert None is await opened(world, number)
    assert not await world.top_ups.accepts(tenant_id=TENANT, number=number, currency=money(1).currency)


@pytest.mark.parametrize("status", [AccountStatus.FROZEN, AccountStatus.CLOSED])
async def test_an_account_that_is_not_active_takes_no_money(
    world: BridgedWorld, account: Account, status: AccountStatus
) -> None:
    world.accounts.set_status(account, status)
    assert None is await opened(world, account.number)
    assert [] == world.accounts.transactions()


def only_words_remain(world: BridgedWorld) -> None:
    """What a database gives back of a remembered refusal: its reason and sentence, not its class."""
    rows = world.accounts.storage.rows
    for key, record in list(rows.items()):
        if isinstance(record, RequestRecord) and record.refusal is not None:
            words = ConflictError(record.refusal.message, reason=record.refusal.reason)
            rows[key] = replace(record, refusal=words)


@pytest.mark.parametrize("status", [AccountStatus.FROZEN, AccountStatus.CLOSED])
async def test_a_top_up_that_met_an_account_just_shut_is_refused_the_same_way_when_repeated(
    world: BridgedWorld, account: Account, status: AccountStatus
) -> None:
    """The refusal is remembered: the account's being open again does not change what the provider heard."""

    @asynccontextmanager
    async def shut_behind(*, tenant_id: TenantId) -> AsyncIterator[UnitOfWork]:
        async with world.accounts.units_of_work(tenant_id=tenant_id) as work:
            yield work
        world.accounts.set_status(account, status)

    overtaken = AccountTopUps(units_of_work=shut_behind, deposit=world.deposit)
    assert None is await overtaken.open(
        tenant_id=TENANT, number=account.number, amount=money(100_000), gateway="click", key="1"
    )
    world.accounts.set_status(account, AccountStatus.ACTIVE)
    only_words_remain(world)
    assert None is await opened(world, account.number, key="1")
    assert [] == world.accounts.transactions()


async def test_a_top_up_is_requested_under_the_name_of_its_attempt(world: BridgedWorld, account: Account) -> None:
    await ClickCalls(world=world.billing, reference=account.number, limits=LIMITS).prepare("7")
    assert ("request", TENANT, "topup:click:e1:7") in world.accounts.storage.rows


async def test_an_account_takes_its_own_currency_only(world: BridgedWorld) -> None:
    dollars = await opened_account(world, "USD")
    assert None is await opened(world, dollars.number, money(100_000, "UZS"))
    assert not await world.top_ups.accepts(tenant_id=TENANT, number=dollars.number, currency=money(1).currency)


@pytest.mark.parametrize("status", list(AccountStatus))
async def test_an_order_cannot_be_called_like_an_account_whatever_its_status(
    world: BridgedWorld, account: Account, status: AccountStatus
) -> None:
    """A frozen account is topped up again tomorrow, and a closed one must not seem to have been."""
    world.accounts.set_status(account, status)
    numbers = AccountNumbers(units_of_work=world.accounts.units_of_work)
    assert await numbers.is_account(tenant_id=TENANT, reference=account.number)
    assert not await numbers.is_account(tenant_id=OTHER_TENANT, reference=account.number)


@pytest.mark.parametrize("reference", ["", "order-1001", with_check_digit("123456789")])
async def test_an_order_may_be_called_like_no_account(world: BridgedWorld, reference: str) -> None:
    numbers = AccountNumbers(units_of_work=world.accounts.units_of_work)
    assert not await numbers.is_account(tenant_id=TENANT, reference=reference)


async def test_an_account_of_another_tenant_does_not_exist(world: BridgedWorld, account: Account) -> None:
    theirs = replace(account, tenant_id=OTHER_TENANT)
    assert not await world.top_ups.accepts(tenant_id=theirs.tenant_id, number=theirs.number, currency=theirs.currency)


async def test_a_provider_hears_that_a_number_is_unknown(world: BridgedWorld) -> None:
    click = ClickCalls(world=world.billing, reference=with_check_digit("123456789"), limits=LIMITS)
    with pytest.raises(UnknownReferenceError):
        await click.prepare("1")
