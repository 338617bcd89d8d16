"""The one place that opens a transaction for tenants: nothing is read or written before it says whose rows."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.postgres.failures import typed_failures
from shared_kernel.tenant import TenantId

# Local to the transaction: a connection that goes back to the pool sees nothing again.
_SEE_TENANTS = text("SELECT set_config('hamyon.tenants', :tenants, true)")


@asynccontextmanager
async def tenant_transaction(engine: AsyncEngine, *tenants: TenantId) -> AsyncIterator[AsyncConnection]:
    """A transaction that sees these tenants; it commits on a clean exit and rolls back on any exception.

    Raises:
        DatabaseUnavailableError, DatabaseBusyError, ConcurrentUpdateError: nothing was changed; it may be tried again.
    """
    with typed_failures():
        async with engine.begin() as connection:
            await connection.execute(_SEE_TENANTS, {"tenants": _listed(tenants)})
            yield connection


@asynccontextmanager
async def system_transaction(system_engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction of the system role, for what is done before a tenant is known or for all of them."""
    with typed_failures():
        async with system_engine.begin() as connection:
            yield connection


@asynccontextmanager
async def refusable(connection: AsyncConnection) -> AsyncIterator[None]:
    """A statement that a constraint may refuse: its refusal leaves the transaction as it was, and usable."""
    with typed_failures():
        async with connection.begin_nested():
            yield


def _listed(tenants: Collection[TenantId]) -> str:
    return ",".join(map(str, tenants))
