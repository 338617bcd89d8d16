"""The database of this process: the embedded one or the configured one."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adapters.postgres.embedded.settings import EmbeddedSettings
from adapters.postgres.embedded.supervisor import EmbeddedPostgres
from bootstrap.settings import Settings

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """A database that fits this code: how the service logs in, and the secret of the installation."""

    app_conninfo: str = field(repr=False)
    secret: bytes = field(repr=False)


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
