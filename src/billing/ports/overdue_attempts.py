"""Attempts whose time is over, as a port: read across tenants, by the sweep only."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from billing.domain.attempt import Attempt


class OverdueAttempts(Protocol):
    """Finds what still waits although its provider has given it up."""

    async def expired_before(self, *, moment: datetime, after: Attempt | None, limit: int) -> Sequence[Attempt]:
        """Prepared attempts that expired before the moment, the longest ago first, from `after` on."""
        ...
