"""The accounts module's units of work, in memory."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from uuid import UUID

from shared_kernel.events import Event
from shared_kernel.idempotency import RequestIdReusedError, RequestKey, RequestRecord
from shared_kernel.tenant import TenantId
from tests.fakes.accounts.repositories import MemoryAccounts, MemoryTransactions, MemoryUsers
from tests.fakes.accounts.storage import OpenCommit, Storage


class MemoryRequestIds:
    def __init__(self, opened: OpenCommit, tenant_id: TenantId) -> None:
        self._opened = opened
        self._tenant_id = tenant_id

    async def claim(self, *, key: RequestKey, resource_id: UUID) -> UUID | None:
        name = ("request", self._tenant_id, key.request_id)
        earlier: RequestRecord | None = await self._opened.lock(*name)
        if earlier is None:
            self._opened.write(*name, row=RequestRecord(key=key, resource_id=resource_id))
            return None
        if earlier.key.fingerprint != key.fingerprint:
            raise RequestIdReusedError
        return earlier.resource_id


class MemoryOutbox:
    def __init__(self, opened: OpenCommit) -> None:
        self._opened = opened

    async def add(self, events: Iterable[Event]) -> None:
        for event in events:
            self._opened.publish(event)


class MemoryUnitOfWork:
    def __init__(self, opened: OpenCommit, tenant_id: TenantId) -> None:
        self.users = MemoryUsers(opened, tenant_id)
        self.accounts = MemoryAccounts(opened, tenant_id)
        self.transactions = MemoryTransactions(opened, tenant_id)
        self.request_ids = MemoryRequestIds(opened, tenant_id)
        self.outbox = MemoryOutbox(opened)


class MemoryUnitsOfWork:
    """Opens units of work over a storage, which a ledger store may share."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    @asynccontextmanager
    async def __call__(self, *, tenant_id: TenantId) -> AsyncIterator[MemoryUnitOfWork]:
        async with self._storage.begin() as opened:
            yield MemoryUnitOfWork(opened, tenant_id)
