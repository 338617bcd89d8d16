"""What every event bus promises to the relay on one side and to consumers on the other."""

import asyncio

import pytest

from adapters.event_bus.delivery_error import DeliveryError
from shared_kernel.errors import ConflictError
from shared_kernel.events import Envelope
from tests.contract.event_bus.implementations import IMPLEMENTATIONS, Feature, Implementation, with_feature
from tests.fakes.envelopes import an_envelope

PAID = "billing.transaction.completed.v1"
FAILED = "billing.transaction.failed.v1"

every_bus = pytest.mark.parametrize("bus", IMPLEMENTATIONS, ids=lambda item: item.name)


def only_with(feature: Feature) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("bus", with_feature(feature), ids=lambda item: item.name)


class Recorder:
    """A consumer that keeps what it gets, and lets a test wait for it."""

    def __init__(self) -> None:
        self.received: list[Envelope] = []
        self._arrived = asyncio.Condition()

    async def handle(self, event: Envelope) -> None:
        async with self._arrived:
            self.received.append(event)
            self._arrived.notify_all()

    async def wait_for(self, count: int) -> list[Envelope]:
        async with self._arrived:
            await asyncio.wait_for(self._arrived.wait_for(lambda: len(self.received) >= count), 10)
        return self.received


@every_bus
async def test_a_consumer_gets_the_types_it_asked_for(bus: Implementation) -> None:
    made, consumer = bus.make(), Recorder()
    made.subscribe(consumer="books", types=frozenset({PAID}), handler=consumer.handle)
    paid = an_envelope(PAID)
    await made.publish(an_envelope(FAILED))
    await made.publish(paid)
    assert [paid] == await consumer.wait_for(1)


@every_bus
async def test_every_consumer_gets_its_own_copy_of_an_event(bus: Implementation) -> None:
    made, books, watchers = bus.make(), Recorder(), Recorder()
    made.subscribe(consumer="books", types=frozenset({PAID}), handler=books.handle)
    made.subscribe(consumer="watchers", types=frozenset({PAID, FAILED}), handler=watchers.handle)
    paid = an_envelope(PAID)
    await made.publish(paid)
    assert [paid] == await books.wait_for(1)
    assert [paid] == await watchers.wait_for(1)


@every_bus
async def test_events_of_one_subject_arrive_in_the_order_of_publishing(bus: Implementation) -> None:
    made, consumer = bus.make(), Recorder()
    made.subscribe(consumer="books", types=frozenset({PAID}), handler=consumer.handle)
    published = [an_envelope(PAID) for _ in range(50)]
    for event in published:
        await made.publish(event)
    assert published == await consumer.wait_for(50)


@every_bus
async def test_what_is_published_twice_arrives_twice(bus: Implementation) -> None:
    made, consumer = bus.make(), Recorder()
    made.subscribe(consumer="books", types=frozenset({PAID}), handler=consumer.handle)
    paid = an_envelope(PAID)
    await made.publish(paid)
    await made.publish(paid)
    assert [paid, paid] == await consumer.wait_for(2)


@every_bus
async def test_a_bus_names_the_types_somebody_listens_to(bus: Implementation) -> None:
    made = bus.make()
    assert frozenset() == made.types
    made.subscribe(consumer="books", types=frozenset({PAID, FAILED}), handler=Recorder().handle)
    assert frozenset({PAID, FAILED}) == made.types


@only_with(Feature.DELIVERS_BEFORE_PUBLISH_RETURNS)
async def test_when_publish_returns_the_consumers_have_run(bus: Implementation) -> None:
    made, consumer = bus.make(), Recorder()
    made.subscribe(consumer="books", types=frozenset({PAID}), handler=consumer.handle)
    paid = an_envelope(PAID)
    await made.publish(paid)
    assert [paid] == consumer.received


@only_with(Feature.TELLS_THE_PUBLISHER_OF_FAILURES)
async def test_a_consumer_that_fails_is_named_and_the_others_have_the_event(bus: Implementation) -> None:
    made, watchers = bus.make(), Recorder()

    async def refuse(_event: Envelope) -> None:
        raise ConflictError("The deposit has failed before.", reason="ILLEGAL_STATUS_TRANSITION")

    made.subscribe(consumer="books", types=frozenset({PAID}), handler=refuse)
    made.subscribe(consumer="watchers", types=frozenset({PAID}), handler=watchers.handle)
    paid = an_envelope(PAID)
    with pytest.raises(DeliveryError) as caught:
        await made.publish(paid)
    assert ["books"] == list(caught.value.failures)
    assert "books: ILLEGAL_STATUS_TRANSITION: The deposit has failed before." == str(caught.value)
    assert [paid] == watchers.received
