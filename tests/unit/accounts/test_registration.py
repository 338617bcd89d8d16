"""Users and accounts: registered and opened once, frozen, unfrozen and closed, and read by their own tenant only."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.application.change_account_status import StatusChange
from accounts.application.open_account import OpenAccount
from accounts.application.register_user import RegisterUserRequest
from accounts.domain.account import Account, AccountStatus
from accounts.domain.account_number import is_account_number
from accounts.domain.errors import (
    AccountClosedError,
    AccountExistsError,
    AccountFrozenError,
    AccountNotEmptyError,
    AccountNotFoundError,
    AccountNumberTakenError,
    UserBlockedError,
    UserExistsError,
    UserNotFoundError,
)
from accounts.domain.user import User, UserStatus
from shared_kernel.currency import UnknownCurrencyError
from shared_kernel.idempotency import RequestIdReusedError
from shared_kernel.identifiers import SystemIdentifiers
from tests.builders import OTHER_TENANT, TENANT, a_user, money, new_id
from tests.fakes.accounts.world import AccountsWorld

NODIRA = RegisterUserRequest(request_id="u-1", user_id=None, email="nodira@example.uz", locale="uz")


async def registered(world: AccountsWorld) -> User:
    request = replace(NODIRA, request_id=str(new_id()))
    return await world.register_user(tenant_id=TENANT, request=request)


async def opened(world: AccountsWorld, user: User, code: str = "UZS", request_id: str = "") -> Account:
    request_id = request_id or str(new_id())
    return await world.open_account(tenant_id=TENANT, request_id=request_id, user_id=user.id, currency_code=code)


async def changed(world: AccountsWorld, account: Account, change: StatusChange, request_id: str = "") -> Account:
    request_id = request_id or str(new_id())
    return await world.change_status(tenant_id=TENANT, request_id=request_id, account_id=account.id, change=change)


async def test_a_user_is_registered_once_per_request(world: AccountsWorld) -> None:
    first = await world.register_user(tenant_id=TENANT, request=NODIRA)
    assert first == await world.register_user(tenant_id=TENANT, request=NODIRA)
    assert ["accounts.user.registered.v1"] == [event.type for event in world.storage.events]
    assert {"user_id": str(first.id), "locale": "uz"} == world.storage.events[0].data()


async def test_twenty_registrations_at_once_are_one_user(world: AccountsWorld) -> None:
    users = await asyncio.gather(*(world.register_user(tenant_id=TENANT, request=NODIRA) for _ in range(20)))
    assert 1 == len({user.id for user in users})
    assert 1 == len(world.storage.table("user"))


async def test_a_user_id_given_by_the_caller_is_kept_and_taken_once(world: AccountsWorld) -> None:
    user_id = new_id()
    assert user_id == (await world.register_user(tenant_id=TENANT, request=replace(NODIRA, user_id=user_id))).id
    with pytest.raises(UserExistsError):
        await world.register_user(tenant_id=TENANT, request=replace(NODIRA, user_id=user_id, request_id="u-2"))


async def test_a_registration_with_other_content_needs_another_request_id(world: AccountsWorld) -> None:
    await world.register_user(tenant_id=TENANT, request=NODIRA)
    with pytest.raises(RequestIdReusedError):
        await world.register_user(tenant_id=TENANT, request=replace(NODIRA, locale="ru"))


async def test_a_refused_registration_leaves_its_request_id_free(world: AccountsWorld) -> None:
    user = await registered(world)
    with pytest.raises(UserExistsError):
        await world.register_user(tenant_id=TENANT, request=replace(NODIRA, user_id=user.id))
    assert user.id != (await world.register_user(tenant_id=TENANT, request=NODIRA)).id


async def test_an_account_is_opened_empty_with_a_number_that_checks(world: AccountsWorld) -> None:
    account = await opened(world, await registered(world))
    assert (0, 0, 0, AccountStatus.ACTIVE) == (account.posted, account.held, account.version, account.status)
    assert is_account_number(account.number)
    assert "accounts.account.opened.v1" == world.storage.events[-1].type


async def test_an_account_is_opened_once_per_request_and_once_per_currency(world: AccountsWorld) -> None:
    user = await registered(world)
    first = await opened(world, user, request_id="a-1")
    assert first == await opened(world, user, request_id="a-1")
    assert "USD" == (await opened(world, user, "USD")).currency.code
    with pytest.raises(AccountExistsError):
        await opened(world, user)


async def test_an_account_needs_a_user_who_exists_and_is_not_blocked(world: AccountsWorld) -> None:
    with pytest.raises(UserNotFoundError):
        await opened(world, a_user())
    blocked = a_user(status=UserStatus.BLOCKED)
    async with world.units_of_work(tenant_id=TENANT) as work:
        await work.users.add(blocked)
    with pytest.raises(UserBlockedError) as caught:
        await opened(world, blocked)
    assert "user_id" == caught.value.field


async def test_an_account_in_no_currency_is_refused_by_field(world: AccountsWorld) -> None:
    with pytest.raises(UnknownCurrencyError) as caught:
        await opened(world, await registered(world), "UZB")
    assert "currency_code" == caught.value.field


class LoadedDice(SystemIdentifiers):
    """Draws these digits, then chance's."""

    def __init__(self, *digits: str) -> None:
        self.digits = list(digits)

    def new_digits(self, count: int) -> str:
        return self.digits.pop(0) if self.digits else super().new_digits(count)


async def test_a_number_that_is_taken_is_drawn_again(world: AccountsWorld) -> None:
    numbers = []
    dice = LoadedDice("700123456", "700123456", "700123456")
    opening = OpenAccount(units_of_work=world.units_of_work, identifiers=dice, clock=world.clock)
    for _ in range(2):
        user = await registered(world)
        account = await opening(tenant_id=TENANT, request_id=str(new_id()), user_id=user.id, currency_code="UZS")
        numbers.append(account.number)
    assert numbers[0].startswith("700123456")
    assert 2 == len(set(numbers))


async def test_drawing_numbers_ends_when_chance_is_broken(world: AccountsWorld) -> None:
    dice = LoadedDice(*["700123456"] * 11)
    opening = OpenAccount(units_of_work=world.units_of_work, identifiers=dice, clock=world.clock)
    first, second = await registered(world), await registered(world)
    await opening(tenant_id=TENANT, request_id="a-1", user_id=first.id, currency_code="UZS")
    with pytest.raises(AccountNumberTakenError):
        await opening(tenant_id=TENANT, request_id="a-2", user_id=second.id, currency_code="UZS")
    assert [] == dice.digits


async def test_freezing_stops_money_and_unfreezing_lets_it_move(world: AccountsWorld) -> None:
    account = await opened(world, await registered(world))
    assert AccountStatus.FROZEN is (await changed(world, account, StatusChange.FREEZE)).status
    assert AccountStatus.ACTIVE is (await changed(world, account, StatusChange.UNFREEZE)).status
    assert ["accounts.account.frozen.v1", "accounts.account.unfrozen.v1"] == [
        event.type for event in world.storage.events[-2:]
    ]


async def test_freezing_a_frozen_account_tells_nobody_anything(world: AccountsWorld) -> None:
    account = await opened(world, await registered(world))
    await changed(world, account, StatusChange.FREEZE)
    told = len(world.storage.events)
    assert AccountStatus.FROZEN is (await changed(world, account, StatusChange.FREEZE)).status
    assert told == len(world.storage.events)


async def test_a_delayed_duplicate_of_a_freeze_does_not_freeze_again(world: AccountsWorld) -> None:
    account = await opened(world, await registered(world))
    await changed(world, account, StatusChange.FREEZE, "s-1")
    await changed(world, account, StatusChange.UNFREEZE, "s-2")
    assert AccountStatus.ACTIVE is (await changed(world, account, StatusChange.FREEZE, "s-1")).status


async def test_only_an_empty_account_is_closed_and_then_for_good(world: AccountsWorld) -> None:
    account = await world.account(funds=10_000)
    withdrawal = await world.withdrawn(account, money(10_000))
    for _ in range(2):
        with pytest.raises(AccountNotEmptyError):
            await changed(world, account, StatusChange.CLOSE)
    await world.settled(withdrawal)
    assert AccountStatus.CLOSED is (await changed(world, account, StatusChange.CLOSE)).status
    with pytest.raises(AccountClosedError):
        await changed(world, account, StatusChange.UNFREEZE)


async def test_an_account_of_another_tenant_is_not_frozen(world: AccountsWorld) -> None:
    theirs = await world.account(tenant_id=OTHER_TENANT)
    with pytest.raises(AccountNotFoundError):
        await changed(world, theirs, StatusChange.FREEZE)
    assert AccountStatus.ACTIVE is world.now(theirs).status


async def test_freezing_and_a_transfer_at_once_take_turns(world: AccountsWorld) -> None:
    """Both take the same row lock: whoever comes second sees what the first one wrote and overwrites nothing."""
    rich, poor = await world.account(funds=10_000), await world.account()
    moved, _ = await asyncio.gather(
        world.transferred(rich, poor, money(1_000)),
        changed(world, rich, StatusChange.FREEZE),
        return_exceptions=True,
    )
    left = 10_000 if isinstance(moved, AccountFrozenError) else 9_000
    assert (AccountStatus.FROZEN, left) == (world.now(rich).status, world.now(rich).posted)


async def test_balances_are_read_per_currency_now_and_at_a_past_moment(world: AccountsWorld) -> None:
    account = await world.account(funds=10_000)
    moment = world.clock.now()
    await world.fund(account, 5_000)
    balances = await world.read.balances(tenant_id=TENANT, user_id=account.user_id)
    assert [("UZS", 15_000)] == [(item.currency.code, item.posted) for item in balances]
    past = await world.read.balance_at(tenant_id=TENANT, account_id=account.id, at=moment)
    assert money(10_000) == past
    before = moment - timedelta(days=1)
    assert money(0) == await world.read.balance_at(tenant_id=TENANT, account_id=account.id, at=before)


async def test_another_tenant_reads_nothing_of_it(world: AccountsWorld) -> None:
    account = await world.account(funds=10_000)
    with pytest.raises(AccountNotFoundError):
        await world.read.account(tenant_id=OTHER_TENANT, account_id=account.id)
    with pytest.raises(AccountNotFoundError):
        await world.read.balance_at(tenant_id=OTHER_TENANT, account_id=account.id, at=world.clock.now())
    with pytest.raises(UserNotFoundError):
        await world.read.balances(tenant_id=OTHER_TENANT, user_id=account.user_id)
