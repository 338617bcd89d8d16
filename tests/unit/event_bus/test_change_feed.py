"""Watching: who sees which change, and what happens to those who do not keep up."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from adapters.event_bus.change_feed import WATCHED, ChangeFeed, WatcherTooSlowError
from adapters.event_bus.memory import MemoryEventBus
from shared_kernel.events import Envelope
from shared_kernel.tenant import TenantId
from tests.builders import TENANT
from tests.fakes.envelopes import SUBJECT, an_envelope

PENDING = "accounts.deposit.pending.v1"
COMPLETED = "accounts.deposit.completed.v1"
MORE_THAN_WAITS = 150


@pytest.fixture
def feed() -> ChangeFeed:
    return ChangeFeed()


@pytest.fixture
def bus(feed: ChangeFeed) -> MemoryEventBus:
    bus = MemoryEventBus()
    feed.listen_to(bus)
    return bus


async def test_a_watcher_gets_the_changes_of_its_subject_in_order(feed: ChangeFeed, bus: MemoryEventBus) -> None:
    published = [an_envelope(PENDING), an_envelope(COMPLETED)]
    async with feed.subscribe(tenant_id=TENANT, subject=SUBJECT) as events:
        for event in published:
            await bus.publish(event)
        assert published == [await anext(events), await anext(events)]


@pytest.mark.parametrize(
    "event",
    [an_envelope(PENDING, subject=UUID(int=1)), an_envelope(PENDING, tenant_id=TenantId(UUID(int=1)))],
    ids=["another subject", "another tenant"],
)
async def test_a_watcher_sees_nothing_of_others(feed: ChangeFeed, bus: MemoryEventBus, event: Envelope) -> None:
    mine = an_envelope(PENDING)
    async with feed.subscribe(tenant_id=TENANT, subject=SUBJECT) as events:
        await bus.publish(event)
        await bus.publish(mine)
        assert mine == await anext(events)


async def test_all_watchers_of_a_subject_get_each_change(feed: ChangeFeed, bus: MemoryEventBus) -> None:
    change = an_envelope(PENDING)
    async with (
        feed.subscribe(tenant_id=TENANT, subject=SUBJECT) as one,
        feed.subscribe(tenant_id=TENANT, subject=SUBJECT) as other,
    ):
        await bus.publish(change)
        assert [change, change] == [await anext(one), await anext(other)]


async def test_a_watcher_that_does_not_read_is_cut_off_and_nobody_waits_for_it(
    feed: ChangeFeed, bus: MemoryEventBus
) -> None:
    changes = [an_envelope(PENDING) for _ in range(MORE_THAN_WAITS)]
    read: list[Envelope] = []
    async with feed.subscribe(tenant_id=TENANT, subject=SUBJECT) as events:
        for change in changes:
            await bus.publish(change)
        with pytest.raises(WatcherTooSlowError):
            await _read(events, into=read)
    assert changes[: len(read)] == read
    assert 0 < len(read) < MORE_THAN_WAITS


async def test_closing_the_feed_ends_every_stream(feed: ChangeFeed) -> None:
    async with feed.subscribe(tenant_id=TENANT, subject=SUBJECT) as events:
        read: list[Envelope] = []
        reading = asyncio.ensure_future(_read(events, into=read))
        feed.close()
        await reading
        assert [] == read


async def test_who_stopped_watching_leaves_nothing_behind(feed: ChangeFeed, bus: MemoryEventBus) -> None:
    for _ in range(MORE_THAN_WAITS):
        async with feed.subscribe(tenant_id=TENANT, subject=SUBJECT):
            await bus.publish(an_envelope(PENDING))
    async with feed.subscribe(tenant_id=TENANT, subject=SUBJECT) as events:
        last = an_envelope(COMPLETED)
        await bus.publish(last)
        assert last == await anext(events)


def test_the_stages_of_deposits_and_withdrawals_and_every_change_of_a_payment_are_watched() -> None:
    expected = {
        "accounts.deposit.initiated.v1",
        "accounts.withdraw.failed.v1",
        "billing.transaction.created.v1",
        "billing.transaction.partially_refunded.v1",
        "billing.transaction.restored.v1",
    }
    assert expected <= WATCHED


async def _read(events: AsyncIterator[Envelope], *, into: list[Envelope]) -> None:
    async for event in events:
        into.append(event)  # noqa: PERF401 - what was read before the stream broke is wanted too
