"""An outbox in a database of its own: the relay reads every tenant's events."""

from collections.abc import AsyncIterator

import pytest

from adapters.postgres.database import Database, PostgresSettings
from tests.integration.event_bus.outbox import Outbox
from tests.postgres_server import DatabaseAddress


@pytest.fixture
async def outbox(fresh_database: DatabaseAddress) -> AsyncIterator[Outbox]:
    async with Database(PostgresSettings(app_conninfo=fresh_database.app)) as database:
        yield Outbox(address=fresh_database, database=database)
