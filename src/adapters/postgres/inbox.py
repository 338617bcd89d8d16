"""The inbox: the primary key decides whether a consumer has handled an event."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.postgres.tables.platform import inbox
from shared_kernel.inbox import InboxMark
from shared_kernel.tenant import TenantId


class PostgresInbox:
    """Marks events of a tenant as handled, in the open transaction."""

    def __init__(self, connection: AsyncConnection, tenant_id: TenantId) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    async def first_time(self, mark: InboxMark) -> bool:
        marked = await self._connection.execute(
            insert(inbox)
            .values(tenant_id=self._tenant_id, consumer=mark.consumer, event_id=mark.event_id)
            # Waits for another transaction that is marking the same event: it will have committed or gone.
            .on_conflict_do_nothing()
            .returning(inbox.c.event_id)
        )
        return marked.first() is not None
