"""The simulated Payme before our own Merchant API: two programs that know each other by the protocol alone."""

from collections.abc import AsyncIterator

import pytest

from tests.contract.payme.conftest import memory_store
from tests.contract.payme.shop import PaymeShop, payme_shop
from tests.integration.sandbox.payme.payme import CHECKOUT_URL, Payme
from tests.integration.sandbox.payme.payme import payme as running_payme


@pytest.fixture
async def shop() -> AsyncIterator[PaymeShop]:
    """A shop whose links lead to the simulator."""
    async with payme_shop(memory_store(), checkout_url=CHECKOUT_URL) as running:
        yield running


@pytest.fixture
async def payme(shop: PaymeShop) -> AsyncIterator[Payme]:
    """Payme, which knows that shop."""
    async with running_payme(shop) as running:
        yield running
