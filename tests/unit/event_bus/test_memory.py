"""What the memory bus remembers, and when it says that trying again is of no use."""

import pytest

from adapters.event_bus.delivery_error import DeliveryError
from adapters.event_bus.memory import MemoryEventBus
from shared_kernel.errors import ConflictError, ExternalError, NotFoundError, OverloadError, ValidationError
from tests.fakes.envelopes import PAID, an_envelope


class BusyError(ConflictError):
    """Somebody else is at it."""

    retryable = True


async def test_only_the_last_events_are_remembered() -> None:
    bus = MemoryEventBus(remembered=2)
    events = [an_envelope() for _ in range(3)]
    for event in events:
        await bus.publish(event)
    assert events[1:] == list(bus.published)


async def test_an_event_that_a_consumer_did_not_take_does_not_count_as_published() -> None:
    bus = MemoryEventBus()

    async def fail(_event: object) -> None:
        raise OSError("disk")

    bus.subscribe(consumer="books", types=frozenset({PAID}), handler=fail)
    with pytest.raises(DeliveryError):
        await bus.publish(an_envelope())
    assert [] == list(bus.published)


@pytest.mark.parametrize(
    ("final", "errors"),
    [
        (True, [ConflictError()]),
        (True, [ValidationError(), NotFoundError()]),
        (False, [BusyError()]),
        (False, [OverloadError()]),
        (False, [ExternalError()]),
        (False, [KeyError("a defect")]),
        (False, [ConflictError(), OSError()]),
    ],
    ids=lambda value: "+".join(type(item).__name__ for item in value) if isinstance(value, list) else str(value),
)
def test_only_typed_refusals_of_every_consumer_are_final(final: bool, errors: list[Exception]) -> None:  # noqa: FBT001
    failures = {f"consumer {number}": error for number, error in enumerate(errors)}
    assert final is DeliveryError(failures).is_final
