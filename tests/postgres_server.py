"""A PostgreSQL server for a test session, and databases copied from one that was migrated once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg.conninfo import make_conninfo

from adapters.postgres.conninfo import app_conninfo
from adapters.postgres.embedded.binaries import find_binaries
from adapters.postgres.embedded.cluster import ensure_cluster
from adapters.postgres.embedded.root import choose_account, reachable
from adapters.postgres.embedded.settings import EmbeddedSettings
from adapters.postgres.embedded.supervisor import EmbeddedPostgres
from adapters.postgres.migrations.migrate import migrate
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.tenant import Tenant, TenantId

SECRET = b"a secret of the tests, 32 bytes."
TEMPLATE = "migrated"
# The databases of a test session need not survive the machine.
CARELESS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_compression": "off",
    "max_connections": "200",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseAddress:
    """One database: how its owner and how the service reach it."""

    owner: str
    app: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseServer:
    """A running server with a migrated template."""

    owner: str

    async def create(self, *, template: str = TEMPLATE) -> DatabaseAddress:
        """A new database: migrated, or (template0) empty."""
        name = f"test_{uuid4().hex}"
        async with await psycopg.AsyncConnection.connect(self.owner, autocommit=True) as connection:
            # Copied file by file: without fsync that takes a tenth of the time it takes through the log.
            await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        owner = make_conninfo(self.owner, dbname=name)
        return DatabaseAddress(owner=owner, app=app_conninfo(owner, SECRET))

    async def drop(self, database: DatabaseAddress) -> None:
        name = psycopg.conninfo.conninfo_to_dict(database.owner)["dbname"]
        async with await psycopg.AsyncConnection.connect(self.owner, autocommit=True) as connection:
            await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def make_cluster(data_directory: Path) -> Path:
    """Make a data directory as the first start of a service does."""
    account = choose_account(data_directory)
    binaries = reachable(find_binaries(None), account=account, beside=data_directory.parent)
    ensure_cluster(data_directory, binaries=binaries, account=account)
    return data_directory


@asynccontextmanager
async def bare_server(directory: Path, *, binaries: Path | None = None) -> AsyncIterator[str]:
    """A server in a directory, stopped in the end: the connection string of its superuser."""
    settings = EmbeddedSettings(data_directory=directory / "data", binaries=binaries, extra=CARELESS)
    server = EmbeddedPostgres(settings=settings)
    owner = await server.start()
    try:
        yield owner
    finally:
        await server.stop()


@asynccontextmanager
async def running_server(directory: Path) -> AsyncIterator[DatabaseServer]:
    """A server with a migrated template."""
    async with bare_server(directory) as owner:
        async with await psycopg.AsyncConnection.connect(owner, autocommit=True) as connection:
            await connection.execute(f"CREATE DATABASE {TEMPLATE}")
        migrate(make_conninfo(owner, dbname=TEMPLATE), SECRET)
        yield DatabaseServer(owner=owner)


async def add_tenant(owner: psycopg.AsyncConnection) -> Tenant:
    """A tenant nobody has used yet; committed where the connection of the database's owner commits by itself."""
    tenant = Tenant(id=TenantId(SystemIdentifiers().new_id()), name=f"tenant {uuid4()}", created_at=datetime.now(UTC))
    await owner.execute(
        "INSERT INTO platform.tenants (id, name, created_at) VALUES (%s, %s, %s)",
        [tenant.id, tenant.name, tenant.created_at],
    )
    return tenant
