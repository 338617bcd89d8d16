"""How long PostgreSQL takes to find a payment by what its provider calls it, among a million of one tenant.

The statement is the repository's own, run as the service's role behind its row-level security. EXPLAIN says how long
PostgreSQL took for it, planning included.
"""

import asyncio
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import AsyncConnection, ClientCursor, sql

from adapters.postgres.billing_connection import OwnCommit, prepare_billing_statements
from adapters.postgres.migrations.roles import APP, SYSTEM
from adapters.postgres.prepared_statement import Command
from adapters.postgres.repositories.payments import PostgresPayments
from adapters.postgres.round_trip import Found
from benchmarks.processes import BenchmarkError
from billing.ports.transaction_filters import DetailsFilter, Operator, TransactionFilters, TransactionSort
from shared_kernel.pagination import PageRequest
from shared_kernel.tenant import TenantId

_PAYMENTS, _OTHERS, _PAYMENTS_OF_ANOTHER = 1_000_000, 20, 5_000
_ROUNDS = 25
_INDEX = "transactions_by_details"
_SEED = (Path(__file__).with_name("sql") / "payments.sql").read_text()
# Everything but the primary key is built when the rows are in: that takes a quarter of the time.
_INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes
    WHERE schemaname = 'billing' AND tablename = 'transactions' AND indexname <> 'transactions_pkey'
"""
# The index is used inside a function, into which EXPLAIN of the whole statement does not look.
_INSIDE = "SELECT prosrc FROM pg_proc WHERE oid = 'billing.transactions_with_details'::regproc"


class _Explained(OwnCommit):
    """Has PostgreSQL say how long a statement takes, instead of what it finds."""

    milliseconds: float = 0.0

    async def ask(self, command: Command) -> Found:
        explain = Command(f"EXPLAIN (ANALYZE, FORMAT JSON) {command.text}", command.parameters)
        [plan] = (await super().ask(explain)).scalar_one()
        self.milliseconds = plan["Planning Time"] + plan["Execution Time"]
        return Found([], changed=0)


async def details_filter(owner: str) -> tuple[list[float], str]:
    """The milliseconds of some look-ups, each by another word of another provider; and how the index is used.

    Raises:
        BenchmarkError: it is not used.
    """
    tenant_id = TenantId(uuid4())
    await asyncio.to_thread(_seed, owner, tenant_id)
    plan = await asyncio.to_thread(_plan, owner, tenant_id)
    if _INDEX not in plan:
        raise BenchmarkError(f"the details filter does not use its index:\n{plan}")
    async with await AsyncConnection.connect(owner, autocommit=True) as connection:
        await connection.execute(f"SET ROLE {APP}")
        await prepare_billing_statements(connection)
        return [await _look_up(connection, tenant_id, question) for question in _questions(tenant_id)], plan


async def _look_up(connection: AsyncConnection[Any], tenant_id: TenantId, question: DetailsFilter) -> float:
    explained = _Explained(connection, tenant_id)
    filters = TransactionFilters(gateways=frozenset({question.gateway}), details=(question,))
    await PostgresPayments(explained, tenant_id).list(filters=filters, sort=TransactionSort(), page=PageRequest(size=1))
    await explained.commit()
    return explained.milliseconds


def _questions(tenant_id: TenantId) -> Iterator[DetailsFilter]:
    for number in random.sample(range(1, _PAYMENTS // 4), _ROUNDS):
        yield _is("stripe.payment_intent_id", f"pi_{tenant_id}{4 * number}")
        yield _is("octo.octo_payment_uuid", f"octo-{tenant_id}{4 * number + 1}")
        yield _is("click.pay_doc_id", 3_000_000_000 + 4 * number + 2)
        yield _is("payme.id", f"payme-{tenant_id}{4 * number + 3}")


def _is(path: str, value: str | int) -> DetailsFilter:
    return DetailsFilter(path=path, operator=Operator.EQUAL, values=(value,))  # type: ignore[arg-type]


def _seed(owner: str, tenant_id: UUID) -> None:
    with psycopg.connect(owner, cursor_factory=ClientCursor) as connection:
        connection.execute("SET LOCAL maintenance_work_mem = '256MB'")
        indexes = connection.execute(_INDEXES).fetchall()
        for name, _ in indexes:
            connection.execute(sql.SQL("DROP INDEX billing.{}").format(sql.Identifier(name)))
        for other in range(_OTHERS + 1):
            whose, count = (uuid4(), _PAYMENTS_OF_ANOTHER) if other else (tenant_id, _PAYMENTS)
            connection.execute(_SEED, {"tenant": str(whose), "count": count})
        for _, definition in indexes:
            connection.execute(definition)
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE billing.transactions")


def _plan(owner: str, tenant_id: UUID) -> str:
    """How the function finds the ids of one payment, as EXPLAIN writes it."""
    wanted = json.dumps({"payment_intent_id": f"pi_{tenant_id}{_PAYMENTS // 2}"})
    with psycopg.connect(owner, autocommit=True) as connection:
        [body] = connection.execute(_INSIDE).fetchone() or [""]
        connection.execute(f"SET ROLE {SYSTEM}")
        connection.execute("SELECT set_config('hamyon.tenants', %s, false)", [str(tenant_id)])
        named = body.replace("(wanted)", "($2)").replace("wanted_gateway", "$1")
        connection.execute(f"PREPARE inside (text, jsonb[]) AS {named}")
        lines = ClientCursor(connection).execute(
            "EXPLAIN (ANALYZE, COSTS OFF) EXECUTE inside ('stripe', ARRAY[%s::jsonb])", [wanted]
        )
        return "\n".join(line for (line,) in lines)
