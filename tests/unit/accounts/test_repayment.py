"""What a failed refund gives back repays the house first, as far as it advanced money on the same deposit."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.errors import IllegalStatusError, InsufficientFundsError
from accounts.domain.status import Status
from accounts.domain.system_account import shortfall
from accounts.domain.transaction import Transaction
from tests.builders import TENANT, money, new_id
from tests.fakes.accounts.world import AccountsWorld

PAID = 10_000
SHORT = shortfall(tenant_id=TENANT, currency=money(0).currency)


async def paid(world: AccountsWorld) -> Transaction:
    """A deposit that was paid into a new account."""
    return await world.settled(await world.deposited(await world.account(), money(PAID)))


def stand(world: AccountsWorld, deposit: Transaction) -> tuple[int, int, int]:
    """Posted and held of the deposit's account, and what the house is short of."""
    account = world.storage.rows["account", TENANT, deposit.account_id]
    return account.posted, account.held, -world.house(SHORT)


@pytest.mark.parametrize("sent", [False, True])
async def test_a_deposit_given_back_meanwhile_is_not_given_to_the_customer_by_the_refund_that_failed(
    world: AccountsWorld, *, sent: bool
) -> None:
    deposit = await paid(world)
    refund = await world.refund_reserved(deposit, money(3_000))
    outside = await world.refund_booked(new_id(), deposit, money(PAID))
    assert (3_000, 3_000, 3_000) == stand(world, deposit)
    if sent:
        await world.refund_booked(refund.id, deposit, money(3_000))
    for _ in range(2):
        await world.refund_booked(refund.id, deposit, money(3_000), failed=True)
    assert (0, 0, 0) == stand(world, deposit)
    assert ["accounts.refund.completed.v1"] == world.events_of(outside)
    await world.refund_booked(outside.id, deposit, money(PAID), failed=True)
    assert (PAID, 0, 0) == stand(world, deposit)


async def test_in_one_commit_it_comes_to_the_same(world: AccountsWorld) -> None:
    deposit = await paid(world)
    refund = await world.refund_reserved(deposit, money(3_000))
    await asyncio.gather(
        world.refund_booked(new_id(), deposit, money(PAID)),
        world.refund_booked(refund.id, deposit, money(3_000), failed=True),
    )
    assert (0, 0, 0) == stand(world, deposit)


async def test_the_house_gets_no_more_than_it_advanced_and_the_customer_the_rest(world: AccountsWorld) -> None:
    deposit = await paid(world)
    refund = await world.refund_reserved(deposit, money(6_000))
    for part in (5_000, 2_000):
        await world.refund_booked(new_id(), deposit, money(part))
    assert (6_000, 6_000, 3_000) == stand(world, deposit)
    await world.refund_booked(refund.id, deposit, money(6_000), failed=True)
    assert (3_000, 0, 0) == stand(world, deposit)


async def test_what_the_house_advanced_on_another_deposit_is_left_alone(world: AccountsWorld) -> None:
    account = await world.account()
    first, second = [await world.settled(await world.deposited(account, money(PAID))) for _ in range(2)]
    refund = await world.refund_reserved(first, money(PAID))
    await world.transferred(account, await world.account(), money(PAID))
    await world.refund_booked(new_id(), second, money(PAID))
    await world.refund_booked(refund.id, first, money(PAID), failed=True)
    assert (PAID, 0, PAID) == stand(world, first)


async def test_a_converted_deposit_repays_the_house_in_the_currency_of_the_account(world: AccountsWorld) -> None:
    deposit = await world.settled(await world.deposited(await world.account(), money(100, "USD")))
    refund = await world.refund_reserved(deposit, money(30, "USD"))
    await world.refund_booked(new_id(), deposit, money(100, "USD"))
    assert refund.account_amount.minor_units == -world.house(SHORT)
    await world.refund_booked(refund.id, deposit, money(30, "USD"), failed=True)
    assert (0, 0, 0) == stand(world, deposit)


# Two of them are often more than the deposit.
AMOUNTS = st.lists(st.integers(min_value=2_000, max_value=PAID), min_size=2, max_size=3)
# Of each step: which refund, and whether it is reserved, has gone back, or has failed (perhaps after all).
STEPS = st.lists(
    st.tuples(st.sampled_from([0, 1, 2]), st.sampled_from(["reserve", "gone", "failed"])), min_size=4, max_size=12
)


@given(amounts=AMOUNTS, steps=STEPS)
def test_in_whatever_order_refunds_are_reserved_go_back_and_fail_the_house_pays_only_what_the_customer_lacks(
    amounts: Sequence[int], steps: Sequence[tuple[int, str]]
) -> None:
    """Of a customer who spends nothing: what is left of the deposit is theirs, what is more than it is the house's."""
    for expected, actual in asyncio.run(_played(amounts, [(number % len(amounts), step) for number, step in steps])):
        assert expected == actual


Stand = tuple[int, int, int]


async def _played(amounts: Sequence[int], steps: Sequence[tuple[int, str]]) -> list[tuple[Stand, Stand]]:
    """How everything has to stand, and how it stands, after each step."""
    stands = []
    async with AccountsWorld().running() as world:
        deposit, ids = await paid(world), [new_id() for _ in amounts]
        for number, step in steps:
            if step == "reserve":
                # Refused when too little is left, or when it has failed.
                with suppress(InsufficientFundsError, IllegalStatusError):
                    await world.refund_reserved(deposit, money(amounts[number]), refund_id=ids[number])
            else:
                await world.refund_booked(ids[number], deposit, money(amounts[number]), failed=step == "failed")
            refunds = [item for item in world.transactions() if item.refunded_transaction_id]
            gone = sum(item.amount.minor_units for item in refunds if item.status is Status.COMPLETED)
            held = sum(item.held for item in refunds)
            left = max(PAID - gone, held)
            stands.append(((left, held, left + gone - PAID), stand(world, deposit)))
    return stands
