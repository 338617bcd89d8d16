"""A clock that stands still until it is moved."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SetClock:
    """Tells the moment it was set to."""

    def __init__(self, milliseconds: int = 1_768_450_800_000) -> None:
        self.set(milliseconds)

    def set(self, milliseconds: int) -> None:
        """Stand at so many milliseconds since 1970."""
        self._now = _EPOCH + timedelta(milliseconds=milliseconds)

    def move(self, *, milliseconds: int) -> None:
        """Go on."""
        self._now += timedelta(milliseconds=milliseconds)

    @property
    def milliseconds(self) -> int:
        return (self._now - _EPOCH) // timedelta(milliseconds=1)

    def now(self) -> datetime:
        return self._now
