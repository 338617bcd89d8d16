"""Billing's units of work, in memory."""

from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from uuid import UUID

from shared_kernel.events import Event
from shared_kernel.idempotency import RequestIdReusedError, RequestKey
from shared_kernel.tenant import TenantId
from tests.fakes.billing.repositories import (
    MemoryAttempts,
    MemoryDiscrepancies,
    MemoryProviderCalls,
    MemoryRefunds,
    MemoryTransactions,
)
from tests.fakes.billing.rows import Rows, Session


class MemoryRequestIds:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def claim(self, *, key: RequestKey, resource_id: UUID) -> UUID | None:
        await self._session.lock("request", key.request_id)
        taken: tuple[bytes, UUID] | None = await self._session.read("request", key.request_id)
        if taken is None:
            self._session.write("request", key.request_id, (key.fingerprint, resource_id))
            return None
        fingerprint, first_id = taken
        if fingerprint != key.fingerprint:
            raise RequestIdReusedError
        return first_id


class MemoryOutbox:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, events: Iterable[Event]) -> None:
        for event in events:
            self._session.publish(event)


class MemoryUnitOfWork:
    def __init__(self, session: Session) -> None:
        self.transactions = MemoryTransactions(session)
        self.attempts = MemoryAttempts(session)
        self.refunds = MemoryRefunds(session)
        self.calls = MemoryProviderCalls(session)
        self.discrepancies = MemoryDiscrepancies(session)
        self.outbox = MemoryOutbox(session)
        self.request_ids = MemoryRequestIds(session)


class MemoryUnitOfWorks:
    """Opens units of work over rows that they share."""

    def __init__(self) -> None:
        self.rows = Rows()
        self.open = 0
        self.concurrent = False

    def __call__(self, *, tenant_id: TenantId) -> AbstractAsyncContextManager[MemoryUnitOfWork]:
        return self._unit(tenant_id)

    async def event_types(self, tenant_id: TenantId) -> list[str]:
        """The types of the tenant's committed events, in order."""
        return [event.type for event in self.rows.events if event.tenant_id == tenant_id]

    @asynccontextmanager
    async def _unit(self, tenant_id: TenantId) -> AsyncIterator[MemoryUnitOfWork]:
        session = Session(self.rows, tenant_id)
        self.open += 1
        try:
            yield MemoryUnitOfWork(session)
            session.commit()
        finally:
            self.open -= 1
            session.release()
