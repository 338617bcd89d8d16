"""The statement of an account, and its balance at a past moment."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from accounts.domain.entry import Entry
from adapters.postgres.pages import page_of
from adapters.postgres.tables.accounts import entries
from shared_kernel.currency import currency
from shared_kernel.money import Money
from shared_kernel.pagination import Page, PageKey, PageRequest
from shared_kernel.tenant import TenantId


async def balance_at(connection: AsyncConnection, *, tenant_id: TenantId, account_id: UUID, at: datetime) -> int:
    """The balance after the last entry until then (minor units): one look into the index, however long the history."""
    found = await connection.execute(
        select(entries.c.balance_after)
        .where(entries.c.tenant_id == tenant_id, entries.c.account_id == account_id, entries.c.posted_at <= at)
        .order_by(entries.c.posted_at.desc(), entries.c.version.desc())
        .limit(1)
    )
    return found.scalar_one_or_none() or 0


async def list_entries(
    connection: AsyncConnection, *, tenant_id: TenantId, account_id: UUID, page: PageRequest
) -> Page[Entry]:
    """Entries, the newest first. An entry's number on its account (`version`) is its place in the list."""
    wanted = select(entries).where(entries.c.tenant_id == tenant_id, entries.c.account_id == account_id)
    if page.after is not None:
        wanted = wanted.where(entries.c.version < page.after.value)
    found = await connection.execute(wanted.order_by(entries.c.version.desc()).limit(page.size + 1))
    items = [
        Entry(
            tenant_id=row.tenant_id,
            account_id=row.account_id,
            version=row.version,
            transaction_id=row.transaction_id,
            amount=Money(row.amount, currency(row.currency)),
            balance_after=row.balance_after,
            posted_at=row.posted_at,
        )
        for row in found
    ]
    return page_of(items, page=page, key=lambda entry: PageKey(value=entry.version, id=entry.transaction_id))
