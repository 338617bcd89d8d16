"""Opening the database, and what it says when it cannot be used."""

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import text

from adapters.postgres.conninfo import app_conninfo
from adapters.postgres.database import Database, PostgresSettings
from adapters.postgres.failures import ConcurrentUpdateError, DatabaseBusyError, DatabaseUnavailableError
from adapters.postgres.transactions import system_transaction, tenant_transaction
from shared_kernel.tenant import Tenant
from tests.postgres_server import DatabaseAddress, DatabaseServer

WHO = text("SELECT current_user, session_user")


async def test_the_service_is_the_app_role_and_becomes_the_system_role(database: Database, tenant: Tenant) -> None:
    async with tenant_transaction(database.engine, tenant.id) as connection:
        assert ("hamyon_app", "hamyon_app") == (await connection.execute(WHO)).one()
    async with system_transaction(database.system_engine) as connection:
        assert ("hamyon_system", "hamyon_app") == (await connection.execute(WHO)).one()
    async with database.pool.connection() as connection:
        rows = await connection.execute("SELECT current_user")
        assert ("hamyon_app",) == await rows.fetchone()


async def test_a_connection_forgets_its_tenants_with_the_transaction(
    shared_database: DatabaseAddress, tenant: Tenant
) -> None:
    seen = text("SELECT platform.current_tenants()")
    settings = PostgresSettings(app_conninfo=shared_database.app, pool_size=1)
    async with Database(settings) as database:
        async with tenant_transaction(database.engine, tenant.id) as connection:
            assert [tenant.id] == (await connection.execute(seen)).scalar_one()
        async with tenant_transaction(database.engine) as connection:
            assert None is (await connection.execute(seen)).scalar_one()


async def test_a_transaction_may_act_for_several_tenants(
    database: Database, tenant: Tenant, other_tenant: Tenant
) -> None:
    async with tenant_transaction(database.engine, tenant.id, other_tenant.id) as connection:
        both = (await connection.execute(text("SELECT platform.current_tenants()"))).scalar_one()
    assert [tenant.id, other_tenant.id] == both


@pytest.mark.parametrize("wrong", [{"port": 1, "host": "127.0.0.1"}, {"dbname": "nobody_made_this"}])
async def test_a_database_that_cannot_be_reached_is_said_to_be_unavailable(
    shared_database: DatabaseAddress, wrong: dict[str, object]
) -> None:
    with pytest.raises(DatabaseUnavailableError):
        async with Database(PostgresSettings(app_conninfo=make_conninfo(shared_database.app, **wrong))):
            pass


async def test_the_password_of_the_app_follows_from_the_secret(database_over_tcp: str) -> None:
    async with Database(PostgresSettings(app_conninfo=database_over_tcp)):
        pass
    with pytest.raises(DatabaseUnavailableError):
        async with Database(PostgresSettings(app_conninfo=app_conninfo(database_over_tcp, b"another secret"))):
            pass


@pytest.fixture
def database_over_tcp(shared_database: DatabaseAddress) -> str:
    """The socket asks for no password, TCP does."""
    return make_conninfo(shared_database.app, host="127.0.0.1")


async def test_a_deadlock_is_a_conflict_that_may_be_tried_again(database: Database, tenant: Tenant) -> None:
    deadlock = text("DO $$ BEGIN RAISE EXCEPTION 'as two writers would' USING ERRCODE = 'deadlock_detected'; END $$")
    with pytest.raises(ConcurrentUpdateError) as refused:
        async with tenant_transaction(database.engine, tenant.id) as connection:
            await connection.execute(deadlock)
    assert refused.value.retryable


async def test_a_server_that_cuts_us_off_is_unavailable_and_then_found_again(
    database: Database, tenant: Tenant
) -> None:
    cut = text("SELECT pg_terminate_backend(pg_backend_pid())")
    with pytest.raises(DatabaseUnavailableError):
        async with tenant_transaction(database.engine, tenant.id) as connection:
            await connection.execute(cut)
    async with tenant_transaction(database.engine, tenant.id) as connection:
        assert ("hamyon_app", "hamyon_app") == (await connection.execute(WHO)).one()


async def test_a_database_that_takes_no_connections_does_not_answer_until_it_does(
    postgres_server: DatabaseServer, fresh_database: DatabaseAddress
) -> None:
    name = conninfo_to_dict(fresh_database.app)["dbname"]
    async with (
        await psycopg.AsyncConnection.connect(postgres_server.owner, autocommit=True) as operator,
        Database(PostgresSettings(app_conninfo=fresh_database.app)) as database,
    ):
        assert await database.answers()
        await operator.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await operator.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        assert not await database.answers()
        await operator.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        assert await database.answers()


async def test_a_pool_without_a_free_connection_says_so(shared_database: DatabaseAddress, tenant: Tenant) -> None:
    settings = PostgresSettings(app_conninfo=shared_database.app, pool_size=1, wait_seconds=0.05)
    async with Database(settings) as database, tenant_transaction(database.engine, tenant.id):
        with pytest.raises(DatabaseBusyError):
            async with tenant_transaction(database.engine, tenant.id):
                pass
