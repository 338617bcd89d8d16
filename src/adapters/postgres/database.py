"""The ways into the database, opened together and closed together."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Self

import psycopg
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from adapters.postgres.billing_connection import prepare_billing_statements
from adapters.postgres.conninfo import system_conninfo
from adapters.postgres.failures import typed_failures
from adapters.postgres.ledger_statements import prepare_ledger_statements
from shared_kernel.errors import HamyonError

# A balancer asks every few seconds and wants to know now.
_PROMPT_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresSettings:
    """Where the database is and how many connections one process may hold.

    Attributes:
        app_conninfo: libpq connection string of `hamyon_app` (see `conninfo.app_conninfo`).
        pool_size: connections for reading and for use cases.
        system_pool_size: connections that act before or across tenants.
        billing_pool_size: connections of billing's units of work; as many webhooks are applied at once.
        ledger_pool_size: connections that write the ledger; few writers with large batches are the fastest.
        delivery_pool_size: the same for the log of deliveries, as the system role.
        wait_seconds: how long to wait for a free connection before DatabaseBusyError.
    """

    app_conninfo: str = field(repr=False)
    pool_size: int = 8
    system_pool_size: int = 4
    billing_pool_size: int = 8
    ledger_pool_size: int = 2
    delivery_pool_size: int = 1
    wait_seconds: float = 10.0


class Database:
    """Open with `async with`; everything below is usable until it ends.

    Attributes:
        engine: as `hamyon_app`; sees nothing until `tenant_transaction` says which tenants it acts for.
        system_engine: as `hamyon_system`; sees a few tables across tenants.
        pool: as `hamyon_app`, without SQLAlchemy, for the ledger store.
        billing_pool: the same for billing's units of work.
        delivery_pool: as `hamyon_system`, for the log of deliveries.
    """

    engine: AsyncEngine
    system_engine: AsyncEngine
    pool: AsyncConnectionPool
    billing_pool: AsyncConnectionPool
    delivery_pool: AsyncConnectionPool

    def __init__(self, settings: PostgresSettings) -> None:
        self._settings = settings
        self._opened = AsyncExitStack()

    async def __aenter__(self) -> Self:
        settings = self._settings
        async with AsyncExitStack() as stack:
            self.engine = _engine(settings.app_conninfo, size=settings.pool_size, wait_seconds=settings.wait_seconds)
            stack.push_async_callback(self.engine.dispose)
            self.system_engine = _engine(
                system_conninfo(settings.app_conninfo),
                size=settings.system_pool_size,
                wait_seconds=settings.wait_seconds,
            )
            stack.push_async_callback(self.system_engine.dispose)
            # The pool would try again for a while before it says that a password is wrong or a right is missing: ask
            # once, plainly.
            with typed_failures():
                async with await psycopg.AsyncConnection.connect(settings.app_conninfo) as connection:
                    await prepare_ledger_statements(connection)
            # Neither is checked before use: the operation queue repeats a batch whose connection turns out to be dead,
            # and a provider repeats its call.
            self.pool = _pool(settings, size=settings.ledger_pool_size, configure=prepare_ledger_statements)
            await stack.enter_async_context(self.pool)
            self.billing_pool = _pool(settings, size=settings.billing_pool_size, configure=prepare_billing_statements)
            await stack.enter_async_context(self.billing_pool)
            self.delivery_pool = _pool(
                settings, conninfo=system_conninfo(settings.app_conninfo), size=settings.delivery_pool_size
            )
            await stack.enter_async_context(self.delivery_pool)
            self._opened = stack.pop_all()
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self._opened.aclose()

    async def answers(self) -> bool:
        """Whether the database answers promptly."""
        try:
            async with asyncio.timeout(_PROMPT_SECONDS):
                with typed_failures():
                    async with self.engine.connect() as connection:
                        await connection.execute(text("SELECT 1"))
        except (HamyonError, TimeoutError):
            return False
        return True


def _pool(
    settings: PostgresSettings,
    *,
    size: int,
    conninfo: str = "",
    configure: Callable[[psycopg.AsyncConnection[Any]], Awaitable[None]] | None = None,
) -> AsyncConnectionPool:
    return AsyncConnectionPool(
        conninfo or settings.app_conninfo,
        min_size=1,
        max_size=size,
        open=False,
        timeout=settings.wait_seconds,
        # BEGIN is said by whoever uses the connection, together with what must follow it.
        kwargs={"autocommit": True},
        configure=configure,
    )


def _engine(conninfo: str, *, size: int, wait_seconds: float) -> AsyncEngine:
    return create_async_engine(
        "postgresql+psycopg://",
        async_creator=lambda: psycopg.AsyncConnection.connect(conninfo),
        pool_size=size,
        max_overflow=0,
        pool_timeout=wait_seconds,
        pool_pre_ping=True,
    )
