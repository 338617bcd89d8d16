"""Transactions a crash may have left behind, as a port: read across tenants, by the recovery worker only."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from accounts.domain.transaction import Transaction


class UnfinishedTransactions(Protocol):
    """Finds what was initiated and never reached its gateway."""

    async def initiated_before(
        self, *, moment: datetime, after: Transaction | None, limit: int
    ) -> Sequence[Transaction]:
        """Initiated deposits and withdrawals last changed before the moment, the oldest first, from `after` on."""
        ...
