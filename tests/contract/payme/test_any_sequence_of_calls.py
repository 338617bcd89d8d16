"""Whatever Payme says, in whatever order: a state never goes back, and a repeat hears what was heard before."""

import asyncio
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.payme.conftest import memory_store
from tests.contract.payme.shop import TIYIN, PaymeShop, payme_id, payme_shop
from tests.fakes.billing.world import ACCOUNT_NUMBER

BEGAN = 1_768_450_799_500
HOUR = 3_600_000
METHODS = ["CreateTransaction", "PerformTransaction", "CancelTransaction", "CheckTransaction"]
# One call of Payme's: about which of three transactions, what, and how much later than the one before.
CALLS = st.lists(
    st.tuples(st.sampled_from([1, 2, 3]), st.sampled_from(METHODS), st.sampled_from([0, 1, 5 * HOUR])), max_size=16
)
NEXT = {None: {None, 1}, 1: {1, 2, -1}, 2: {2, -2}, -1: {-1}, -2: {-2}}


async def play(account: str, calls: list[tuple[int, str, int]]) -> None:
    async with payme_shop(memory_store()) as shop:
        if account != ACCOUNT_NUMBER:
            await shop.order(account)
        states: dict[int, int | None] = {1: None, 2: None, 3: None}
        for number, method, later in calls:
            shop.clock.move(milliseconds=later)
            first = await say(shop, account, number, method)
            assert first == await say(shop, account, number, method)
            await require_no_way_back(shop, states)
        paid = sum(state in {2, -2} for state in states.values())
        assert paid == await shop.settlements()
        assert account == ACCOUNT_NUMBER or paid <= 1 or -2 in states.values()


async def say(shop: PaymeShop, account: str, number: int, method: str) -> dict[str, Any]:
    params: dict[str, Any] = {"id": payme_id(number)}
    if method == "CreateTransaction":
        params |= {"time": BEGAN, "amount": TIYIN, "account": {"order_id": account}}
    if method == "CancelTransaction":
        params |= {"reason": 5}
    return await shop.ask(method, **params)


async def require_no_way_back(shop: PaymeShop, states: dict[int, int | None]) -> None:
    for number, before in states.items():
        standing = await shop.ask("CheckTransaction", id=payme_id(number))
        now = standing.get("state")
        assert now in NEXT[before]
        assert (now in {2, -2}) == (standing.get("perform_time", 0) > 0)
        assert (now in {-1, -2}) == (standing.get("cancel_time", 0) > 0) == (standing.get("reason") is not None)
        states[number] = now


@given(calls=CALLS, account=st.sampled_from(["197", ACCOUNT_NUMBER]))
@settings(max_examples=25)
def test_a_state_never_goes_back_and_repeats_are_equal(account: str, calls: list[tuple[int, str, int]]) -> None:
    asyncio.run(play(account, calls))
    assert len(calls) <= 16
