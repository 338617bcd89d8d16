"""What the Stripe suite runs on: a shop over memory, and the simulated Stripe behind real HTTP."""

from collections.abc import AsyncIterator

import pytest

from tests.contract.click.conftest import memory_store
from tests.contract.stripe.shop import StripeShop, stripe_shop


@pytest.fixture
async def shop() -> AsyncIterator[StripeShop]:
    """A shop with Stripe configured."""
    async with stripe_shop(memory_store()) as running:
        yield running
