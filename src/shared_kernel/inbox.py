"""The inbox: what makes a consumer idempotent although the bus delivers at least once."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxMark:
    """An event handled by a consumer: once, however often it is delivered."""

    consumer: str
    event_id: UUID
