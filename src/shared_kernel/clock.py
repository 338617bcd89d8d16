"""The time, as a port: the domain is told what time it is, it never asks."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The moment, in UTC, timezone-aware."""
        ...


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """The moment, in UTC, timezone-aware."""
        return datetime.now(UTC)
