"""Where reconciliations are kept, as a port."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from billing.domain.reconciliation import Reconciliation
from shared_kernel.pagination import Page, PageRequest


class ReconciliationRepository(Protocol):
    """The reconciliations of the unit of work's tenant."""

    async def add(self, reconciliation: Reconciliation) -> bool:
        """Keep a new one; False when there is one of this id, and then nothing changes."""
        ...

    async def save(self, reconciliation: Reconciliation) -> None:
        """Keep its new state."""
        ...

    async def get(self, reconciliation_id: UUID) -> Reconciliation:
        """The reconciliation of this id, which somebody was told before; there is no other way to know one."""
        ...

    async def lock(self, reconciliation_id: UUID) -> Reconciliation:
        """The same, held until the unit of work ends."""
        ...

    async def list(self, *, gateway: str, page: PageRequest) -> Page[Reconciliation]:
        """One page, newest first; of one gateway, or (empty) of all."""
        ...


class DueReconciliations(Protocol):
    """The reconciliations of all tenants, for the worker that carries them out."""

    async def due(self, *, at: datetime, limit: int) -> tuple[Reconciliation, ...]:
        """Open ones whose time has come, longest due first."""
        ...
