"""What the Click suite runs on: one store for each test, and a shop over it."""

from collections.abc import AsyncIterator

import pytest

from tests.contract.click.market import Market
from tests.contract.click.market import market as running_market
from tests.contract.click.shop import BillingStore, ClickShop, click_shop
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
