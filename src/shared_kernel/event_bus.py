"""The event bus, as a port: the relay publishes to it, named consumers listen to it."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from shared_kernel.events import Envelope

Handler = Callable[[Envelope], Awaitable[None]]


class EventBus(Protocol):
    """Carries envelopes to consumers, at least once and in order per subject."""

    @property
    def types(self) -> frozenset[str]:
        """The types somebody listens to: publishing another one would be work for nobody."""
        ...

    async def publish(self, event: Envelope) -> None:
        """Hand the event over; when this returns it will not be lost.

        A memory bus runs the consumers before it returns, so their failure is the publisher's to retry.
        """
        ...

    def subscribe(self, *, consumer: str, types: frozenset[str], handler: Handler) -> None:
        """Let the handler see every event of these types.

        The consumer's name is durable: it is the key under which the inbox remembers what it has handled.
        """
        ...
