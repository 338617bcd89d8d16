"""Where money that has nowhere to go is kept, as a port."""

from typing import Protocol
from uuid import UUID

from billing.domain.discrepancy import Discrepancy


class DiscrepancyRepository(Protocol):
    """The discrepancies of the unit of work's tenant."""

    async def first_time(self, discrepancy: Discrepancy) -> bool:
        """Keep it; False when the same one (by id) was kept before, and then nothing changes."""
        ...

    async def of_transaction(self, transaction_id: UUID) -> tuple[Discrepancy, ...]:
        """Every discrepancy of this transaction, oldest first."""
        ...
