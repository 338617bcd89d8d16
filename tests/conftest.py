"""Fixtures of every suite: a real PostgreSQL, started when the first test asks for it.

`database` is shared by the tests of a session, `tenant` is new for each: what a test sees of it is its own.
A test that looks across tenants (or counts what is there) asks for `fresh_database`.
"""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings
from structlog.dev import ConsoleRenderer, plain_traceback

from adapters.postgres.database import Database, PostgresSettings
from shared_kernel.tenant import Tenant
from tests.postgres_server import DatabaseAddress, DatabaseServer, add_tenant, make_cluster, running_server


def pytest_configure() -> None:
    """What holds for every test."""
    # Failures that tests provoke are logged without the locals of every frame: painting them takes half a second.
    ConsoleRenderer.get_active().exception_formatter = plain_traceback
    # A busy machine is slow, and slowness is no finding.
    settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50)
    settings.load_profile("patient")


@pytest.fixture(scope="session")
def made_cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory as the first start makes it, to be copied: making one takes seconds."""
    return make_cluster(tmp_path_factory.mktemp("made") / "data")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def postgres_server(
    tmp_path_factory: pytest.TempPathFactory, made_cluster: Path
) -> AsyncIterator[DatabaseServer]:
    """A server for this session (with xdist: for this worker)."""
    directory = tmp_path_factory.mktemp("postgres")
    shutil.copytree(made_cluster, directory / "data")
    async with running_server(directory) as server:
        yield server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_database(postgres_server: DatabaseServer) -> DatabaseAddress:
    """Where the migrated database of the session is."""
    return await postgres_server.create()


@pytest.fixture
async def database(shared_database: DatabaseAddress) -> AsyncIterator[Database]:
    """The session's database, opened as the service opens it."""
    async with Database(PostgresSettings(app_conninfo=shared_database.app)) as opened:
        yield opened


@pytest.fixture
async def owner(shared_database: DatabaseAddress) -> AsyncIterator[psycopg.AsyncConnection]:
    """A connection of the owner to the session's database: it bypasses row-level security. Commits by itself."""
    async with await psycopg.AsyncConnection.connect(shared_database.owner, autocommit=True) as connection:
        yield connection


@pytest.fixture
async def tenant(owner: psycopg.AsyncConnection) -> Tenant:
    """A tenant nobody has used yet."""
    return await add_tenant(owner)


@pytest.fixture
async def other_tenant(owner: psycopg.AsyncConnection) -> Tenant:
    """Another one."""
    return await add_tenant(owner)


@pytest.fixture
async def empty_database(postgres_server: DatabaseServer) -> AsyncIterator[DatabaseAddress]:
    """A database before any migration, for one test."""
    created = await postgres_server.create(template="template0")
    yield created
    await postgres_server.drop(created)


@pytest.fixture
async def fresh_database(postgres_server: DatabaseServer) -> AsyncIterator[DatabaseAddress]:
    """A migrated database for one test."""
    created = await postgres_server.create()
    yield created
    await postgres_server.drop(created)
