"""Every implementation of billing's storage goes through the same tests.

To plug one in: write a fixture that yields a `BillingStore` (over an empty database, with two tenants in it), make it
visible here (this file or a conftest above), and add its name to `params` of `billing_store`. Nothing else changes;
what PostgreSQL must keep and the memory must not forget is said once, in the tests beside this file.
"""

from dataclasses import dataclass
from typing import Protocol

import pytest

from billing.ports.gateway_configurations import GatewayConfigurations
from billing.ports.provider_call_repository import DueCalls
from billing.ports.reconciliation_repository import DueReconciliations
from billing.ports.unit_of_work import BillingUnitOfWorks
from shared_kernel.tenant import TenantId
from tests.fakes.billing.calls import MemoryDueCalls, MemoryDueReconciliations
from tests.fakes.billing.gateway_configurations import MemoryGatewayConfigurations
from tests.fakes.billing.units_of_work import MemoryUnitOfWorks
from tests.fakes.billing.world import OTHER_TENANT, TENANT


class BillingStore(Protocol):
    """What the contract needs of an implementation."""

    @property
    def units_of_work(self) -> BillingUnitOfWorks: ...

    @property
    def configurations(self) -> GatewayConfigurations: ...

    @property
    def due_calls(self) -> DueCalls: ...

    @property
    def due_reconciliations(self) -> DueReconciliations: ...

    @property
    def tenant(self) -> TenantId:
        """A tenant that has nothing yet."""
        ...

    @property
    def other_tenant(self) -> TenantId:
        """Another one that has nothing yet."""
        ...

    async def event_types(self, tenant_id: TenantId) -> list[str]:
        """The types of the tenant's events in the outbox, in the order of their commits."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryBillingStore:
    units_of_work: MemoryUnitOfWorks
    configurations: MemoryGatewayConfigurations
    due_calls: MemoryDueCalls
    due_reconciliations: MemoryDueReconciliations
    tenant: TenantId = TENANT
    other_tenant: TenantId = OTHER_TENANT

    async def event_types(self, tenant_id: TenantId) -> list[str]:
        return await self.units_of_work.event_types(tenant_id)


@pytest.fixture
def memory_billing_store() -> MemoryBillingStore:
    units = MemoryUnitOfWorks()
    return MemoryBillingStore(
        units_of_work=units,
        configurations=MemoryGatewayConfigurations(),
        due_calls=MemoryDueCalls(units),
        due_reconciliations=MemoryDueReconciliations(units),
    )


@pytest.fixture(params=["memory_billing_store", "postgres_billing_store"])
def billing_store(request: pytest.FixtureRequest) -> BillingStore:
    store: BillingStore = request.getfixturevalue(request.param)
    return store
