"""The database of this process: the embedded one or the configured one, migrated, and the way to log in."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.postgres.conninfo import app_conninfo
from adapters.postgres.embedded.settings import EmbeddedSettings
from adapters.postgres.embedded.supervisor import EmbeddedPostgres
from adapters.postgres.migrations.revision import HEAD, current_revision
from bootstrap.settings import Settings, SettingsError

Report = Callable[[str], None]


@asynccontextmanager
async def owner_conninfo(settings: Settings, report: Report) -> AsyncIterator[str]:
    """The owner's connection string; without HAMYON_DATABASE_URL of a PostgreSQL that runs as long as the context."""
    if settings.database_url is not None:
        yield settings.database_url.get_secret_value()
        return
    embedded = EmbeddedPostgres(
        settings=EmbeddedSettings(data_directory=data_directory(settings), binaries=settings.postgres_binaries),
        report=report,
    )
    try:
        yield await embedded.start()
    finally:
        await embedded.stop()


def data_directory(settings: Settings) -> Path:
    """Where the embedded PostgreSQL keeps its data."""
    return settings.home.absolute() / "postgres" / "data"


async def migrated(settings: Settings, *, owner: str, secret: bytes, report: Report) -> str:
    """The service's connection string to a database that fits this code.

    Raises:
        SettingsError: in production, the database has to be migrated first.
    """
    revision = await current_revision(owner)
    if revision != HEAD:
        if not settings.is_development:
            raise SettingsError(
                f"The database is at revision {revision or 'none'}, this version needs {HEAD}: run `hamyon migrate`."
            )
        report("Preparing the database …")
        await _migrate_in_a_process(owner, secret)
    return app_conninfo(owner, secret)


async def _migrate_in_a_process(owner: str, secret: bytes) -> None:
    """Alembic takes half a second to import and stays in memory: it gets a process of its own."""
    environment = {**os.environ, "HAMYON_DATABASE_URL": owner, "HAMYON_SECRET_KEY": secret.decode()}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bootstrap",
        "migrate",
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await process.communicate()
    if process.returncode:
        raise SettingsError(f"The database could not be migrated:\n{errors.decode().strip()}")
