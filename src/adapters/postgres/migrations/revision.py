"""Which revision this code needs and which one a database has: cheap enough to ask at every start."""

import psycopg

from adapters.postgres.conninfo import require_readable
from adapters.postgres.failures import typed_failures

HEAD = "0013"
VERSION_SCHEMA = "platform"
VERSION_TABLE = "schema_revision"


async def current_revision(conninfo: str) -> str | None:
    """The revision the database is at; None for one that was never migrated.

    Raises:
        DatabaseUnavailableError: nobody answers there.
        DatabaseSetupError: where that is cannot be read.
    """
    require_readable(conninfo)
    with typed_failures():
        async with await psycopg.AsyncConnection.connect(conninfo) as connection:
            found = await connection.execute("SELECT to_regclass(%s)", [f"{VERSION_SCHEMA}.{VERSION_TABLE}"])
            if await found.fetchone() == (None,):
                return None
            rows = await connection.execute("SELECT version_num FROM platform.schema_revision")
            row = await rows.fetchone()
            return str(row[0]) if row else None
