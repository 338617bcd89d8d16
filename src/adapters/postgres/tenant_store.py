"""The tenants of this installation, in PostgreSQL."""

from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.pages import one_page, page_of
from adapters.postgres.request_ids import PostgresRequestIds
from adapters.postgres.tables.platform import tenants
from adapters.postgres.transactions import system_transaction, tenant_transaction
from shared_kernel.idempotency import RequestKey
from shared_kernel.pagination import Page, PageKey, PageRequest
from shared_kernel.tenant import Tenant, TenantId
from shared_kernel.tenants import TenantNotFoundError

_T = tenants.c


class PostgresTenantStore:
    """Reads as the system role; a caller's new tenant is one commit with the caller's request id."""

    def __init__(self, *, engine: AsyncEngine, system_engine: AsyncEngine) -> None:
        self._engine = engine
        self._system_engine = system_engine

    async def add(self, tenant: Tenant, *, caller: TenantId, request: RequestKey) -> Tenant:
        async with tenant_transaction(self._engine, caller) as connection:
            earlier = await PostgresRequestIds(connection, caller).claim(key=request, resource_id=tenant.id)
            if earlier is None:
                await connection.execute(insert(tenants).values(**_row(tenant)))
                return tenant
        return await self.get(TenantId(earlier))

    async def ensure(self, tenant: Tenant) -> Tenant:
        async with system_transaction(self._system_engine) as connection:
            await connection.execute(insert(tenants).values(**_row(tenant)).on_conflict_do_nothing())
            found = await connection.execute(select(tenants).where(_T.name == tenant.name))
            return _tenant(found.one())

    async def get(self, tenant_id: TenantId) -> Tenant:
        found = await self._one(select(tenants).where(_T.id == tenant_id))
        if found is None:
            raise TenantNotFoundError(field="tenant_id")
        return found

    async def by_name(self, name: str) -> Tenant | None:
        return await self._one(select(tenants).where(_T.name == name))

    async def list(self, page: PageRequest) -> Page[Tenant]:
        async with system_transaction(self._system_engine) as connection:
            rows = await connection.execute(one_page(select(tenants), value=_T.created_at, tie=_T.id, page=page))
            found = [_tenant(row) for row in rows]
        return page_of(found, page=page, key=lambda tenant: PageKey(value=tenant.created_at, id=tenant.id))

    async def _one(self, wanted: Select[Any]) -> Tenant | None:
        async with system_transaction(self._system_engine) as connection:
            row = (await connection.execute(wanted)).one_or_none()
        return None if row is None else _tenant(row)


def _row(tenant: Tenant) -> dict[str, object]:
    return {"id": tenant.id, "name": tenant.name, "created_at": tenant.created_at}


def _tenant(row: Row[Any]) -> Tenant:
    return Tenant(id=row.id, name=row.name, created_at=row.created_at)
