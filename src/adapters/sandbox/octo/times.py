"""Octo's times: in Tashkent, without a zone."""

from datetime import datetime, timedelta, timezone

# Without daylight saving since 1992, so no zone data is needed.
_TASHKENT = timezone(timedelta(hours=5))


def tashkent(at: datetime) -> str:
    """A moment as Octo writes it."""
    return at.astimezone(_TASHKENT).strftime("%Y-%m-%d %H:%M:%S")
