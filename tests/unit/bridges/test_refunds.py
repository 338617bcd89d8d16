"""Refunds of deposits are paid by the account the money went to, and follow what their gateway says of them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from itertools import permutations

import pytest

from accounts.domain.account import Account
from accounts.domain.status import Status
from accounts.domain.system_account import clearing, shortfall
from accounts.domain.transaction import Kind, Transaction
from billing.domain.observation import RefundNews
from billing.domain.refund import Refund, RefundStatus
from shared_kernel.errors import ConflictError
from tests.builders import TENANT, a_key, money
from tests.fakes.bridges.world import BridgedWorld

UZS = money(0).currency
CASH = clearing(tenant_id=TENANT, gateway="cash", currency=UZS)
SHORT = shortfall(tenant_id=TENANT, currency=UZS)


@pytest.fixture
async def world() -> AsyncIterator[BridgedWorld]:
    async with BridgedWorld().running() as running:
        yield running


async def paid(world: BridgedWorld, minor_units: int = 200_000) -> tuple[Account, Transaction]:
    """An account and the deposit that its money came by."""
    account = await world.accounts.account()
    deposit = await world.deposited(account, money(minor_units))
    await world.paid(deposit)
    await world.deliver(world.published())
    return world.accounts.now(account), world.now(deposit)


def refunds(world: BridgedWorld) -> list[Transaction]:
    return [item for item in world.accounts.transactions() if item.kind is Kind.REFUND]


def told(refund: Refund, status: RefundStatus) -> RefundNews:
    return RefundNews(refund_id=refund.id, external_id="", amount=refund.amount, status=status)


def foreign(minor_units: int, status: RefundStatus = RefundStatus.SUCCEEDED) -> RefundNews:
    """Somebody gave the money back at the provider."""
    return RefundNews(refund_id=None, external_id="re_1", amount=money(minor_units), status=status)


async def test_a_refund_is_held_until_its_end_is_known_and_then_taken(world: BridgedWorld) -> None:
    account, deposit = await paid(world)
    world.billing.providers.cash.refunds_are = RefundStatus.PENDING
    refund = await world.refunded(deposit, money(150_000))
    await world.deliver(world.published())
    assert (200_000, 150_000) == (world.accounts.now(account).posted, world.accounts.now(account).held)
    await world.heard(deposit, told(refund, RefundStatus.SUCCEEDED))
    for _ in range(3):
        await world.deliver(world.published())
    assert (50_000, 0) == (world.accounts.now(account).posted, world.accounts.now(account).held)
    (booked,) = refunds(world)
    assert (Status.COMPLETED, deposit.id, deposit.billing_transaction_id) == (
        booked.status,
        booked.refunded_transaction_id,
        booked.billing_transaction_id,
    )


async def test_asking_twice_for_a_refund_takes_the_money_once(world: BridgedWorld) -> None:
    account, deposit = await paid(world)
    for _ in range(2):
        await world.refunded(deposit, money(150_000), request_id="r-1")
        await world.deliver(world.published())
    assert 50_000 == world.accounts.now(account).posted


async def test_a_refund_whose_money_was_spent_is_not_sent(world: BridgedWorld) -> None:
    account, deposit = await paid(world)
    await world.withdrawn(account, money(100_000))
    with pytest.raises(ConflictError) as refused:
        await world.refunded(deposit, money(150_000))
    assert "INSUFFICIENT_FUNDS" == refused.value.reason
    await world.deliver(world.published())
    assert (200_000, 100_000) == (world.accounts.now(account).posted, world.accounts.now(account).held)
    assert [(Status.FAILED, "INSUFFICIENT_FUNDS")] == [
        (refund.status, refund.failure and refund.failure.reason) for refund in refunds(world)
    ]


@pytest.mark.parametrize("end", [RefundStatus.FAILED, RefundStatus.CANCELED])
async def test_a_refund_that_came_to_nothing_lets_the_money_go(world: BridgedWorld, end: RefundStatus) -> None:
    account, deposit = await paid(world)
    world.billing.providers.cash.refunds_are = RefundStatus.PENDING
    refund = await world.refunded(deposit, money(150_000))
    await world.heard(deposit, told(refund, end))
    await world.deliver(world.published())
    assert (200_000, 0) == (world.accounts.now(account).posted, world.accounts.now(account).held)


async def test_a_refund_that_fails_after_it_succeeded_is_re_credited_and_can_be_made_again(world: BridgedWorld) -> None:
    account, deposit = await paid(world)
    refund = await world.refunded(deposit)
    await world.deliver(world.published())
    assert 0 == world.accounts.now(account).posted
    await world.heard(deposit, told(refund, RefundStatus.FAILED))
    for _ in range(2):
        await world.deliver(world.published())
    assert 200_000 == world.accounts.now(account).posted
    await world.refunded(deposit)
    await world.deliver(world.published())
    assert (0, 0) == (world.accounts.now(account).posted, world.accounts.house(CASH))


async def test_money_given_back_at_the_provider_is_taken_from_the_account_and_then_from_the_house(
    world: BridgedWorld,
) -> None:
    account, deposit = await paid(world)
    await world.withdrawn(account, money(150_000))
    await world.heard(deposit, foreign(120_000))
    for _ in range(2):
        await world.deliver(world.published())
    after = world.accounts.now(account)
    assert (150_000, 150_000, -70_000) == (after.posted, after.held, world.accounts.house(SHORT))


@pytest.mark.parametrize("arrival", sorted(set(permutations("sfsf"))))
async def test_a_refund_at_the_provider_that_came_back_costs_nobody_anything_in_any_order(
    world: BridgedWorld, arrival: Sequence[str]
) -> None:
    account, deposit = await paid(world)
    before = len(world.published())
    await world.heard(deposit, foreign(120_000))
    await world.heard(deposit, foreign(120_000, RefundStatus.FAILED))
    succeeded, failed = [event for event in world.published()[before:] if event.type.startswith("billing.refund")]
    for letter in arrival:
        await world.bus.publish(succeeded if letter == "s" else failed)
    assert (200_000, -200_000) == (world.accounts.now(account).posted, world.accounts.house(CASH))


async def test_a_refund_told_twenty_times_at_once_is_taken_once(world: BridgedWorld) -> None:
    account, deposit = await paid(world)
    await world.heard(deposit, foreign(120_000))
    *_, event = world.published()
    await asyncio.gather(*(world.bus.publish(event) for _ in range(20)))
    assert 80_000 == world.accounts.now(account).posted


async def test_refunds_of_payments_that_are_no_deposits_are_passed_over(world: BridgedWorld) -> None:
    payment = await world.billing.create(
        tenant_id=TENANT, gateway="cash", amount=money(100_000), order_reference="order-17"
    )
    await world.billing.complete(tenant_id=TENANT, transaction_id=payment.id)
    refund = await world.billing.refund(tenant_id=TENANT, transaction_id=payment.id, key=a_key("r-1"))
    await world.deliver(world.published())
    assert (RefundStatus.SUCCEEDED, []) == (refund.status, world.accounts.transactions())


async def test_a_refund_asked_for_before_the_deposit_is_booked_waits_for_it(world: BridgedWorld) -> None:
    """Billing knows first that the payer has paid."""
    account = await world.accounts.account()
    deposit = await world.deposited(account, money(200_000))
    await world.paid(deposit)
    refund = await world.refunded(deposit, money(150_000))
    assert RefundStatus.PENDING is refund.status
    await world.deliver(world.published())
    world.billing.clock.advance(timedelta(minutes=1))
    await world.billing.resolve()
    await world.deliver(world.published())
    assert 50_000 == world.accounts.now(account).posted
