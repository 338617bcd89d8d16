"""Where billing keeps things in a run of the suites: memory, or PostgreSQL. Each has two tenants."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import psycopg

from adapters.postgres.database import Database
from adapters.postgres.delivery_log import PostgresDeliveryLog
from billing.ports.delivery_log import Delivery, DeliveryLog
from billing.ports.gateway_configurations import GatewayConfigurations
from billing.ports.unit_of_work import BillingUnitOfWorks
from shared_kernel.tenant import TenantId
from tests.contract.conftest import PostgresBillingStore
from tests.fakes.billing.gateway_configurations import MemoryGatewayConfigurations
from tests.fakes.billing.units_of_work import MemoryUnitOfWorks
from tests.fakes.billing.world import OTHER_TENANT, TENANT
from tests.fakes.delivery_log import MemoryDeliveryLog


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """Billing's storage.

    Attributes:
        event_types: the types of a tenant's events committed so far, in order.
        deliveries: what the delivery log holds, in order.
    """

    tenants: tuple[TenantId, TenantId]
    units_of_work: BillingUnitOfWorks
    configurations: GatewayConfigurations
    delivery_log: DeliveryLog
    event_types: Callable[[TenantId], Awaitable[list[str]]]
    deliveries: Callable[[], Awaitable[list[Delivery]]]


def memory_store() -> Store:
    """Billing's memory fakes; HTTP brings many calls at once, so units of work may overlap."""
    units, log = MemoryUnitOfWorks(), MemoryDeliveryLog()
    units.concurrent = True

    async def deliveries() -> list[Delivery]:
        return log.deliveries

    return Store(
        tenants=(TENANT, OTHER_TENANT),
        units_of_work=units,
        configurations=MemoryGatewayConfigurations(),
        delivery_log=log,
        event_types=units.event_types,
        deliveries=deliveries,
    )


async def postgres_store(store: PostgresBillingStore, database: Database) -> Store:
    """The real thing."""
    # Calls to endpoints nobody has belong to no tenant, so those of earlier tests would be in the way.
    await store.owner.execute("DELETE FROM platform.webhook_deliveries")
    return Store(
        tenants=(store.tenant, store.other_tenant),
        units_of_work=store.units_of_work,
        configurations=store.configurations,
        delivery_log=PostgresDeliveryLog(system_pool=database.delivery_pool),
        event_types=store.event_types,
        deliveries=lambda: _deliveries(store.owner),
    )


async def _deliveries(owner: psycopg.AsyncConnection) -> list[Delivery]:
    rows = await owner.execute(
        "SELECT gateway, endpoint, nullif(tenant_id, '00000000-0000-0000-0000-000000000000') AS tenant_id, received_at,"
        " headers, body, outcome, http_status, answer, correlation_id, duration_ms"
        " FROM platform.webhook_deliveries ORDER BY received_at"
    )
    names = [column.name for column in rows.description or ()]
    return [Delivery(**dict(zip(names, row, strict=True))) for row in await rows.fetchall()]
