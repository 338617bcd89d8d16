"""A recording merchant, and a payer in front of a sandbox that knows it."""

from collections.abc import AsyncIterator

import pytest

from adapters.sandbox.merchants import Merchant
from tests.integration.sandbox.merchant import SECRET, RecordingMerchant, recording_merchant
from tests.integration.sandbox.payer import Payer, sandbox


@pytest.fixture
async def merchant() -> AsyncIterator[RecordingMerchant]:
    """A merchant's server."""
    async with recording_merchant() as running:
        yield running


@pytest.fixture
async def payer(merchant: RecordingMerchant) -> AsyncIterator[Payer]:
    """A payer in front of the sandbox."""
    known = Merchant(service_id="73438", name="Bahor Books", secret_key=SECRET, webhook_url=merchant.url)
    async with sandbox(known) as running:
        yield running
