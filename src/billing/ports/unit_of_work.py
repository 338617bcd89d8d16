"""One commit of billing, as a port."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar

from billing.ports.attempt_repository import AttemptRepository
from billing.ports.discrepancy_repository import DiscrepancyRepository
from billing.ports.gateway_entry_repository import GatewayEntryRepository
from billing.ports.provider_call_repository import ProviderCallRepository
from billing.ports.reconciliation_repository import ReconciliationRepository
from billing.ports.refund_repository import RefundRepository
from billing.ports.transaction_repository import TransactionRepository
from shared_kernel.idempotency import RequestIds
from shared_kernel.outbox import Outbox
from shared_kernel.tenant import TenantId

Done = TypeVar("Done")


class BillingUnitOfWork(Protocol):
    """What changes together: everything done through it is committed at once, or not at all."""

    @property
    def transactions(self) -> TransactionRepository:
        """The tenant's transactions."""
        ...

    @property
    def attempts(self) -> AttemptRepository:
        """The tenant's attempts to pay."""
        ...

    @property
    def refunds(self) -> RefundRepository:
        """The tenant's refunds."""
        ...

    @property
    def calls(self) -> ProviderCallRepository:
        """The tenant's calls to providers."""
        ...

    @property
    def discrepancies(self) -> DiscrepancyRepository:
        """Where providers and the tenant's books do not agree."""
        ...

    @property
    def reconciliations(self) -> ReconciliationRepository:
        """The tenant's comparisons with its gateways and books."""
        ...

    @property
    def entries(self) -> GatewayEntryRepository:
        """What gateways kept, took back and returned."""
        ...

    @property
    def outbox(self) -> Outbox:
        """Takes the events of this commit."""
        ...

    @property
    def request_ids(self) -> RequestIds:
        """Claims callers' request ids."""
        ...


class BillingUnitOfWorks(Protocol):
    """Opens units of work."""

    def __call__(self, *, tenant_id: TenantId) -> AbstractAsyncContextManager[BillingUnitOfWork]:
        """One in the name of a tenant: a clean exit commits, any exception rolls everything back.

        A reader sees what was committed before each statement (READ COMMITTED): what must not change is locked.
        """
        ...

    def looking(self, *, tenant_id: TenantId) -> AbstractAsyncContextManager[BillingUnitOfWork]:
        """One that only asks questions: each sees what is committed at its moment, and there is nothing to commit."""
        ...

    async def shared(self, *, tenant_id: TenantId, work: Callable[[BillingUnitOfWork], Awaitable[Done]]) -> Done:
        """What the work returns, once it is committed, be it together with the work of others.

        For what arrives by the hundred. The work may be done twice, so that nothing but its unit may remember it; and
        it awaits nothing but its unit, for others wait with it. What it raises is raised here, and nothing is kept.
        """
        ...
