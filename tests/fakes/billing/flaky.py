"""A database that is away for a while."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TypeVar

from billing.ports.unit_of_work import BillingUnitOfWork, BillingUnitOfWorks
from shared_kernel.tenant import TenantId

Done = TypeVar("Done")


class OutageError(Exception):
    """Nobody foresaw this one."""


class FlakyUnitOfWorks:
    """Those of another store, as long as nothing is `down`."""

    def __init__(self, units_of_work: BillingUnitOfWorks) -> None:
        self._units_of_work = units_of_work
        self.down = False

    def __call__(self, *, tenant_id: TenantId) -> AbstractAsyncContextManager[BillingUnitOfWork]:
        return _outage() if self.down else self._units_of_work(tenant_id=tenant_id)

    def looking(self, *, tenant_id: TenantId) -> AbstractAsyncContextManager[BillingUnitOfWork]:
        return _outage() if self.down else self._units_of_work.looking(tenant_id=tenant_id)

    async def shared(self, *, tenant_id: TenantId, work: Callable[[BillingUnitOfWork], Awaitable[Done]]) -> Done:
        if self.down:
            raise OutageError
        return await self._units_of_work.shared(tenant_id=tenant_id, work=work)


@asynccontextmanager
async def _outage() -> AsyncIterator[BillingUnitOfWork]:
    raise OutageError
    yield
