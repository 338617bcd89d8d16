"""Request ids: a request has one outcome, however often and however fast it is made."""

import asyncio
from dataclasses import replace

import pytest

from accounts.domain.account import AccountStatus
from accounts.domain.errors import (
    AccountFrozenError,
    AccountNotFoundError,
    AmountNotPositiveError,
    InsufficientFundsError,
    RateUnavailableError,
    SameAccountError,
)
from accounts.domain.transaction import Transaction
from accounts.ports.ledger_store import ConcurrentWriteError
from shared_kernel.currency import UnknownCurrencyError
from shared_kernel.errors import HamyonError
from shared_kernel.idempotency import RequestIdReusedError, RequestInProgressError
from tests.builders import OTHER_TENANT, TENANT, an_account, money, new_id
from tests.fakes.accounts.world import AccountsWorld, deposit_request, transfer_request


async def test_the_same_request_made_twice_is_one_transfer(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=100), await world.account()
    request = transfer_request(rich, poor, money(10))
    first = await world.transfer(tenant_id=TENANT, request=request)
    assert first == await world.transfer(tenant_id=TENANT, request=request)
    assert (90, 10) == (world.now(rich).posted, world.now(poor).posted)
    assert ["accounts.transfer.completed.v1"] == world.events_of(first)


@pytest.mark.parametrize(
    "other", [{"minor_units": 11}, {"currency_code": "USD"}, {"metadata": {"order": "42"}}, {"to_account_id": new_id()}]
)
async def test_the_same_request_id_with_other_content_is_refused(world: AccountsWorld, other: dict) -> None:
    rich, poor = await world.account(funds=100), await world.account()
    request = transfer_request(rich, poor, money(10))
    await world.transfer(tenant_id=TENANT, request=request)
    with pytest.raises(RequestIdReusedError) as caught:
        await world.transfer(tenant_id=TENANT, request=replace(request, **other))
    assert ("REQUEST_ID_REUSED", "request_id") == (caught.value.reason, caught.value.field)
    assert 10 == world.now(poor).posted


async def test_the_order_of_metadata_does_not_make_another_request(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=100), await world.account()
    request = transfer_request(rich, poor, money(10))
    first = await world.transfer(tenant_id=TENANT, request=replace(request, metadata={"a": "1", "b": "2"}))
    second = await world.transfer(tenant_id=TENANT, request=replace(request, metadata={"b": "2", "a": "1"}))
    assert first.id == second.id


async def test_a_request_id_of_a_transfer_is_not_one_of_a_deposit(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=100), await world.account()
    await world.transfer(tenant_id=TENANT, request=transfer_request(rich, poor, money(10), "r-1"))
    with pytest.raises(RequestIdReusedError):
        await world.deposit(tenant_id=TENANT, request=deposit_request(rich, money(10), "r-1"))


async def test_tenants_do_not_meet_in_their_request_ids(world: AccountsWorld) -> None:
    ours = [await world.account(funds=100), await world.account()]
    theirs = [await world.account(funds=100, tenant_id=OTHER_TENANT), await world.account(tenant_id=OTHER_TENANT)]
    await world.transfer(tenant_id=TENANT, request=transfer_request(*ours, money(10), "r-1"))
    await world.transfer(tenant_id=OTHER_TENANT, request=transfer_request(*theirs, money(20), "r-1"))
    assert (10, 20) == (world.now(ours[1]).posted, world.now(theirs[1]).posted)


async def test_twenty_at_once_are_exactly_one_transfer(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=1_000), await world.account()
    request = transfer_request(rich, poor, money(10))
    outcomes = await asyncio.gather(
        *(world.transfer(tenant_id=TENANT, request=request) for _ in range(20)), return_exceptions=True
    )
    done = {outcome.id for outcome in outcomes if isinstance(outcome, Transaction)}
    told_to_wait = [outcome for outcome in outcomes if isinstance(outcome, RequestInProgressError)]
    assert 1 == len(done)
    assert 19 == len(told_to_wait)
    assert 10 == world.now(poor).posted
    assert done == {(await world.transfer(tenant_id=TENANT, request=request)).id}


async def test_twenty_at_once_in_one_call_are_exactly_one_transfer(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=1_000), await world.account()
    request = transfer_request(rich, poor, money(10))
    outcomes = await world.transfer.many(tenant_id=TENANT, requests=[request] * 20)
    assert 19 == sum(isinstance(outcome, RequestInProgressError) for outcome in outcomes)
    assert 10 == world.now(poor).posted


async def test_other_content_under_a_running_request_id_is_refused_for_good(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=1_000), await world.account()
    request = transfer_request(rich, poor, money(10))
    outcomes = await world.transfer.many(tenant_id=TENANT, requests=[request, replace(request, minor_units=11)])
    assert [Transaction, RequestIdReusedError] == list(map(type, outcomes))


async def test_the_same_request_on_another_machine_answers_the_first_outcome(world: AccountsWorld) -> None:
    """The other machine commits between our reading and our writing: the database refuses the second id."""
    rich, poor = await world.account(funds=100), await world.account()
    request = transfer_request(rich, poor, money(10))
    elsewhere = AccountsWorld(storage=world.storage)
    async with elsewhere.running():
        outcomes = await asyncio.gather(
            world.transfer(tenant_id=TENANT, request=request),
            elsewhere.transfer(tenant_id=TENANT, request=request),
        )
    assert 1 == len({outcome.id for outcome in outcomes})
    assert 10 == world.now(poor).posted


async def test_a_lost_commit_answer_is_healed_by_the_request_id(world: AccountsWorld) -> None:
    """The batch is done again after a conflict, and each operation is still done once."""
    rich, poor = await world.account(funds=100), await world.account()
    world.store.failures.append(ConcurrentWriteError())
    requests = [transfer_request(rich, poor, money(10)) for _ in range(3)]
    first = await world.transfer.many(tenant_id=TENANT, requests=requests)
    assert first == await world.transfer.many(tenant_id=TENANT, requests=requests)
    assert 30 == world.now(poor).posted


async def test_a_refusal_stays_the_outcome_after_funds_arrived(world: AccountsWorld) -> None:
    """A duplicate delayed on the network must not move money after its caller was told no."""
    poor, other = await world.account(funds=5), await world.account()
    request = transfer_request(poor, other, money(10))
    with pytest.raises(InsufficientFundsError) as first:
        await world.transfer(tenant_id=TENANT, request=request)
    await world.fund(poor, 100)
    with pytest.raises(HamyonError) as second:
        await world.transfer(tenant_id=TENANT, request=request)
    assert (first.value.reason, first.value.message) == (second.value.reason, second.value.message)
    assert first.value.parameters == second.value.parameters
    assert 105 == world.now(poor).posted


async def test_a_refusal_stays_the_outcome_after_the_account_was_unfrozen(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=100), await world.account()
    world.set_status(poor, AccountStatus.FROZEN)
    request = transfer_request(rich, poor, money(10))
    with pytest.raises(AccountFrozenError):
        await world.transfer(tenant_id=TENANT, request=request)
    world.set_status(poor, AccountStatus.ACTIVE)
    with pytest.raises(AccountFrozenError):
        await world.transfer(tenant_id=TENANT, request=request)


async def test_a_refused_request_id_with_other_content_is_reused_not_refused_again(world: AccountsWorld) -> None:
    poor, other = await world.account(), await world.account()
    request = transfer_request(poor, other, money(10))
    with pytest.raises(InsufficientFundsError):
        await world.transfer(tenant_id=TENANT, request=request)
    with pytest.raises(RequestIdReusedError):
        await world.transfer(tenant_id=TENANT, request=replace(request, minor_units=1))


async def test_a_malformed_request_leaves_its_id_free(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=100), await world.account()
    request = transfer_request(rich, poor, money(10))
    for refusal, malformed in (
        (AmountNotPositiveError, replace(request, minor_units=0)),
        (SameAccountError, replace(request, to_account_id=rich.id)),
        (UnknownCurrencyError, replace(request, currency_code="ABC")),
        (AccountNotFoundError, replace(request, to_account_id=an_account().id)),
    ):
        with pytest.raises(refusal):
            await world.transfer(tenant_id=TENANT, request=malformed)
    assert money(10) == (await world.transfer(tenant_id=TENANT, request=request)).amount


async def test_a_missing_rate_leaves_the_request_id_free(world: AccountsWorld) -> None:
    """Nobody said no to the transfer itself: with a rate it may still be made."""
    rich, japanese = await world.account("USD", funds=1_000), await world.account("JPY")
    rate = world.rates.rates.pop(("USD", "JPY"))
    request = transfer_request(rich, japanese, money(100, "USD"))
    with pytest.raises(RateUnavailableError):
        await world.transfer(tenant_id=TENANT, request=request)
    world.rates.rates["USD", "JPY"] = rate
    assert money(151, "JPY") == (await world.transfer(tenant_id=TENANT, request=request)).account_amount


async def test_a_repeated_conversion_answers_the_rate_of_the_first_time(world: AccountsWorld) -> None:
    rich, other = await world.account("USD", funds=1_000), await world.account("UZS")
    request = transfer_request(rich, other, money(100, "USD"))
    first = await world.transfer(tenant_id=TENANT, request=request)
    world.rates.rates["USD", "UZS"] *= 2
    assert first == await world.transfer(tenant_id=TENANT, request=request)
    assert 1 == len(world.rates.asked)
