"""Where calls to providers are kept, as a port."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from billing.domain.provider_call import Operation, ProviderCall


class ProviderCallRepository(Protocol):
    """The calls of the unit of work's tenant. Whoever changes one has locked its transaction before."""

    async def add(self, call: ProviderCall) -> bool:
        """Keep a new call; False when its operation and subject have one, and then nothing changes."""
        ...

    async def save(self, call: ProviderCall) -> None:
        """Keep its new state."""
        ...

    async def get(self, call_id: UUID) -> ProviderCall:
        """The call of this id, which somebody was told before; there is no other way to know one."""
        ...

    async def find(self, *, operation: Operation, subject_id: UUID) -> ProviderCall | None:
        """The call that asks this about this subject."""
        ...

    async def of_transaction(self, transaction_id: UUID) -> tuple[ProviderCall, ...]:
        """Every call about this transaction, oldest first."""
        ...


class DueCalls(Protocol):
    """The calls of all tenants, for the worker that makes them."""

    async def due(self, *, at: datetime, limit: int) -> tuple[ProviderCall, ...]:
        """Open calls whose time has come, longest due first."""
        ...
