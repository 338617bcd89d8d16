"""The queue: what arrives together commits together, each answered for itself."""

import asyncio
from collections.abc import Sequence

import pytest

from accounts.application import operation_queue
from accounts.chain.operation import Operation, Verb
from accounts.domain.account import Account
from accounts.domain.errors import InsufficientFundsError, LedgerBusyError, QueueFullError
from accounts.domain.transaction import Transaction
from accounts.ports.ledger_store import ConcurrentWriteError
from shared_kernel.errors import ExternalError
from tests.builders import OTHER_TENANT, a_key, money, new_id
from tests.fakes.accounts.ledger_store import PoisonedError
from tests.fakes.accounts.world import AccountsWorld


def moving(source: Account, target: Account, minor_units: int) -> Operation:
    request_id = str(new_id())
    return Operation(
        verb=Verb.TRANSFER,
        tenant_id=source.tenant_id,
        transaction_id=new_id(),
        key=a_key(request_id, source.id, target.id, minor_units),
        account_id=source.id,
        counter_account_id=target.id,
        minor_units=minor_units,
        currency_code=source.currency.code,
    )


async def submitted(world: AccountsWorld, operations: Sequence[Operation]) -> list[asyncio.Task[Transaction]]:
    """Tasks that have handed their operation to the queue."""
    tasks = [asyncio.create_task(world.queue.submit(operation)) for operation in operations]
    await asyncio.sleep(0)
    return tasks


async def test_operations_gather_while_a_commit_is_in_flight(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=1_000), await world.account()
    earlier = len(world.store.batches)
    async with world.store.commit_in_flight(world.queue.submit(moving(rich, poor, 1))) as first:
        waiting = await submitted(world, [moving(rich, poor, 1) for _ in range(10)])
    await asyncio.gather(first, *waiting)
    assert [1, 10] == [len(changes.opened) for changes in world.store.batches[earlier:]]
    assert (989, 11) == (world.now(rich).posted, world.now(poor).posted)


async def after_turns(turns: int) -> None:
    """A call that is read in so many turns of the loop."""
    for _ in range(turns):
        await asyncio.sleep(0)


async def test_calls_that_are_just_being_read_get_into_the_commit(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=1_000), await world.account()
    earlier = len(world.store.batches)

    async def arriving(turns: int) -> None:
        await after_turns(turns)
        await world.queue.submit(moving(rich, poor, 1))

    await asyncio.gather(*[arriving(turns) for turns in (0, 3, 6, 9)])
    assert [4] == [len(changes.opened) for changes in world.store.batches[earlier:]]


async def test_newcomers_without_end_do_not_keep_the_first_waiting(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=1_000), await world.account()
    first = asyncio.create_task(world.queue.submit(moving(rich, poor, 1)))
    others = []
    while not first.done():
        assert len(others) < 100, "the first is still waiting"
        others.append(asyncio.create_task(world.queue.submit(moving(rich, poor, 1))))
        await after_turns(4)
    await asyncio.gather(*others)
    assert (1 + len(others), False) == (world.now(poor).posted, first.cancelled())


async def test_a_hot_account_is_written_once_per_batch(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=1_000), await world.account()
    await world.queue.submit_all([moving(rich, poor, 10) for _ in range(20)])
    changes = world.store.batches[-1]
    assert 20 == len(changes.opened)
    assert {rich.id, poor.id} == {account.id for account in changes.accounts}
    assert 2 == len(changes.accounts)


async def test_one_batch_serves_several_tenants(world: AccountsWorld) -> None:
    ours = [await world.account(funds=100), await world.account()]
    theirs = [await world.account(funds=100, tenant_id=OTHER_TENANT), await world.account(tenant_id=OTHER_TENANT)]
    await world.queue.submit_all([moving(*ours, 30), moving(*theirs, 40)])
    assert 2 == len(world.store.batches[-1].opened)
    assert (30, 40) == (world.now(ours[1]).posted, world.now(theirs[1]).posted)


async def test_a_refusal_concerns_one_operation_of_its_batch(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=100), await world.account()
    operations = [moving(rich, poor, 60), moving(rich, poor, 60), moving(rich, poor, 40)]
    first, second, third = await world.queue.submit_all(operations)
    assert operations[0].transaction_id == first.id
    assert isinstance(second, InsufficientFundsError)
    assert operations[2].transaction_id == third.id
    assert 0 == world.now(rich).posted


async def test_an_operation_sees_what_the_operations_before_it_did(world: AccountsWorld) -> None:
    """Money that arrives in a batch can be spent in the same batch."""
    rich, first, second = await world.account(funds=100), await world.account(), await world.account()
    outcomes = await world.queue.submit_all([moving(rich, first, 100), moving(first, second, 100)])
    assert [Transaction, Transaction] == [type(outcome) for outcome in outcomes]
    assert [0, 0, 100] == [world.now(account).posted for account in (rich, first, second)]


async def test_a_poisoned_operation_fails_alone(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=100), await world.account()
    operations = [moving(rich, poor, 10) for _ in range(5)]
    world.store.poisoned.add(operations[2].transaction_id)
    outcomes = await world.queue.submit_all(operations)
    assert [Transaction, Transaction, PoisonedError, Transaction, Transaction] == list(map(type, outcomes))
    assert (60, 40) == (world.now(rich).posted, world.now(poor).posted)


async def test_a_poisoned_request_may_be_made_again_once_it_is_cured(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=100), await world.account()
    operation = moving(rich, poor, 10)
    world.store.poisoned.add(operation.transaction_id)
    with pytest.raises(PoisonedError):
        await world.queue.submit(operation)
    world.store.poisoned.clear()
    assert operation.transaction_id == (await world.queue.submit(operation)).id


async def test_a_batch_that_met_another_writer_is_done_again(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=100), await world.account()
    world.store.failures += [ConcurrentWriteError(), ConcurrentWriteError()]
    outcomes = await world.queue.submit_all([moving(rich, poor, 10), moving(rich, poor, 20)])
    assert [Transaction, Transaction] == list(map(type, outcomes))
    assert (70, 30) == (world.now(rich).posted, world.now(poor).posted)


async def test_meeting_other_writers_for_ever_is_told_as_busy_and_leaves_nothing(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=100), await world.account()
    world.store.failures += [ConcurrentWriteError() for _ in range(5)]
    with pytest.raises(LedgerBusyError) as caught:
        await world.queue.submit(moving(rich, poor, 10))
    assert caught.value.retryable
    assert (100, 0) == (world.now(rich).posted, world.now(poor).posted)


async def test_a_database_that_is_away_is_asked_once_for_the_whole_batch(world: AccountsWorld) -> None:
    """Asking again for each of a thousand operations would only make everybody wait longer."""
    rich, poor = await world.account(funds=100), await world.account()
    earlier = len(world.store.batches)
    world.store.failures.append(ExternalError("The database does not answer.", reason="DATABASE_UNAVAILABLE"))
    outcomes = await world.queue.submit_all([moving(rich, poor, 10) for _ in range(3)])
    assert ["DATABASE_UNAVAILABLE"] * 3 == [getattr(outcome, "reason", None) for outcome in outcomes]
    assert 1 == len(world.store.batches) - earlier


async def test_the_writer_goes_on_after_any_failure(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=100), await world.account()
    world.store.failures.append(MemoryError())
    with pytest.raises(MemoryError):
        await world.queue.submit(moving(rich, poor, 10))
    await world.queue.submit(moving(rich, poor, 10))
    assert 10 == world.now(poor).posted


async def test_more_than_the_capacity_is_refused_at_once_and_wholly() -> None:
    """The writer has not started: everything waits."""
    world = AccountsWorld()
    rich, poor = await world.account(), await world.account()
    one = moving(rich, poor, 1)
    many = [one._replace(transaction_id=new_id(), key=None) for _ in range(20_000)]
    waiting = asyncio.create_task(world.queue.submit_all(many))
    await asyncio.sleep(0)
    with pytest.raises(QueueFullError) as caught:
        await world.queue.submit(one)
    assert ("QUEUE_FULL", True) == (caught.value.reason, caught.value.retryable)
    waiting.cancel()


async def test_a_batch_has_an_upper_limit(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=3_000), await world.account()
    earlier = len(world.store.batches)
    await world.queue.submit_all([moving(rich, poor, 1) for _ in range(operation_queue._BATCH_LIMIT + 1)])  # noqa: SLF001
    assert [1_000, 1] == [len(changes.opened) for changes in world.store.batches[earlier:]]


async def test_closing_takes_nothing_more_and_finishes_what_waits() -> None:
    world = AccountsWorld()
    async with world.running():
        rich, poor = await world.account(funds=100), await world.account()
        waiting = await submitted(world, [moving(rich, poor, 10) for _ in range(3)])
        world.queue.close()
        with pytest.raises(QueueFullError):
            await world.queue.submit(moving(rich, poor, 10))
    assert [money(10)] * 3 == [transaction.amount for transaction in await asyncio.gather(*waiting)]
    assert 30 == world.now(poor).posted


async def test_a_queue_closed_before_it_started_ends_at_once() -> None:
    world = AccountsWorld()
    world.queue.close()
    assert await asyncio.wait_for(world.queue.run(), timeout=5) is None


async def test_a_caller_who_gives_up_does_not_stop_the_commit(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=100), await world.account()
    async with world.store.commit_in_flight(world.queue.submit(moving(rich, poor, 10))) as impatient:
        patient = (await submitted(world, [moving(rich, poor, 20)]))[0]
        impatient.cancel()
    assert money(20) == (await patient).amount
    assert impatient.cancelled()
    assert (70, 30) == (world.now(rich).posted, world.now(poor).posted)


async def test_a_caller_who_gives_up_while_waiting_finds_the_outcome_by_asking_again(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=100), await world.account()
    operation = moving(rich, poor, 10)
    async with world.store.commit_in_flight(world.queue.submit(moving(rich, poor, 5))) as first:
        impatient = (await submitted(world, [operation]))[0]
        impatient.cancel()
    await asyncio.gather(first, world.queue.submit(moving(rich, poor, 1)))
    repeated = await world.queue.submit(operation._replace(transaction_id=new_id()))
    assert operation.transaction_id == repeated.id
    assert 16 == world.now(poor).posted
