"""Billing's unit of work: one transaction in the name of one tenant."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.outbox import PostgresOutbox
from adapters.postgres.repositories.attempts import PostgresAttempts
from adapters.postgres.repositories.discrepancies import PostgresDiscrepancies
from adapters.postgres.repositories.gateway_entries import PostgresGatewayEntries
from adapters.postgres.repositories.payments import PostgresPayments
from adapters.postgres.repositories.provider_calls import PostgresProviderCalls
from adapters.postgres.repositories.reconciliations import PostgresReconciliations
from adapters.postgres.repositories.refunds import PostgresRefunds
from adapters.postgres.request_ids import PostgresRequestIds
from adapters.postgres.transactions import tenant_transaction
from shared_kernel.identifiers import Identifiers
from shared_kernel.tenant import TenantId


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
    outbox: PostgresOutbox
    request_ids: PostgresRequestIds


def _nobody_waits() -> None:
    """For units of work whose events may wait for the relay's next look."""


class PostgresBillingUnitOfWorks:
    """Opens units of work."""

    def __init__(
        self, *, engine: AsyncEngine, identifiers: Identifiers, committed: Callable[[], None] = _nobody_waits
    ) -> None:
        """`committed` is called after each commit: the relay of this process need not wait for its next look."""
        self._engine = engine
        self._identifiers = identifiers
        self._committed = committed

    @asynccontextmanager
    async def __call__(self, *, tenant_id: TenantId) -> AsyncIterator[PostgresBillingUnitOfWork]:
        """One commit that sees one tenant."""
        async with tenant_transaction(self._engine, tenant_id) as connection:
            yield PostgresBillingUnitOfWork(
                transactions=PostgresPayments(connection, tenant_id),
                attempts=PostgresAttempts(connection, tenant_id),
                refunds=PostgresRefunds(connection, tenant_id),
                calls=PostgresProviderCalls(connection, tenant_id),
                discrepancies=PostgresDiscrepancies(connection, tenant_id),
                reconciliations=PostgresReconciliations(connection, tenant_id),
                entries=PostgresGatewayEntries(connection, tenant_id),
                outbox=PostgresOutbox(connection, self._identifiers),
                request_ids=PostgresRequestIds(connection, tenant_id),
            )
        self._committed()
