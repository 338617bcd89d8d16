"""A short campaign: some seeds that are always the same, and some that nobody has seen. `make campaign` is long."""

import random

import pytest

from tests.campaign.seeds import verdicts
from tests.postgres_server import DatabaseServer

_FIXED = range(1, 13)
_FRESH = 4
_LANES = 4


@pytest.mark.timeout(300)
async def test_whatever_goes_wrong_our_books_end_as_the_providers_books(postgres_server: DatabaseServer) -> None:
    """What a seed that fails prints is enough to replay it."""
    fresh = random.sample(range(10_000, 1_000_000_000), _FRESH)
    found = [verdict async for verdict in verdicts(postgres_server, [*_FIXED, *fresh], lanes=_LANES)]
    assert "" == "\n".join(line for verdict in found if verdict.findings for line in verdict.told())
    assert len(_FIXED) + _FRESH == len(found)
