"""What the Click suite runs on: one store for each test, and a shop over it."""

from collections.abc import AsyncIterator

import pytest

from adapters.postgres.database import Database
from adapters.postgres.delivery_log import PostgresDeliveryLog
from billing.ports.delivery_log import Delivery
from tests.contract.click.market import FISCAL, Market
from tests.contract.click.market import market as running_market
from tests.contract.click.shop import BillingStore, ClickShop, click_shop
from tests.contract.conftest import PostgresBillingStore
from tests.fakes.billing.gateway_configurations import MemoryGatewayConfigurations
from tests.fakes.billing.top_ups import MemoryTopUps
from tests.fakes.billing.units_of_work import MemoryUnitOfWorks
from tests.fakes.billing.world import ACCOUNT_NUMBER, TENANT
from tests.fakes.delivery_log import MemoryDeliveryLog


def memory_store() -> BillingStore:
    """Billing's memory fakes; HTTP brings many calls at once, so units of work may overlap."""
    units, log = MemoryUnitOfWorks(), MemoryDeliveryLog()
    units.concurrent = True

    async def deliveries() -> list:
        return log.deliveries

    return BillingStore(
        tenant_id=TENANT,
        units_of_work=units,
        configurations=MemoryGatewayConfigurations(),
        delivery_log=log,
        top_ups=lambda create: MemoryTopUps(numbers=frozenset({ACCOUNT_NUMBER}), create=create, units_of_work=units),
        event_types=lambda: units.event_types(TENANT),
        deliveries=deliveries,
    )


@pytest.fixture(params=[memory_store], ids=["memory"])
def billing_store(request: pytest.FixtureRequest) -> BillingStore:
    """Every store this suite must hold for."""
    return request.param()


@pytest.fixture
async def shop(billing_store: BillingStore) -> AsyncIterator[ClickShop]:
    """A shop with Click configured."""
    async with click_shop(billing_store) as running:
        yield running


@pytest.fixture
async def market(billing_store: BillingStore) -> AsyncIterator[Market]:
    """A shop and the simulated Click, with an API user."""
    async with running_market(billing_store) as running:
        yield running


@pytest.fixture
async def memory_market() -> AsyncIterator[Market]:
    """The quick one."""
    async with running_market(memory_store()) as running:
        yield running


@pytest.fixture
async def postgres_market(postgres_billing_store: PostgresBillingStore, database: Database) -> AsyncIterator[Market]:
    """One that keeps everything in PostgreSQL, with its locks."""
    kept = postgres_billing_store

    async def none() -> list[Delivery]:
        return []

    store = BillingStore(
        tenant_id=kept.tenant,
        units_of_work=kept.units_of_work,
        configurations=kept.configurations,
        delivery_log=PostgresDeliveryLog(system_pool=database.delivery_pool),
        top_ups=lambda create: MemoryTopUps(numbers=frozenset(), create=create, units_of_work=MemoryUnitOfWorks()),
        event_types=lambda: kept.event_types(kept.tenant),
        deliveries=none,
    )
    async with running_market(store, **FISCAL) as running:
        yield running


@pytest.fixture(params=["memory_market", "postgres_market"], ids=["memory", "postgres"])
def any_market(request: pytest.FixtureRequest) -> Market:
    """Both, for what depends on locks and on what is written."""
    found: Market = request.getfixturevalue(request.param)
    return found
