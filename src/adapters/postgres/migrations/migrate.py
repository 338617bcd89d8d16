"""Bring a database to the revision of this code. Runs in a process of its own: the service never imports alembic."""

from collections.abc import Callable
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import sql
from sqlalchemy import NullPool, create_engine

from adapters.postgres.conninfo import app_password, require_readable
from adapters.postgres.failures import typed_failures
from adapters.postgres.migrations.revision import VERSION_SCHEMA, VERSION_TABLE
from adapters.postgres.migrations.roles import APP, SYSTEM, ensure_roles

# Any number will do, as long as every migration of this product takes the same one.
_LOCK = 0x68616D796F6E


def migrate(owner_conninfo: str, secret: bytes, *, revision: str = "head") -> None:
    """Make the roles, then move up to the revision. Doing it again changes nothing.

    Two at once: the second waits for the first and finds nothing to do.

    Raises:
        DatabaseUnavailableError: nobody answers there.
        DatabaseSetupError: the owner may not do what a migration needs.
    """
    require_readable(owner_conninfo)
    with typed_failures(), psycopg.connect(owner_conninfo, autocommit=True) as guard:
        guard.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        ensure_roles(guard, password=app_password(secret))
        guard.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(VERSION_SCHEMA)))
        _run(owner_conninfo, command.upgrade, revision)
        _let_the_service_ask(guard)


def roll_back(owner_conninfo: str, *, revision: str) -> None:
    """Move down to an older revision, or to `base`. What only newer revisions store is lost."""
    with typed_failures(), psycopg.connect(owner_conninfo, autocommit=True) as guard:
        guard.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        _run(owner_conninfo, command.downgrade, revision)


def alembic_config() -> Config:
    """Where the revisions are."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


def _run(conninfo: str, move: Callable[[Config, str], None], revision: str) -> None:
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(conninfo), poolclass=NullPool)
    config = alembic_config()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        move(config, revision)


def _let_the_service_ask(guard: psycopg.Connection) -> None:
    """Let it read the revision at its start, to refuse a database that does not fit."""
    roles = sql.SQL(", ").join(map(sql.Identifier, (APP, SYSTEM)))
    table = sql.Identifier(VERSION_SCHEMA, VERSION_TABLE)
    guard.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(table, roles))
