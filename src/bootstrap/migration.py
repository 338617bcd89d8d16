"""The database as this code needs it, and the way to log in."""

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE

from adapters.postgres.conninfo import app_conninfo
from adapters.postgres.migrations.revision import HEAD, current_revision
from bootstrap.settings import Settings, SettingsError
from bootstrap.storage import Report


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
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "adapters.postgres.migrations", stdin=PIPE, stdout=DEVNULL, stderr=PIPE
    )
    _, errors = await process.communicate(json.dumps({"owner": owner, "secret": secret.decode()}).encode())
    if process.returncode:
        raise SettingsError(f"The database could not be migrated:\n{errors.decode().strip()}")
