"""A recording merchant, and the simulated Octo that knows it."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.sandbox.octo.merchant import RecordingMerchant, recording_merchant
from tests.integration.sandbox.octo.octo import Octo
from tests.integration.sandbox.octo.octo import octo as running_octo


@pytest.fixture
async def merchant() -> AsyncIterator[RecordingMerchant]:
    """A merchant's server."""
    async with recording_merchant() as running:
        yield running


@pytest.fixture
async def octo(merchant: RecordingMerchant) -> AsyncIterator[Octo]:
    """Octo, which notifies that merchant."""
    async with running_octo(merchant.url) as running:
        yield running
