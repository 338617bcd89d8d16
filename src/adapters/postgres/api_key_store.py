"""API keys in PostgreSQL: found by the hash of their secret before anybody knows whose they are."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.postgres.pages import one_page, page_of
from adapters.postgres.request_ids import PostgresRequestIds
from adapters.postgres.tables.platform import api_keys
from adapters.postgres.transactions import system_transaction, tenant_transaction
from shared_kernel.api_keys import ApiKey, ApiKeyNotFoundError
from shared_kernel.idempotency import RequestKey
from shared_kernel.pagination import Page, PageKey, PageRequest
from shared_kernel.tenant import TenantId

_K = api_keys.c


class PostgresApiKeyStore:
    """Looks secrets up as the system role; everything else happens in the key's tenant."""

    def __init__(self, *, engine: AsyncEngine, system_engine: AsyncEngine) -> None:
        self._engine = engine
        self._system_engine = system_engine

    async def add(self, api_key: ApiKey, *, secret_hash: bytes, caller: TenantId, request: RequestKey) -> ApiKey:
        # An administrator makes keys for other tenants as well: the request id is the caller's, the key is not.
        async with tenant_transaction(self._engine, caller, api_key.tenant_id) as connection:
            earlier = await PostgresRequestIds(connection, caller).claim(key=request, resource_id=api_key.id)
            if earlier is not None:
                return await _required(connection, api_key.tenant_id, earlier)
            await connection.execute(insert(api_keys).values(secret_hash=secret_hash, **_row(api_key)))
            return api_key

    async def find_by_secret_hash(self, secret_hash: bytes) -> ApiKey | None:
        return await self._anybodys(select(api_keys).where(_K.secret_hash == secret_hash))

    async def find(self, key_id: UUID) -> ApiKey | None:
        return await self._anybodys(select(api_keys).where(_K.id == key_id))

    async def list(self, *, tenant_id: TenantId, page: PageRequest) -> Page[ApiKey]:
        wanted = select(api_keys).where(_K.tenant_id == tenant_id)
        async with tenant_transaction(self._engine, tenant_id) as connection:
            rows = await connection.execute(one_page(wanted, value=_K.created_at, tie=_K.id, page=page))
            found = [_api_key(row) for row in rows]
        return page_of(found, page=page, key=lambda key: PageKey(value=key.created_at, id=key.id))

    async def revoke(self, *, tenant_id: TenantId, key_id: UUID, at: datetime) -> ApiKey:
        async with tenant_transaction(self._engine, tenant_id) as connection:
            await connection.execute(
                update(api_keys)
                .where(_K.tenant_id == tenant_id, _K.id == key_id)
                # The first revocation counts.
                .values(revoked_at=func.coalesce(_K.revoked_at, at))
            )
            return await _required(connection, tenant_id, key_id)

    async def _anybodys(self, wanted: Select[Any]) -> ApiKey | None:
        async with system_transaction(self._system_engine) as connection:
            row = (await connection.execute(wanted)).one_or_none()
        return None if row is None else _api_key(row)


async def _required(connection: AsyncConnection, tenant_id: TenantId, key_id: UUID) -> ApiKey:
    found = await connection.execute(select(api_keys).where(_K.tenant_id == tenant_id, _K.id == key_id))
    row = found.one_or_none()
    if row is None:
        raise ApiKeyNotFoundError(field="api_key_id")
    return _api_key(row)


def _row(api_key: ApiKey) -> dict[str, object]:
    return {
        "tenant_id": api_key.tenant_id,
        "id": api_key.id,
        "display_name": api_key.display_name,
        "permissions": sorted(api_key.permissions),
        "expires_at": api_key.expires_at,
        "revoked_at": api_key.revoked_at,
        "created_at": api_key.created_at,
    }


def _api_key(row: Row[Any]) -> ApiKey:
    return ApiKey(
        id=row.id,
        tenant_id=row.tenant_id,
        display_name=row.display_name,
        permissions=frozenset(row.permissions),
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        created_at=row.created_at,
    )
