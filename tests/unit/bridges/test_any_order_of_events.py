"""However often and in whatever order the ends of payments are reported: the books are the same."""

import asyncio
from collections.abc import Sequence
from uuid import uuid5

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.domain.status import Status
from accounts.domain.transaction import Transaction
from billing.domain.events import TRANSACTION_COMPLETED, TRANSACTION_FAILED
from shared_kernel.events import Envelope
from tests.builders import NOON, money
from tests.fakes.bridges.world import BridgedWorld, payment_id

AMOUNT = money(100_000)
AMOUNTS = (100_000, 250_000, 70_000)
# How three payments end, and in which order their events arrive: each at least once, some again.
ENDS = st.lists(st.booleans(), min_size=len(AMOUNTS), max_size=len(AMOUNTS))
ARRIVALS = st.lists(st.sampled_from(range(len(AMOUNTS))), max_size=6).flatmap(
    lambda again: st.permutations([*range(len(AMOUNTS)), *again])
)


async def end_state(ends: Sequence[bool], arrivals: Sequence[int]) -> tuple[int, list[Status]]:
    """The balance, and how the deposits ended."""
    async with BridgedWorld().running() as world:
        account = await world.accounts.account()
        deposits = [await world.deposited(account, money(amount)) for amount in AMOUNTS]
        for deposit, paid in zip(deposits, ends, strict=True):
            await (world.paid(deposit) if paid else world.canceled(deposit))
        events = world.published()
        await asyncio.gather(*(world.bus.publish(events[arrival]) for arrival in arrivals))
        return world.accounts.now(account).posted, [world.now(deposit).status for deposit in deposits]


@given(ends=ENDS, arrivals=ARRIVALS)
@settings(max_examples=50)
def test_order_and_repetition_of_events_change_nothing(ends: list[bool], arrivals: list[int]) -> None:
    balance = sum(amount for amount, paid in zip(AMOUNTS, ends, strict=True) if paid)
    statuses = [Status.COMPLETED if paid else Status.FAILED for paid in ends]
    assert (balance, statuses) == asyncio.run(end_state(ends, arrivals))


# What is told of one payment, by version: open ends, and ends that come back. Each arrives at least once.
STORIES = st.lists(st.booleans(), min_size=1, max_size=4)


async def late_end_state(paid: Sequence[bool], arrivals: Sequence[int], *, out: bool) -> tuple[Status, int, int]:
    """How a deposit or withdrawal of 100 000 ended, and what is posted and held on an account that had as much."""
    async with BridgedWorld().running() as world:
        account = await world.funded(100_000)
        movement = await (world.withdrawn(account, AMOUNT) if out else world.deposited(account, AMOUNT))
        events = [verdict(movement, version=number, paid=end) for number, end in enumerate(paid, start=3)]
        await asyncio.gather(*(world.bus.publish(events[arrival]) for arrival in arrivals))
        after = world.accounts.now(account)
        return world.now(movement).status, after.posted, after.held


def verdict(movement: Transaction, *, version: int, paid: bool) -> Envelope:
    """What billing tells of the payment of a deposit or withdrawal."""
    return Envelope(
        id=uuid5(movement.id, str(version)),
        type=TRANSACTION_COMPLETED if paid else TRANSACTION_FAILED,
        tenant_id=movement.tenant_id,
        subject=payment_id(movement),
        occurred_at=NOON,
        data={
            "order_reference": str(movement.id),
            "version": version,
            "captured_amount": movement.amount.minor_units,
            "currency": movement.amount.currency.code,
            "failure": None,
        },
    )


@given(paid=STORIES, data=st.data())
@settings(max_examples=50)
def test_a_deposit_is_credited_once_if_it_was_ever_paid(paid: list[bool], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(range(len(paid))), max_size=4))
    arrivals = data.draw(st.permutations([*range(len(paid)), *again]))
    expected = (Status.COMPLETED, 200_000, 0) if any(paid) else (Status.FAILED, 100_000, 0)
    assert expected == asyncio.run(late_end_state(paid, arrivals, out=False))


@given(ends=st.sampled_from([[True], [False], [True, False], [False, True]]), data=st.data())
@settings(max_examples=50)
def test_a_payout_is_taken_unless_its_last_word_is_that_it_came_back(ends: list[bool], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(range(len(ends))), max_size=4))
    arrivals = data.draw(st.permutations([*range(len(ends)), *again]))
    expected = (Status.COMPLETED, 0, 0) if ends[-1] else (Status.FAILED, 100_000, 0)
    assert expected == asyncio.run(late_end_state(ends, arrivals, out=True))
