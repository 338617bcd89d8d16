"""Questions to details fields are answered from the index, also under row-level security."""

import psycopg
import pytest
from psycopg.types.json import Jsonb
from sqlalchemy import text

from adapters.postgres.database import Database
from adapters.postgres.repositories.payments import PostgresPayments
from adapters.postgres.transactions import tenant_transaction
from billing.ports.transaction_filters import DetailsFilter, Operator, TransactionFilters
from shared_kernel.tenant import Tenant
from tests.integration.postgres.conftest import NOON
from tests.postgres_server import DatabaseAddress

MANY = 20_000

FILL = """
    INSERT INTO billing.transactions
    SELECT %s, gen_random_uuid(), 'click', 'payment', 'completed', 100, 'UZS', 100, 0, 'order-' || n, '', '',
        jsonb_build_object('merchant_prepare_id', n, 'pay_doc_id', n + 9000000000, 'merchant_trans_id', 'order-' || n),
        NULL, NULL, '{}', false, 3, %s, %s, false
    FROM generate_series(1, %s) AS n
"""


@pytest.fixture
async def many_payments(owner: psycopg.AsyncConnection, tenant: Tenant) -> None:
    await owner.execute(FILL, [tenant.id, NOON, NOON, MANY])
    await owner.execute("ANALYZE billing.transactions")


async def scans(owner: psycopg.AsyncConnection) -> int:
    """How often the index on details was read."""
    rows = await owner.execute(
        "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'transactions_by_details'"
    )
    row = await rows.fetchone()
    assert row is not None
    return int(row[0])


QUESTIONS = [
    (DetailsFilter(path="click.merchant_prepare_id", operator=Operator.EQUAL, values=(4711,)), 1),
    (DetailsFilter(path="click.pay_doc_id", operator=Operator.IN, values=(9000000001, 9000000002, 7)), 2),
    (DetailsFilter(path="click.merchant_trans_id", operator=Operator.EQUAL, values=("order-12",)), 1),
    (DetailsFilter(path="click.merchant_prepare_id", operator=Operator.EQUAL, values=("4711",)), 0),
]


async def test_the_app_role_reads_the_index_on_details(
    database: Database, owner: psycopg.AsyncConnection, tenant: Tenant, many_payments: None
) -> None:
    for question, expected in QUESTIONS:
        before = await scans(owner)
        async with tenant_transaction(database.engine, tenant.id) as connection:
            payments = PostgresPayments(connection, tenant.id)
            assert expected == await payments.count(TransactionFilters(details=(question,)))
            # A session keeps its statistics to itself for up to a second, unless told otherwise.
            await connection.execute(text("SELECT pg_stat_force_next_flush()"))
        assert before < await scans(owner), question


async def test_the_function_behind_the_index_keeps_to_the_tenants_of_the_transaction(
    shared_database: DatabaseAddress, other_tenant: Tenant, tenant: Tenant, many_payments: None
) -> None:
    async def found(setting: str) -> int:
        async with await psycopg.AsyncConnection.connect(shared_database.app) as app:
            await app.execute("SELECT set_config('hamyon.tenants', %s, true)", [setting])
            wanted = [Jsonb({"merchant_prepare_id": 4711})]
            rows = await app.execute("SELECT billing.transactions_with_details('click', %s)", [wanted])
            return len(await rows.fetchall())

    assert [0, 0, 1] == [await found(""), await found(str(other_tenant.id)), await found(str(tenant.id))]
