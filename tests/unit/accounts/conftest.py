"""The accounts module over memory, its queue running."""

from collections.abc import AsyncIterator

import pytest

from tests.fakes.accounts.world import AccountsWorld


@pytest.fixture
async def world() -> AsyncIterator[AccountsWorld]:
    async with AccountsWorld().running() as running:
        yield running
