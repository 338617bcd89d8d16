"""A world whose tenant has Click, an order in it, and what Click says of it; other tests have worlds of their own."""

import pytest

from billing.domain.transaction import Transaction
from tests.fakes.billing.click_calls import ClickCalls
from tests.fakes.billing.world import TENANT, BillingWorld, uzs


@pytest.fixture
async def world() -> BillingWorld:
    made = BillingWorld()
    await made.configure_click()
    return made


@pytest.fixture
async def order(world: BillingWorld) -> Transaction:
    return await world.create(tenant_id=TENANT, gateway="click", amount=uzs(100_000), order_reference="order-1001")


@pytest.fixture
def click(world: BillingWorld, order: Transaction) -> ClickCalls:
    return ClickCalls(world=world, reference=order.order_reference)
