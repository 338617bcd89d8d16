"""The event bus of one process: consumers run before `publish` returns, and what was published is remembered."""

from collections import deque
from collections.abc import Sequence

from adapters.event_bus.delivery_error import DeliveryError
from shared_kernel.event_bus import Handler
from shared_kernel.events import Envelope

_REMEMBERED = 1_000


class MemoryEventBus:
    """Delivers within the process. Durability is the outbox's: what a consumer does not take, the relay repeats."""

    def __init__(self, *, remembered: int = _REMEMBERED) -> None:
        self._consumers: dict[str, dict[str, Handler]] = {}
        self._published: deque[Envelope] = deque(maxlen=remembered)

    @property
    def published(self) -> Sequence[Envelope]:
        """The last events all their consumers have taken, the oldest first."""
        return tuple(self._published)

    @property
    def types(self) -> frozenset[str]:
        return frozenset(self._consumers)

    def subscribe(self, *, consumer: str, types: frozenset[str], handler: Handler) -> None:
        for event_type in types:
            self._consumers.setdefault(event_type, {})[consumer] = handler

    async def publish(self, event: Envelope) -> None:
        """Run every consumer of the type, one after another.

        Raises:
            DeliveryError: naming those that failed; the others have had the event all the same.
        """
        failures: dict[str, Exception] = {}
        for consumer, handler in self._consumers.get(event.type, {}).items():
            try:
                await handler(event)
            except Exception as error:  # noqa: BLE001 - one consumer's failure must not keep the event from the next
                failures[consumer] = error
        if failures:
            raise DeliveryError(failures)
        self._published.append(event)
