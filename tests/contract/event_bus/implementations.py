"""The event buses there are, each with the features it declares; the suite asks every one of them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from adapters.event_bus.memory import MemoryEventBus
from shared_kernel.event_bus import EventBus


class Feature(Enum):
    """What one bus can do and another need not."""

    DELIVERS_BEFORE_PUBLISH_RETURNS = auto()
    TELLS_THE_PUBLISHER_OF_FAILURES = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Implementation:
    """A way to make a bus, and what it declares."""

    name: str
    make: Callable[[], EventBus]
    features: frozenset[Feature]


IMPLEMENTATIONS = (
    Implementation(
        name="memory",
        make=MemoryEventBus,
        features=frozenset({Feature.DELIVERS_BEFORE_PUBLISH_RETURNS, Feature.TELLS_THE_PUBLISHER_OF_FAILURES}),
    ),
)


def with_feature(feature: Feature) -> tuple[Implementation, ...]:
    """The buses that declare it."""
    return tuple(item for item in IMPLEMENTATIONS if feature in item.features)
