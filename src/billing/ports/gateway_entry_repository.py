"""Where fees and disputes are kept, as a port."""

from typing import Protocol
from uuid import UUID

from billing.domain.gateway_entry import GatewayEntry


class GatewayEntryRepository(Protocol):
    """The entries of the unit of work's tenant; once kept, they never change."""

    async def first_time(self, entry: GatewayEntry) -> bool:
        """Keep it; False when the same one (by id) was kept before, and then nothing changes."""
        ...

    async def of_transaction(self, transaction_id: UUID) -> tuple[GatewayEntry, ...]:
        """Every entry of this transaction, oldest first."""
        ...
