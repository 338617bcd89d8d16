"""A withdrawal: its money is held before anybody is asked to pay it out, then taken or given back."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from accounts.domain.account import AccountStatus
from accounts.domain.errors import AccountFrozenError, InsufficientFundsError
from accounts.domain.status import Status
from accounts.domain.system_account import clearing, exchange
from accounts.domain.transaction import Kind, Transaction
from accounts.ports.payments import PaymentRefusedError
from shared_kernel.currency import currency
from shared_kernel.errors import ExternalError
from tests.builders import TENANT, money
from tests.fakes.accounts.world import AccountsWorld, withdraw_request

UZS, USD = currency("UZS"), currency("USD")


def paid_out(world: AccountsWorld) -> set[UUID]:
    """The withdrawals whose gateway was asked to pay."""
    return {item.id for item in world.transactions() if item.kind is Kind.WITHDRAWAL} & set(world.payments.opened)


async def test_a_pending_withdrawal_holds_its_amount(world: AccountsWorld) -> None:
    account = await world.account(funds=10_000)
    withdrawal = await world.withdrawn(account, money(4_000))
    now = world.now(account)
    assert (Status.PENDING, 10_000, 4_000, 6_000) == (withdrawal.status, now.posted, now.held, now.available)
    assert [] == world.entries(withdrawal)
    assert ["accounts.withdraw.initiated.v1", "accounts.withdraw.pending.v1"] == world.events_of(withdrawal)


async def test_a_settled_withdrawal_takes_what_it_held_into_clearing(world: AccountsWorld) -> None:
    account = await world.account(funds=10_000)
    withdrawal = await world.settled(await world.withdrawn(account, money(4_000)))
    now = world.now(account)
    assert (Status.COMPLETED, 6_000, 0) == (withdrawal.status, now.posted, now.held)
    assert -6_000 == world.house(clearing(tenant_id=TENANT, gateway="click", currency=UZS))


async def test_a_failed_withdrawal_gives_back_what_it_held(world: AccountsWorld) -> None:
    account = await world.account(funds=10_000)
    withdrawal = await world.failed(await world.withdrawn(account, money(4_000)))
    now = world.now(account)
    assert (Status.FAILED, 10_000, 0) == (withdrawal.status, now.posted, now.held)
    assert [] == world.entries(withdrawal)


async def test_the_whole_balance_may_be_withdrawn(world: AccountsWorld) -> None:
    account = await world.account(funds=10_000)
    await world.settled(await world.withdrawn(account, money(10_000)))
    assert (0, 0) == (world.now(account).posted, world.now(account).held)


async def test_held_money_is_spent_neither_by_a_transfer_nor_by_another_withdrawal(world: AccountsWorld) -> None:
    account, other = await world.account(funds=10_000), await world.account()
    await world.withdrawn(account, money(8_000))
    with pytest.raises(InsufficientFundsError):
        await world.transferred(account, other, money(3_000))
    with pytest.raises(InsufficientFundsError) as caught:
        await world.withdrawn(account, money(3_000))
    assert {"available": "20.00 UZS", "requested": "30.00 UZS"} == caught.value.parameters
    assert 8_000 == world.now(account).held


async def test_of_many_withdrawals_at_once_only_those_the_balance_covers_are_made(world: AccountsWorld) -> None:
    account = await world.account(funds=10_000)
    outcomes = await asyncio.gather(
        *(world.withdrawn(account, money(3_000)) for _ in range(10)), return_exceptions=True
    )
    assert 3 == sum(isinstance(outcome, Transaction) for outcome in outcomes)
    assert 7 == sum(isinstance(outcome, InsufficientFundsError) for outcome in outcomes)
    assert 9_000 == world.now(account).held
    assert 3 == len(paid_out(world))


async def test_a_gateway_that_refuses_for_good_gives_the_money_back_at_once(world: AccountsWorld) -> None:
    account = await world.account(funds=10_000)
    world.payments.failures.append(PaymentRefusedError(reason="CARD_BLOCKED", message="The card is blocked."))
    withdrawal = await world.withdrawn(account, money(4_000))
    assert (Status.FAILED, 10_000) == (withdrawal.status, world.now(account).available)


async def test_an_unknown_outcome_keeps_the_money_held_and_is_never_paid_twice(world: AccountsWorld) -> None:
    account = await world.account(funds=10_000)
    request = withdraw_request(account, money(4_000))
    world.payments.lost_answers.append(ExternalError("No answer."))
    with pytest.raises(ExternalError):
        await world.withdraw(tenant_id=TENANT, request=request)
    assert 4_000 == world.now(account).held
    world.clock.advance(timedelta(minutes=5))
    await world.recover(older_than=timedelta(minutes=1))
    repeated = await world.withdraw(tenant_id=TENANT, request=request)
    assert (Status.PENDING, {repeated.id}) == (repeated.status, paid_out(world))
    assert 4_000 == world.now(account).held


async def test_a_withdrawal_in_another_currency_holds_and_takes_the_same_converted_amount(
    world: AccountsWorld,
) -> None:
    account = await world.account("UZS", funds=200_000_000)
    withdrawal = await world.withdrawn(account, money(10_000, "USD"))
    assert 126_504_700 == world.now(account).held
    world.rates.rates["USD", "UZS"] *= 2
    await world.settled(withdrawal)
    assert (73_495_300, 0) == (world.now(account).posted, world.now(account).held)
    assert 10_000 == world.house(clearing(tenant_id=TENANT, gateway="click", currency=USD))
    assert -10_000 == world.house(exchange(tenant_id=TENANT, currency=USD))
    assert 126_504_700 == world.house(exchange(tenant_id=TENANT, currency=UZS))


async def test_an_account_frozen_meanwhile_still_gives_back_what_a_failed_withdrawal_held(
    world: AccountsWorld,
) -> None:
    account = await world.account(funds=10_000)
    withdrawal = await world.withdrawn(account, money(4_000))
    world.set_status(account, AccountStatus.FROZEN)
    with pytest.raises(AccountFrozenError):
        await world.withdrawn(account, money(1))
    await world.failed(withdrawal)
    assert (10_000, 0) == (world.now(account).posted, world.now(account).held)


async def test_the_destination_stays_out_of_events(world: AccountsWorld) -> None:
    account = await world.account(funds=10_000)
    withdrawal = await world.withdrawn(account, money(4_000))
    told = [str(event.data()) for event in world.storage.events if event.subject == withdrawal.id]
    assert [] == [text for text in told if withdrawal.destination in text]
