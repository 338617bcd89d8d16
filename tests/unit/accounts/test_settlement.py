"""The gateway's verdict: booked once, exactly as asked, and never taken back by a later one."""

import asyncio
from dataclasses import replace

import pytest

from accounts.domain.account import AccountStatus
from accounts.domain.errors import IllegalStatusError, TransactionNotFoundError
from accounts.domain.status import Status
from accounts.domain.transaction import Failure, Transaction
from shared_kernel.errors import ExternalError
from shared_kernel.money import CurrencyMismatchError, Money
from tests.builders import OTHER_TENANT, TENANT, a_deposit, an_account, money, new_id
from tests.fakes.accounts.world import AccountsWorld, a_mark


@pytest.mark.parametrize("moved", [money(9_999), money(10_001), money(10_000, "USD"), money(1_000_000), money(-10_000)])
async def test_another_amount_or_currency_is_not_this_payment(world: AccountsWorld, moved: Money) -> None:
    account = await world.account()
    deposit = await world.deposited(account, money(10_000))
    with pytest.raises(CurrencyMismatchError) as caught:
        await world.settled(deposit, moved)
    assert "AMOUNT_MISMATCH" == caught.value.reason
    assert (deposit, 0) == (world.transaction(deposit.id), world.now(account).posted)


async def test_another_amount_is_refused_also_after_the_right_one_was_booked(world: AccountsWorld) -> None:
    account = await world.account()
    deposit = await world.settled(await world.deposited(account, money(10_000)))
    with pytest.raises(CurrencyMismatchError):
        await world.settled(deposit, money(20_000))
    assert 10_000 == world.now(account).posted


async def test_settling_twice_posts_once(world: AccountsWorld) -> None:
    account = await world.account()
    deposit = await world.deposited(account, money(10_000))
    assert await world.settled(deposit) == await world.settled(deposit)
    assert 10_000 == world.now(account).posted
    assert 1 == world.events_of(deposit).count("accounts.deposit.completed.v1")


async def test_settling_twenty_times_at_once_posts_once(world: AccountsWorld) -> None:
    account = await world.account()
    deposit = await world.deposited(account, money(10_000))
    outcomes = await asyncio.gather(*(world.settled(deposit) for _ in range(20)))
    assert {Status.COMPLETED} == {outcome.status for outcome in outcomes}
    assert (10_000, 2) == (world.now(account).posted, len(world.entries(deposit)))


async def test_the_same_event_delivered_twice_is_applied_once(world: AccountsWorld) -> None:
    account = await world.account()
    deposit = await world.deposited(account, money(10_000))
    mark = a_mark()
    for _ in range(2):
        await world.settle(
            tenant_id=TENANT,
            transaction_id=deposit.id,
            billing_transaction_id=new_id(),
            moved=deposit.amount,
            mark=mark,
        )
    assert 10_000 == world.now(account).posted
    assert 1 == world.storage.table("mark").count(mark)


async def test_failing_twice_fails_once(world: AccountsWorld) -> None:
    account = await world.account(funds=10_000)
    withdrawal = await world.withdrawn(account, money(4_000))
    assert await world.failed(withdrawal) == await world.failed(withdrawal)
    assert 10_000 == world.now(account).available


async def test_of_settling_and_failing_at_once_exactly_one_wins(world: AccountsWorld) -> None:
    account = await world.account(funds=10_000)
    withdrawal = await world.withdrawn(account, money(4_000))
    outcomes = await asyncio.gather(world.settled(withdrawal), world.failed(withdrawal), return_exceptions=True)
    assert [Transaction, IllegalStatusError] == list(map(type, outcomes))
    assert (6_000, 0) == (world.now(account).posted, world.now(account).held)


async def test_a_completed_payment_does_not_fail_later_nor_a_failed_one_complete(world: AccountsWorld) -> None:
    account = await world.account()
    completed = await world.settled(await world.deposited(account, money(10_000)))
    failed = await world.failed(await world.deposited(account, money(10_000)))
    with pytest.raises(IllegalStatusError):
        await world.failed(completed)
    with pytest.raises(IllegalStatusError):
        await world.settled(failed)
    assert (Status.COMPLETED, Status.FAILED) == (
        world.transaction(completed.id).status,
        world.transaction(failed.id).status,
    )
    assert 10_000 == world.now(account).posted


@pytest.mark.parametrize("status", [AccountStatus.FROZEN, AccountStatus.CLOSED])
async def test_money_that_has_moved_is_booked_on_a_frozen_or_closed_account(
    world: AccountsWorld, status: AccountStatus
) -> None:
    account = await world.account()
    deposit = await world.deposited(account, money(10_000))
    world.set_status(account, status)
    assert Status.COMPLETED is (await world.settled(deposit)).status
    assert (10_000, status) == (world.now(account).posted, world.now(account).status)


async def test_a_transaction_of_another_tenant_is_neither_settled_nor_failed(world: AccountsWorld) -> None:
    deposit = await world.deposited(await world.account(), money(10_000))
    stranger = replace(deposit, tenant_id=OTHER_TENANT)
    for verdict in (world.settled, world.failed):
        with pytest.raises(TransactionNotFoundError):
            await verdict(stranger)
    assert deposit == world.transaction(deposit.id)


async def test_a_verdict_about_a_transaction_nobody_opened_is_refused(world: AccountsWorld) -> None:
    with pytest.raises(TransactionNotFoundError) as caught:
        await world.settled(a_deposit(an_account()))
    assert "transaction_id" == caught.value.field
    assert [] == world.storage.table("mark")


async def left_initiated(world: AccountsWorld) -> Transaction:
    """A crash between opening the payment and noting it leaves the deposit initiated when the payer pays."""
    account = await world.account()
    world.payments.failures.append(ExternalError())
    with pytest.raises(ExternalError):
        await world.deposited(account, money(10_000))
    (initiated,) = world.storage.table("transaction")
    assert isinstance(initiated, Transaction)
    return initiated


async def test_a_verdict_that_overtakes_the_opening_still_names_the_payment(world: AccountsWorld) -> None:
    initiated, payment = await left_initiated(world), new_id()

    settled = await world.settle(
        tenant_id=TENANT,
        transaction_id=initiated.id,
        billing_transaction_id=payment,
        moved=initiated.amount,
        mark=a_mark(),
    )

    assert (Status.COMPLETED, payment) == (settled.status, settled.billing_transaction_id)


async def test_bad_news_that_overtakes_the_opening_names_the_payment_as_well(world: AccountsWorld) -> None:
    initiated, payment = await left_initiated(world), new_id()

    failed = await world.fail(
        tenant_id=TENANT,
        transaction_id=initiated.id,
        billing_transaction_id=payment,
        failure=Failure(reason="EXPIRED", message="The payer did not pay in time."),
        mark=a_mark(),
    )

    assert (Status.FAILED, payment) == (failed.status, failed.billing_transaction_id)
