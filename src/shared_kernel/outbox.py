"""The outbox, as a port: events leave with the commit that made them true, or not at all."""

from collections.abc import Iterable
from typing import Protocol

from shared_kernel.events import Event


class Outbox(Protocol):
    """Takes the events of the open unit of work."""

    async def add(self, events: Iterable[Event]) -> None:
        """Store them in the order given; the relay publishes them after the commit."""
        ...
