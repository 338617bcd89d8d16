"""A shop at the simulated Stripe."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.sandbox.stripe.shop import Shop, running_shop


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    """The shop."""
    async with running_shop() as running:
        yield running
