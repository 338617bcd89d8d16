"""Where discrepancies are kept, as a port."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from billing.domain.discrepancy import Discrepancy, DiscrepancyKind, Party
from shared_kernel.pagination import Page, PageRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscrepancyFilters:
    """Which discrepancies are meant: those that meet every condition given; none given means all.

    Attributes:
        kinds: any of these.
        found_from: when it was noticed (UTC), included.
        found_before: UTC, excluded.
    """

    only_open: bool = False
    kinds: frozenset[DiscrepancyKind] = frozenset()
    gateway: str = ""
    party: Party | None = None
    transaction_id: UUID | None = None
    found_from: datetime | None = None
    found_before: datetime | None = None


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

    async def list(self, *, filters: DiscrepancyFilters, page: PageRequest) -> Page[Discrepancy]:
        """One page of the discrepancies that match, newest first."""
        ...
