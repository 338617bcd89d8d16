"""However often and in whatever order the ends of payments are reported: the books are the same."""

import asyncio
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.domain.status import Status
from tests.builders import money
from tests.fakes.bridges.world import BridgedWorld

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
@settings(deadline=None, max_examples=50)
def test_order_and_repetition_of_events_change_nothing(ends: list[bool], arrivals: list[int]) -> None:
    balance = sum(amount for amount, paid in zip(AMOUNTS, ends, strict=True) if paid)
    statuses = [Status.COMPLETED if paid else Status.FAILED for paid in ends]
    assert (balance, statuses) == asyncio.run(end_state(ends, arrivals))
