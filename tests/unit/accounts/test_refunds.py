"""Refunds of deposits: money goes back where it came from, once, and never more than is there."""

import asyncio
from collections.abc import Sequence

import pytest

from accounts.domain.account import AccountStatus
from accounts.domain.errors import (
    AccountClosedError,
    AmountNotPositiveError,
    DepositNotBookedError,
    IllegalStatusError,
    InsufficientFundsError,
    TransactionNotFoundError,
)
from accounts.domain.status import Status
from accounts.domain.system_account import clearing, exchange, shortfall
from accounts.domain.transaction import Kind, Transaction
from shared_kernel.money import CurrencyMismatchError, Money
from tests.builders import OTHER_TENANT, TENANT, money, new_id
from tests.fakes.accounts.world import AccountsWorld

UZS, USD = money(0).currency, money(0, "USD").currency
CLICK = clearing(tenant_id=TENANT, gateway="click", currency=UZS)
SHORT = shortfall(tenant_id=TENANT, currency=UZS)


async def paid(world: AccountsWorld, amount: Money, code: str = "UZS") -> Transaction:
    """A deposit that was paid into a new account."""
    return await world.settled(await world.deposited(await world.account(code), amount))


def balance(world: AccountsWorld, transaction: Transaction) -> tuple[int, int]:
    """Posted and held of the transaction's account."""
    account = world.storage.rows["account", transaction.tenant_id, transaction.account_id]
    return account.posted, account.held


async def test_a_reserved_refund_is_pending_and_its_money_held(world: AccountsWorld) -> None:
    deposit = await paid(world, money(10_000))
    refund = await world.refund_reserved(deposit, money(4_000))
    assert (Kind.REFUND, Status.PENDING, deposit.id) == (refund.kind, refund.status, refund.refunded_transaction_id)
    assert (deposit.account_id, deposit.user_id, "click") == (refund.account_id, refund.user_id, refund.gateway)
    assert (10_000, 4_000) == balance(world, deposit)
    assert ["accounts.refund.pending.v1"] == world.events_of(refund)


async def test_a_refund_that_succeeded_takes_what_was_held(world: AccountsWorld) -> None:
    deposit = await paid(world, money(10_000))
    refund = await world.refund_reserved(deposit, money(4_000))
    for _ in range(2):
        assert Status.COMPLETED is (await world.refund_booked(refund.id, deposit, money(4_000), version=1)).status
    assert (6_000, 0) == balance(world, deposit)
    assert -6_000 == world.house(CLICK)


@pytest.mark.parametrize("versions", [[1], [1, 1, 2]])
async def test_a_refund_that_failed_lets_go_of_what_was_held(world: AccountsWorld, versions: Sequence[int]) -> None:
    deposit = await paid(world, money(10_000))
    refund = await world.refund_reserved(deposit, money(4_000))
    for version in versions:
        failed = await world.refund_booked(refund.id, deposit, money(4_000), failed=True, version=version)
        assert Status.FAILED is failed.status
    assert (10_000, 0) == balance(world, deposit)


@pytest.mark.parametrize("reserved", [True, False])
async def test_a_refund_whose_money_comes_back_is_re_credited_once(world: AccountsWorld, *, reserved: bool) -> None:
    deposit, refund_id = await paid(world, money(10_000)), new_id()
    if reserved:
        await world.refund_reserved(deposit, money(4_000), refund_id=refund_id)
    await world.refund_booked(refund_id, deposit, money(4_000), version=1)
    for _ in range(2):
        await world.refund_booked(refund_id, deposit, money(4_000), failed=True, version=2)
    await world.refund_booked(refund_id, deposit, money(4_000), version=1)
    assert Status.FAILED is world.transaction(refund_id).status
    assert (10_000, 0) == balance(world, deposit)
    assert -10_000 == world.house(CLICK)


async def test_a_refund_that_failed_is_not_reserved_again(world: AccountsWorld) -> None:
    deposit = await paid(world, money(10_000))
    refund = await world.refund_reserved(deposit, money(4_000))
    await world.refund_booked(refund.id, deposit, money(4_000), failed=True)
    with pytest.raises(IllegalStatusError):
        await world.refund_reserved(deposit, money(4_000), refund_id=refund.id)
    assert (10_000, 0) == balance(world, deposit)


async def test_a_refund_that_succeeded_before_it_is_reserved_again_has_what_it_needs(world: AccountsWorld) -> None:
    """The provider's word may overtake the answer to our own call, which is then made once more."""
    deposit, refund_id = await paid(world, money(10_000)), new_id()
    booked = await world.refund_booked(refund_id, deposit, money(4_000))
    assert booked == await world.refund_reserved(deposit, money(4_000), refund_id=refund_id)


async def test_a_refund_the_customer_cannot_pay_any_more_is_refused_until_they_can(world: AccountsWorld) -> None:
    deposit, refund_id = await paid(world, money(10_000)), new_id()
    account = world.storage.rows["account", TENANT, deposit.account_id]
    await world.transferred(account, await world.account(), money(7_000))
    with pytest.raises(InsufficientFundsError):
        await world.refund_reserved(deposit, money(4_000), refund_id=refund_id)
    await world.fund(account, 1_000)
    await world.refund_reserved(deposit, money(4_000), refund_id=refund_id)
    assert (4_000, 4_000) == balance(world, deposit)


async def test_a_freeze_stops_the_customer_and_not_the_refund(world: AccountsWorld) -> None:
    deposit = await paid(world, money(10_000))
    world.set_status(world.storage.rows["account", TENANT, deposit.account_id], AccountStatus.FROZEN)
    assert Status.PENDING is (await world.refund_reserved(deposit, money(4_000))).status


async def test_a_closed_account_refunds_nothing(world: AccountsWorld) -> None:
    deposit = await paid(world, money(10_000))
    world.set_status(world.storage.rows["account", TENANT, deposit.account_id], AccountStatus.CLOSED)
    with pytest.raises(AccountClosedError):
        await world.refund_reserved(deposit, money(4_000))


async def test_only_a_booked_deposit_is_refunded_and_a_retry_helps_when_it_is_on_its_way(world: AccountsWorld) -> None:
    pending = await world.deposited(await world.account(), money(10_000))
    with pytest.raises(DepositNotBookedError) as early:
        await world.refund_reserved(pending, money(4_000))
    assert early.value.retryable
    account = await world.account(funds=10_000)
    withdrawal = await world.settled(await world.withdrawn(account, money(4_000)))
    with pytest.raises(TransactionNotFoundError):
        await world.refund_reserved(withdrawal, money(4_000))


async def test_a_deposit_of_another_tenant_is_not_refunded(world: AccountsWorld) -> None:
    deposit = await paid(world, money(10_000))
    with pytest.raises(TransactionNotFoundError):
        await world.reserve_refund(
            tenant_id=OTHER_TENANT,
            refund_id=new_id(),
            deposit_id=deposit.id,
            billing_transaction_id=new_id(),
            amount=money(4_000),
        )


@pytest.mark.parametrize(
    ("amount", "refusal"), [(money(0), AmountNotPositiveError), (money(100, "USD"), CurrencyMismatchError)]
)
async def test_nothing_and_another_currency_are_no_refund(
    world: AccountsWorld, amount: Money, refusal: type[Exception]
) -> None:
    deposit = await paid(world, money(10_000))
    with pytest.raises(refusal):
        await world.refund_reserved(deposit, amount)
    assert (10_000, 0) == balance(world, deposit)


async def test_another_amount_than_was_reserved_is_not_this_refund(world: AccountsWorld) -> None:
    deposit = await paid(world, money(10_000))
    refund = await world.refund_reserved(deposit, money(4_000))
    with pytest.raises(CurrencyMismatchError):
        await world.refund_booked(refund.id, deposit, money(5_000))
    assert (10_000, 4_000) == balance(world, deposit)


async def test_money_given_back_unasked_is_taken_from_the_account_and_the_rest_from_the_house(
    world: AccountsWorld,
) -> None:
    deposit, refund_id = await paid(world, money(10_000)), new_id()
    account = world.storage.rows["account", TENANT, deposit.account_id]
    await world.transferred(account, await world.account(), money(7_000))
    await world.withdrawn(account, money(1_000))
    refund = await world.refund_booked(refund_id, deposit, money(10_000))
    assert (Status.COMPLETED, 8_000) == (refund.status, refund.shortfall)
    assert (1_000, 1_000) == balance(world, deposit)
    assert (-8_000, 0) == (world.house(SHORT), world.house(CLICK))
    await world.refund_booked(refund_id, deposit, money(10_000), failed=True)
    assert (3_000, 1_000) == balance(world, deposit)
    assert (0, -10_000) == (world.house(SHORT), world.house(CLICK))


async def test_money_given_back_from_an_empty_account_is_the_houses_alone(world: AccountsWorld) -> None:
    deposit = await paid(world, money(10_000))
    account = world.storage.rows["account", TENANT, deposit.account_id]
    await world.transferred(account, await world.account(), money(10_000))
    world.set_status(account, AccountStatus.CLOSED)
    await world.refund_booked(new_id(), deposit, money(10_000))
    assert (0, -10_000) == (balance(world, deposit)[0], world.house(SHORT))


async def test_a_deposit_booked_spent_and_given_back_in_one_commit_is_paid_by_the_house(
    world: AccountsWorld,
) -> None:
    account, other = await world.account(), await world.account()
    deposit = await world.deposited(account, money(10_000))
    await asyncio.gather(
        world.settled(deposit),
        world.transferred(account, other, money(10_000)),
        world.refund_booked(new_id(), deposit, money(10_000)),
    )
    assert (0, -10_000) == (balance(world, deposit)[0], world.house(SHORT))


async def test_a_failure_told_before_the_refund_was_heard_of_wins_by_its_version(world: AccountsWorld) -> None:
    deposit, refund_id = await paid(world, money(10_000)), new_id()
    await world.refund_booked(refund_id, deposit, money(4_000), failed=True, version=2)
    await world.refund_booked(refund_id, deposit, money(4_000), version=1)
    assert Status.FAILED is world.transaction(refund_id).status
    assert (10_000, 0) == balance(world, deposit)


async def test_a_refund_told_twenty_times_at_once_is_booked_once(world: AccountsWorld) -> None:
    """In one batch, where the later of two verdicts must be what is written."""
    deposit, refund_id = await paid(world, money(10_000)), new_id()
    await asyncio.gather(*(world.refund_booked(refund_id, deposit, money(4_000), version=1) for _ in range(20)))
    assert (6_000, 0) == balance(world, deposit)
    other = new_id()
    await asyncio.gather(
        *(
            world.refund_booked(other, deposit, money(1_000), failed=version == len("ab"), version=version)
            for _ in range(10)
            for version in (1, 2)
        )
    )
    assert Status.FAILED is world.transaction(other).status
    assert (6_000, 0) == balance(world, deposit)


@pytest.mark.parametrize("parts", [[100], [33, 33, 34], [1, 1, 98], [99, 1], [1] * 10 + [90]])
async def test_refunds_of_a_converted_deposit_take_its_own_rate_and_together_exactly_what_it_brought(
    world: AccountsWorld, parts: Sequence[int]
) -> None:
    deposit = await paid(world, money(100, "USD"))
    brought = deposit.account_amount.minor_units
    world.rates.rates["USD", "UZS"] *= 3
    refunds = [await world.refund_booked(new_id(), deposit, money(part, "USD")) for part in parts]
    assert brought == sum(refund.account_amount.minor_units for refund in refunds)
    assert (0, 0) == balance(world, deposit)
    assert [0, 0] == [world.house(exchange(tenant_id=TENANT, currency=item)) for item in (USD, UZS)]


async def test_a_refund_too_small_to_take_a_minor_unit_takes_none_and_the_last_one_makes_up_for_it(
    world: AccountsWorld,
) -> None:
    deposit = await paid(world, money(100_000), "USD")
    refunds = [await world.refund_booked(new_id(), deposit, money(amount)) for amount in (1, 99_999)]
    assert [0, 8] == [refund.account_amount.minor_units for refund in refunds]
    assert (0, 0) == (balance(world, deposit)[0], world.house(CLICK))


async def test_what_a_failed_refund_took_is_there_for_the_next_one(world: AccountsWorld) -> None:
    deposit = await paid(world, money(77, "USD"))
    first = await world.refund_reserved(deposit, money(50, "USD"))
    await world.refund_booked(first.id, deposit, first.amount, failed=True)
    whole = await world.refund_reserved(deposit, money(77, "USD"))
    assert deposit.account_amount == whole.account_amount
