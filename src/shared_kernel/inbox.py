"""The inbox, as a port: what makes a consumer idempotent although the bus delivers at least once."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxMark:
    """An event handled by a consumer: once, however often it is delivered."""

    consumer: str
    event_id: UUID


class Inbox(Protocol):
    """Remembers, in the open unit of work, which events a consumer has handled."""

    async def first_time(self, mark: InboxMark) -> bool:
        """Mark the event as handled by the consumer; False when it already was.

        Two units of work asking at once: the second waits for the first and is then told False.
        """
        ...
