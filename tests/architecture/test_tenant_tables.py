"""Tenant isolation as the catalog of a migrated database tells it."""

import psycopg
import pytest
from psycopg import errors
from psycopg.rows import namedtuple_row

from tests.postgres_server import DatabaseAddress

TENANT_TABLES = """
    SELECT class.oid, class.oid::regclass::text AS name, class.relrowsecurity, class.relforcerowsecurity
    FROM pg_class AS class
    JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid AND attribute.attname = 'tenant_id'
    WHERE class.relkind IN ('r', 'p') AND class.relnamespace::regnamespace::text IN ('platform', 'accounts', 'billing')
"""


async def found(owner: psycopg.AsyncConnection, query: str) -> list[str]:
    """The first column of a query."""
    rows = await owner.execute(query)
    return [row[0] for row in await rows.fetchall()]


async def test_there_are_tenant_tables_in_every_schema(owner: psycopg.AsyncConnection) -> None:
    """So that the tests below look at something."""
    names = await found(owner, f"SELECT name FROM ({TENANT_TABLES}) AS t")
    assert {"accounts", "billing", "platform"} == {name.split(".")[0] for name in names}
    assert {"accounts.entries", "billing.transactions", "platform.outbox"} <= set(names)


async def test_every_tenant_table_forces_row_level_security(owner: psycopg.AsyncConnection) -> None:
    open_tables = f"SELECT name FROM ({TENANT_TABLES}) AS t WHERE NOT (relrowsecurity AND relforcerowsecurity)"
    assert [] == await found(owner, open_tables)


async def test_every_tenant_table_shows_the_app_its_tenants_only(owner: psycopg.AsyncConnection) -> None:
    """One policy for reading and writing, and no other that would let more through (policies add up)."""
    others = f"""
        SELECT name FROM ({TENANT_TABLES}) AS t WHERE (
            SELECT array_agg(pg_get_expr(polqual, polrelid) ORDER BY polname) FROM pg_policy
            WHERE polrelid = t.oid AND polcmd = '*' AND polwithcheck IS NULL
                AND 'hamyon_app'::regrole = ANY (polroles)
        ) IS DISTINCT FROM
            ARRAY['(tenant_id = ANY (( SELECT platform.current_tenants() AS current_tenants)::uuid[]))'::text]
        OR EXISTS (
            SELECT FROM pg_policy WHERE polrelid = t.oid AND polname <> 'tenant'
                AND polroles && ARRAY[0::oid, 'hamyon_app'::regrole]
        )
    """
    assert [] == await found(owner, others)


async def test_the_tenant_leads_every_key(owner: psycopg.AsyncConnection) -> None:
    """Primary, unique and foreign keys, on both sides where both have a tenant."""
    elsewhere = f"""
        SELECT conname::text FROM pg_constraint JOIN ({TENANT_TABLES}) AS t ON t.oid = conrelid
        JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
        WHERE contype IN ('p', 'u', 'f') AND attname <> 'tenant_id'
        UNION ALL
        SELECT indexrelid::regclass::text FROM pg_index JOIN ({TENANT_TABLES}) AS t ON t.oid = indrelid
        LEFT JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
        WHERE indisunique AND attname IS DISTINCT FROM 'tenant_id'
    """
    assert [] == await found(owner, elsewhere)


async def test_every_tenant_table_has_a_primary_key(owner: psycopg.AsyncConnection) -> None:
    without = f"""
        SELECT name FROM ({TENANT_TABLES}) AS t
        WHERE NOT EXISTS (SELECT FROM pg_index WHERE indrelid = t.oid AND indisprimary)
    """
    assert [] == await found(owner, without)


async def test_the_app_owns_nothing_and_bypasses_nothing(owner: psycopg.AsyncConnection) -> None:
    roles = """
        SELECT rolname::text FROM pg_roles WHERE rolname IN ('hamyon_app', 'hamyon_system')
            AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)
    """
    assert [] == await found(owner, roles)
    owned = "SELECT relname::text FROM pg_class WHERE relowner IN ('hamyon_app'::regrole, 'hamyon_system'::regrole)"
    assert [] == await found(owner, owned)
    # The one function that reads for the app what row-level security keeps off the index.
    functions = "SELECT proname::text FROM pg_proc WHERE prosecdef AND pronamespace::regnamespace::text = 'billing'"
    assert ["transactions_with_details"] == await found(owner, functions)


async def test_the_app_is_not_the_system_role_by_itself(shared_database: DatabaseAddress) -> None:
    async with await psycopg.AsyncConnection.connect(shared_database.app) as app:
        with pytest.raises(errors.InsufficientPrivilege):
            await app.execute("SELECT FROM platform.tenants")


async def test_without_a_tenant_the_app_sees_no_row_of_any_table(
    owner: psycopg.AsyncConnection, shared_database: DatabaseAddress
) -> None:
    names = await found(
        owner, f"SELECT name FROM ({TENANT_TABLES}) AS t WHERE has_table_privilege('hamyon_app', oid, 'SELECT')"
    )
    async with await psycopg.AsyncConnection.connect(shared_database.app, row_factory=namedtuple_row) as app:
        for name in names:
            rows = await app.execute(f"SELECT FROM {name} LIMIT 1")
            assert None is await rows.fetchone(), name


@pytest.mark.parametrize("setting", ["", "{}", "00000000-0000-0000-0000-000000000000"])
async def test_a_setting_that_names_nobody_shows_nothing(
    owner: psycopg.AsyncConnection, shared_database: DatabaseAddress, setting: str
) -> None:
    await owner.execute(
        "INSERT INTO platform.inbox (tenant_id, consumer, event_id) VALUES (gen_random_uuid(), 'c', gen_random_uuid())"
    )
    async with await psycopg.AsyncConnection.connect(shared_database.app) as app:
        await app.execute("SELECT set_config('hamyon.tenants', %s, true)", [setting])
        rows = await app.execute("SELECT count(*) FROM platform.inbox")
        assert (0,) == await rows.fetchone()


@pytest.mark.parametrize("table", ["accounts.entries", "platform.outbox", "billing.discrepancies"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET tenant_id = tenant_id", "DELETE FROM {}", "TRUNCATE {}"])
async def test_the_app_cannot_change_what_was_written_for_good(
    shared_database: DatabaseAddress, statement: str, table: str
) -> None:
    async with await psycopg.AsyncConnection.connect(shared_database.app) as app:
        with pytest.raises(errors.InsufficientPrivilege):
            await app.execute(statement.format(table))


async def test_the_app_cannot_write_a_row_for_another_tenant(shared_database: DatabaseAddress) -> None:
    async with await psycopg.AsyncConnection.connect(shared_database.app) as app:
        await app.execute("SELECT set_config('hamyon.tenants', gen_random_uuid()::text, true)")
        with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
            await app.execute("INSERT INTO platform.inbox VALUES (gen_random_uuid(), 'c', gen_random_uuid(), now())")
