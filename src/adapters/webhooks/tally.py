"""Log lines about what a stranger can cause as often as he likes: one per second, with their number."""

import asyncio
from collections.abc import Callable


class Tally:
    """Counts, and reports the count a second after the first; then begins anew."""

    def __init__(self, report: Callable[[int], None], *, seconds: float = 1.0) -> None:
        self._report = report
        self._seconds = seconds
        self._count = 0

    def add(self) -> None:
        """Count one more."""
        self._count += 1
        if self._count == 1:
            asyncio.get_running_loop().call_later(self._seconds, self._end)

    def _end(self) -> None:
        count, self._count = self._count, 0
        self._report(count)
