"""Whatever order a provider's calls come in, and however often: the money is the same and none of it is lost."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from billing.domain.attempt import AttemptStatus
from billing.domain.errors import AlreadyPaidError, AttemptCanceledError, AttemptNotFoundError
from billing.domain.status import Status
from tests.fakes.billing.click_calls import LIMITS, ClickCalls
from tests.fakes.billing.world import ACCOUNT_NUMBER, TENANT, BillingWorld, uzs

# One provider call: which of the payer's attempts, and what the provider says about it.
CALLS = st.lists(st.tuples(st.sampled_from("123"), st.sampled_from(["prepare", "confirm", "cancel"])), max_size=14)

# An order is paid once; an account is topped up by every attempt.
PAYABLE = {"order-1": 1, ACCOUNT_NUMBER: 3}


class Conversation:
    """Plays calls against a fresh world and remembers which attempts the provider got prepared and charged."""

    def __init__(self, *, reference: str) -> None:
        self.world = BillingWorld()
        self.world.units_of_work.concurrent = True
        self.click = ClickCalls(world=self.world, reference=reference, limits=LIMITS)
        self.numbers: dict[str, int] = {}
        self.charged: set[str] = set()

    async def begin(self) -> None:
        await self.world.configure_click()
        if self.click.reference != ACCOUNT_NUMBER:
            await self.world.create(
                tenant_id=TENANT, gateway="click", amount=uzs(100_000), order_reference=self.click.reference
            )

    async def play(self, external_id: str, call: str) -> None:
        number = self.numbers.get(external_id)
        if call == "confirm" and number is not None:
            self.charged.add(external_id)
        with suppress(AlreadyPaidError, AttemptCanceledError, AttemptNotFoundError):
            if call == "prepare":
                self.numbers[external_id] = (await self.click.prepare(external_id)).number
            elif call == "confirm":
                await self.click.confirm(number or 0)
            else:
                await self.click.cancel(number or 0)

    async def require_nothing_lost(self) -> None:
        """What the provider charged is either booked or a discrepancy: the sums agree."""
        rows = self.world.units_of_work.rows.committed
        payments = [row for (table, *_), row in rows.items() if table == "transactions"]
        attempts = [row for (table, *_), row in rows.items() if table == "attempts"]
        discrepancies = [row for (table, *_), row in rows.items() if table == "discrepancies"]

        booked = sum(one.captured_amount.minor_units for one in payments)
        returned = sum(one.amount.minor_units for one in discrepancies)
        assert 100_000 * len(self.charged) == booked + returned
        assert booked == 100_000 * sum(one.status is Status.COMPLETED for one in payments)
        assert booked == 100_000 * sum(one.status is AttemptStatus.PAID for one in attempts)
        completions = (await self.world.event_types()).count("billing.transaction.completed.v1")
        assert booked == 100_000 * completions


async def converse(reference: str, calls: Sequence[tuple[str, str]]) -> Conversation:
    conversation = Conversation(reference=reference)
    await conversation.begin()
    for external_id, call in calls:
        await conversation.play(external_id, call)
    await conversation.require_nothing_lost()
    return conversation


def outcome(conversation: Conversation) -> list[tuple[str, str]]:
    """How every attempt ended, by the provider's own id."""
    rows = conversation.world.units_of_work.rows.committed
    return sorted((row.external_id, row.status) for (table, *_), row in rows.items() if table == "attempts")


@given(calls=CALLS)
@settings(max_examples=60)
def test_an_order_is_paid_at_most_once_and_no_charge_is_lost(calls: list[tuple[str, str]]) -> None:
    conversation = asyncio.run(converse("order-1", calls))

    assert sum(status == AttemptStatus.PAID for _, status in outcome(conversation)) <= 1


@given(calls=CALLS)
@settings(max_examples=60)
def test_of_top_ups_no_charge_is_lost(calls: list[tuple[str, str]]) -> None:
    conversation = asyncio.run(converse(ACCOUNT_NUMBER, calls))

    assert {external_id for external_id, _ in outcome(conversation)} == set(conversation.numbers)


@given(calls=CALLS, reference=st.sampled_from(["order-1", ACCOUNT_NUMBER]))
@settings(max_examples=60)
def test_every_call_delivered_twice_ends_like_once(calls: list[tuple[str, str]], reference: str) -> None:
    twice = [call for call in calls for _ in range(2)]

    assert outcome(asyncio.run(converse(reference, calls))) == outcome(asyncio.run(converse(reference, twice)))


@given(calls=st.permutations([(external_id, "confirm") for external_id in "123"] * 2))
@settings(max_examples=30)
def test_the_order_of_confirmations_decides_who_paid_and_nothing_else(calls: list[tuple[str, str]]) -> None:
    prepared = [(external_id, "prepare") for external_id in "123"]

    ended = outcome(asyncio.run(converse("order-1", prepared + calls)))

    assert ["paid", "surplus", "surplus"] == sorted(status for _, status in ended)
    assert (calls[0][0], "paid") in ended


@given(calls=CALLS, reference=st.sampled_from(sorted(PAYABLE)))
@settings(max_examples=40)
def test_calls_at_the_same_moment_lose_no_charge_either(calls: list[tuple[str, str]], reference: str) -> None:
    async def at_once() -> Conversation:
        conversation = Conversation(reference=reference)
        await conversation.begin()
        for external_id in "123":
            await conversation.play(external_id, "prepare")
        await asyncio.gather(*(conversation.play(*call) for call in calls))
        await conversation.require_nothing_lost()
        return conversation

    ended = outcome(asyncio.run(at_once()))

    assert ["1", "2", "3"] == [external_id for external_id, _ in ended]
    assert sum(status == AttemptStatus.PAID for _, status in ended) <= PAYABLE[reference]
