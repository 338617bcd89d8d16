"""Where discrepancies are kept, as a port."""

from typing import Protocol
from uuid import UUID

from billing.domain.discrepancy import Discrepancy
from shared_kernel.pagination import Page, PageRequest


class DiscrepancyRepository(Protocol):
    """The discrepancies of the unit of work's tenant."""

    async def first_time(self, discrepancy: Discrepancy) -> bool:
        """Keep it; False when the same one (by id) was kept before, and then nothing changes."""
        ...

    async def save(self, discrepancy: Discrepancy) -> None:
        """Keep its resolution."""
        ...

    async def lock(self, discrepancy_id: UUID) -> Discrepancy:
        """The discrepancy of this id, held until the unit of work ends.

        Raises:
            DiscrepancyNotFoundError: the tenant has none.
        """
        ...

    async def of_transaction(self, transaction_id: UUID) -> tuple[Discrepancy, ...]:
        """Every discrepancy of this transaction, oldest first."""
        ...

    async def list(self, *, only_open: bool, page: PageRequest) -> Page[Discrepancy]:
        """One page of discrepancies, newest first."""
        ...
