"""The database for a command of an operator: beside the running service, or started for as long as the command runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.postgres.database import Database, PostgresSettings
from adapters.postgres.embedded.running import running_conninfo
from bootstrap.containers.foundation import FoundationContainer
from bootstrap.migration import migrated
from bootstrap.secret import installation_secret, previous_secrets
from bootstrap.settings import Settings, SettingsError
from bootstrap.storage import Report, data_directory, owner_conninfo


@asynccontextmanager
async def administered(settings: Settings, report: Report) -> AsyncIterator[FoundationContainer]:
    """The foundation over an open database that fits this version.

    Raises:
        SettingsError: there is no database yet.
    """
    async with _owner(settings, report) as owner:
        secret = installation_secret(settings)
        conninfo = await migrated(settings, owner=owner, secret=secret, report=report)
        async with Database(PostgresSettings(app_conninfo=conninfo)) as database:
            yield FoundationContainer(
                database=database,
                app_conninfo=conninfo,
                secret=secret,
                previous_secrets=previous_secrets(settings),
                is_development=settings.is_development,
            )


@asynccontextmanager
async def _owner(settings: Settings, report: Report) -> AsyncIterator[str]:
    running = None
    if settings.database_url is None:
        data = data_directory(settings)
        try:
            # A command must not make a new, empty database: it would be the answer to a mistyped directory.
            (data / "PG_VERSION").stat()
            running = running_conninfo(data)
        except FileNotFoundError as error:
            raise SettingsError(
                f"There is no database in {data}: name the service's directory with HAMYON_HOME, "
                "or its database with HAMYON_DATABASE_URL."
            ) from error
        except OSError as error:
            raise SettingsError(f"{data} cannot be read ({error.strerror}): run this as the service's user.") from error
    if running is not None:
        yield running
        return
    async with owner_conninfo(settings, report) as started:
        yield started
