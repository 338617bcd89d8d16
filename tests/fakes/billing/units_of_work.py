"""Billing's units of work, in memory."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from billing.domain.attempt import Attempt
from shared_kernel.events import Event
from shared_kernel.idempotency import RequestIdReusedError, RequestKey
from shared_kernel.tenant import TenantId
from tests.fakes.billing.repositories import (
    ATTEMPTS,
    MemoryAttempts,
    MemoryDiscrepancies,
    MemoryGatewayEntries,
    MemoryProviderCalls,
    MemoryReconciliations,
    MemoryRefunds,
    MemoryTransactions,
)
from tests.fakes.billing.rows import Rows, Session

Done = TypeVar("Done")


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
        self.reconciliations = MemoryReconciliations(session)
        self.entries = MemoryGatewayEntries(session)
        self.outbox = MemoryOutbox(session)
        self.request_ids = MemoryRequestIds(session)


class MemoryUnitOfWorks:
    """Opens units of work over rows that they share; `after_commit` happens right after each of them."""

    def __init__(self) -> None:
        self.after_commit: Callable[[], Awaitable[None]] | None = None
        self.rows = Rows()
        self.open = 0
        self.concurrent = False

    def __call__(self, *, tenant_id: TenantId) -> AbstractAsyncContextManager[MemoryUnitOfWork]:
        return self._unit(tenant_id)

    def looking(self, *, tenant_id: TenantId) -> AbstractAsyncContextManager[MemoryUnitOfWork]:
        return self._unit(tenant_id)

    async def shared(self, *, tenant_id: TenantId, work: Callable[[MemoryUnitOfWork], Awaitable[Done]]) -> Done:
        async with self._unit(tenant_id) as unit:
            return await work(unit)

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
        if self.after_commit is not None:
            await self.after_commit()


class MemoryOverdueAttempts:
    """Finds what still waits, whoever's it is."""

    def __init__(self, units_of_work: MemoryUnitOfWorks) -> None:
        self._rows = units_of_work.rows

    async def expired_before(self, *, moment: datetime, after: Attempt | None, limit: int) -> Sequence[Attempt]:
        attempts = [row for (table, *_), row in self._rows.committed.items() if table == ATTEMPTS]
        found = sorted((one for one in attempts if one.is_overdue(at=moment)), key=_place)
        return [one for one in found if after is None or _place(one) > _place(after)][:limit]


def _place(attempt: Attempt) -> tuple[datetime | None, UUID, int]:
    return attempt.announcement.expires_at, attempt.tenant_id, attempt.number
