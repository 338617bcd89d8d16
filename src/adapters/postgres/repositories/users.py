"""Users in PostgreSQL."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from accounts.domain.errors import UserNotFoundError
from accounts.domain.user import User, UserStatus
from adapters.postgres.pages import one_page, page_of
from adapters.postgres.tables.accounts import users
from adapters.postgres.transactions import refusable
from shared_kernel.pagination import Page, PageKey, PageRequest
from shared_kernel.tenant import TenantId


class PostgresUsers:
    """The users of a tenant."""

    def __init__(self, connection: AsyncConnection, tenant_id: TenantId) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    async def add(self, user: User) -> None:
        async with refusable(self._connection):
            await self._connection.execute(
                insert(users).values(
                    tenant_id=user.tenant_id,
                    id=user.id,
                    email=user.email,
                    locale=user.locale,
                    status=user.status.value,
                    created_at=user.created_at,
                    updated_at=user.updated_at,
                )
            )

    async def get(self, user_id: UUID) -> User:
        found = await self._connection.execute(
            select(users).where(users.c.tenant_id == self._tenant_id, users.c.id == user_id)
        )
        row = found.one_or_none()
        if row is None:
            raise UserNotFoundError(field="user_id", parameters={"user_id": str(user_id)})
        return _user(row)

    async def list(self, page: PageRequest) -> Page[User]:
        mine = select(users).where(users.c.tenant_id == self._tenant_id)
        found = await self._connection.execute(one_page(mine, value=users.c.created_at, tie=users.c.id, page=page))
        return page_of(
            [_user(row) for row in found], page=page, key=lambda user: PageKey(value=user.created_at, id=user.id)
        )


def _user(row: Row[Any]) -> User:
    return User(
        id=row.id,
        tenant_id=row.tenant_id,
        email=row.email,
        locale=row.locale,
        status=UserStatus(row.status),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
