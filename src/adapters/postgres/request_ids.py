"""Request ids: the primary key decides who was first, also between two machines."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.postgres.billing_connection import BillingConnection
from adapters.postgres.tables.platform import request_ids
from shared_kernel.idempotency import RequestIdReusedError, RequestKey
from shared_kernel.tenant import TenantId


class PostgresRequestIds:
    """Claims request ids of a tenant in the open transaction."""

    def __init__(self, connection: AsyncConnection | BillingConnection, tenant_id: TenantId) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    async def claim(self, *, key: RequestKey, resource_id: UUID) -> UUID | None:
        claimed = await self._connection.execute(
            insert(request_ids)
            .values(
                tenant_id=self._tenant_id,
                request_id=key.request_id,
                fingerprint=key.fingerprint,
                resource_id=resource_id,
            )
            # Waits for another transaction that is inserting the same id: it will have committed or gone.
            .on_conflict_do_nothing()
            .returning(request_ids.c.request_id)
        )
        if claimed.first() is not None:
            return None
        # A statement of its own, because only a new one sees what was committed while the insert waited.
        found = await self._connection.execute(
            select(request_ids.c.fingerprint, request_ids.c.resource_id).where(
                request_ids.c.tenant_id == self._tenant_id, request_ids.c.request_id == key.request_id
            )
        )
        fingerprint, first_id = found.one()
        if fingerprint != key.fingerprint:
            raise RequestIdReusedError
        return UUID(str(first_id))
