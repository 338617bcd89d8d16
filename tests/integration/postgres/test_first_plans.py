"""What the planner does with tables that are new: nobody has analysed them yet, and plans are kept for long."""

import re

import psycopg
import pytest

from adapters.postgres.billing_statements import BILLING_STATEMENTS
from adapters.postgres.prepared_statement import PreparedStatement
from tests.integration.postgres.conftest import new_id
from tests.postgres_server import DatabaseAddress

_NAMED = re.compile(r"\b(id|number|external_id|transaction_id|order_reference) = ")


@pytest.mark.parametrize(
    ("table", "key"),
    [("accounts.accounts", "id"), ("accounts.transactions", "id"), ("billing.transactions", "id")],
)
async def test_a_row_of_a_new_table_is_looked_up_by_its_primary_key(
    fresh_database: DatabaseAddress, table: str, key: str
) -> None:
    """By its tenant alone, every lookup would read everything the tenant has."""
    async with await psycopg.AsyncConnection.connect(fresh_database.app) as app:
        await app.execute("SELECT set_config('hamyon.tenants', %s, true)", [str(new_id())])
        lookup = f"EXPLAIN SELECT * FROM {table} WHERE tenant_id = %s AND {key} = %s FOR UPDATE"
        rows = await app.execute(lookup, [new_id(), new_id()])  # type: ignore[arg-type]
        plan = "\n".join(row[0] for row in await rows.fetchall())
    assert f"{table.split('.')[1]}_pkey" in plan


async def test_the_refunds_of_a_deposit_are_looked_up_by_their_index(fresh_database: DatabaseAddress) -> None:
    """Most transactions are none, and the index knows only those that are."""
    async with await psycopg.AsyncConnection.connect(fresh_database.app) as app:
        await app.execute("SELECT set_config('hamyon.tenants', %s, true)", [str(new_id())])
        rows = await app.execute(
            "EXPLAIN SELECT * FROM unnest(%s::uuid[], %s::uuid[]) AS wanted (tenant_id, id)"
            " JOIN accounts.transactions AS t"
            " ON t.tenant_id = wanted.tenant_id AND t.refunded_transaction_id = wanted.id",
            [[new_id()], [new_id()]],
        )
        plan = "\n".join(row[0] for row in await rows.fetchall())
    assert "transactions_refunds" in plan


@pytest.mark.parametrize("statement", BILLING_STATEMENTS, ids=lambda statement: statement.execution.split()[1])
async def test_no_frequent_statement_of_billing_reads_a_whole_table(
    fresh_database: DatabaseAddress, statement: PreparedStatement
) -> None:
    """Nor everything that a tenant has: what a webhook asks names one payment, one try or one order."""
    async with await psycopg.AsyncConnection.connect(fresh_database.app) as app:
        await app.execute("SELECT set_config('hamyon.tenants', %s, true)", [str(new_id())])
        await app.execute("SET plan_cache_mode = force_generic_plan")
        await app.execute(statement.preparation)
        rows = await app.execute("EXPLAIN " + statement.execution.replace("%s", "NULL"))  # type: ignore[arg-type]
        plan = [row[0] for row in await rows.fetchall()]
    assert [] == [line for line in plan if "Seq Scan" in line]
    looked_up = [line for line in plan if "Index Cond" in line]
    assert [] == [
        line for line in looked_up if not re.search(r"(id|number|order_reference) = ", line.split("AND", 1)[-1])
    ]
