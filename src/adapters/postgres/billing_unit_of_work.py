"""Billing's unit of work: one transaction in the name of one tenant."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from adapters.postgres.attempt_numbers import AttemptNumbers
from adapters.postgres.billing_connection import BillingConnection, OwnCommit
from adapters.postgres.billing_outbox import BillingOutbox
from adapters.postgres.failures import typed_failures
from adapters.postgres.repositories.attempts import PostgresAttempts
from adapters.postgres.repositories.discrepancies import PostgresDiscrepancies
from adapters.postgres.repositories.gateway_entries import PostgresGatewayEntries
from adapters.postgres.repositories.payments import PostgresPayments
from adapters.postgres.repositories.provider_calls import PostgresProviderCalls
from adapters.postgres.repositories.reconciliations import PostgresReconciliations
from adapters.postgres.repositories.refunds import PostgresRefunds
from adapters.postgres.request_ids import PostgresRequestIds
from adapters.postgres.seat import NotTogetherError
from adapters.postgres.shared_commits import SharedCommits
from shared_kernel.identifiers import Identifiers
from shared_kernel.tenant import TenantId

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresBillingUnitOfWork:
    """What changes together."""

    transactions: PostgresPayments
    attempts: PostgresAttempts
    refunds: PostgresRefunds
    calls: PostgresProviderCalls
    discrepancies: PostgresDiscrepancies
    reconciliations: PostgresReconciliations
    entries: PostgresGatewayEntries
    outbox: BillingOutbox
    request_ids: PostgresRequestIds


def _nobody_waits() -> None:
    """For units of work whose events may wait for the relay's next look."""


class PostgresBillingUnitOfWorks:
    """Opens units of work on connections of billing's own pool."""

    def __init__(
        self,
        *,
        pool: AsyncConnectionPool[AsyncConnection[Any]],
        identifiers: Identifiers,
        committed: Callable[[], None] = _nobody_waits,
    ) -> None:
        """`committed` is called after each commit: the relay of this process need not wait for its next look."""
        self._pool = pool
        self._identifiers = identifiers
        self._committed = committed
        self._shared = SharedCommits(pool=pool, committed=committed)
        self._numbers = AttemptNumbers()

    @asynccontextmanager
    async def __call__(self, *, tenant_id: TenantId) -> AsyncIterator[PostgresBillingUnitOfWork]:
        """One commit that sees one tenant."""
        with typed_failures():
            async with self._pool.connection() as raw:
                connection = OwnCommit(raw, tenant_id)
                try:
                    yield self._unit(connection, tenant_id)
                    await connection.commit()
                except BaseException:
                    await connection.roll_back()
                    raise
        self._committed()

    @asynccontextmanager
    async def looking(self, *, tenant_id: TenantId) -> AsyncIterator[PostgresBillingUnitOfWork]:
        """Questions about one tenant, each of them a round trip and nothing more."""
        with typed_failures():
            async with self._pool.connection() as raw:
                connection = OwnCommit(raw, tenant_id, only_asks=True)
                try:
                    yield self._unit(connection, tenant_id)
                finally:
                    await connection.roll_back()

    async def shared(
        self, *, tenant_id: TenantId, work: Callable[[PostgresBillingUnitOfWork], Awaitable[Done]]
    ) -> Done:
        """The work in a commit with others that arrive meanwhile; by itself if that comes to nothing."""
        try:
            async with self._shared.seat(tenant_id) as connection:
                return await work(self._unit(connection, tenant_id))
        except NotTogetherError:
            async with self(tenant_id=tenant_id) as unit:
                return await work(unit)

    def _unit(self, connection: BillingConnection, tenant_id: TenantId) -> PostgresBillingUnitOfWork:
        return PostgresBillingUnitOfWork(
            transactions=PostgresPayments(connection, tenant_id),
            attempts=PostgresAttempts(connection, tenant_id, self._numbers),
            refunds=PostgresRefunds(connection, tenant_id),
            calls=PostgresProviderCalls(connection, tenant_id),
            discrepancies=PostgresDiscrepancies(connection, tenant_id),
            reconciliations=PostgresReconciliations(connection, tenant_id),
            entries=PostgresGatewayEntries(connection, tenant_id),
            outbox=BillingOutbox(connection, self._identifiers),
            request_ids=PostgresRequestIds(connection, tenant_id),
        )
