"""The baselines in plain SQL: a transfer per transaction under pgbench, and a thousand in one statement.

Both make the same facts durable as the service does for a transfer (`sql/schema.sql`) and no more.
"""

import asyncio
import re
import time
from functools import cache
from pathlib import Path
from random import sample
from uuid import UUID, uuid4

import psycopg

from adapters.postgres.embedded.binaries import find_binaries
from benchmarks.processes import BenchmarkError, output_of

ACCOUNTS = 2_000
CLIENTS = 16
BATCH = 1_000
_SQL = Path(__file__).with_name("sql")
# The minimal variant keeps no entries: on accounts of its own it does not spoil the other's books.
_TENANTS = {"transfer": UUID(int=1), "minimal": UUID(int=2)}
_FUNDS = 10**12


def prepare(owner: str) -> None:
    """Make the tables, with money on every account."""
    with psycopg.connect(owner) as connection:
        connection.execute((_SQL / "schema.sql").read_text())
        connection.execute(
            "INSERT INTO baseline.accounts"
            " SELECT tenant_id, n, 'UZS', %s, 0 FROM unnest(%s::uuid[]) AS tenant_id, generate_series(1, %s) AS n",
            [_FUNDS, [*_TENANTS.values()], ACCOUNTS],
        )
        connection.execute("ANALYZE baseline.accounts")


async def one_by_one(owner: str, *, who: str, what: str, seconds: float, scripts: Path) -> float:
    """Transactions per second: `who` pays (uniform, hot), `what` is written (transfer, minimal)."""
    script = scripts / f"{who}-{what}.sql"
    await asyncio.to_thread(script.write_text, (_SQL / f"{who}.sql").read_text() + (_SQL / f"{what}.sql").read_text())
    command = [_pgbench(), "--no-vacuum", "--protocol=prepared", f"--client={CLIENTS}", "--jobs=2"]
    command += [f"--time={max(1, round(seconds))}", f"--file={script}", f"--define=accounts={ACCOUNTS}"]
    report = await output_of([*command, f"--define=tenant={_TENANTS[what]}", owner], patience=seconds + 60)
    rate = re.search(r"^tps = ([\d.]+)", report, re.MULTILINE)
    failed = re.search(r"^number of failed transactions: (\d+)", report, re.MULTILINE)
    if rate is None or failed is None or failed[1] != "0":
        raise BenchmarkError(f"pgbench did not measure {who} {what}:\n{report}")
    return float(rate[1])


def batches(owner: str, *, seconds: float) -> float:
    """Transfers per second, a statement and a commit per thousand."""
    statement = (_SQL / "batch.sql").read_text()
    # A plan kept for every batch expects ten rows of each array, and takes six times as long with a thousand.
    with psycopg.connect(owner, options="-c plan_cache_mode=force_custom_plan") as connection:
        _write(connection, statement)  # the first one warms up
        done, spent = 0, 0.0
        while spent < seconds:
            spent += _write(connection, statement)
            done += BATCH
    return done / spent


def _write(connection: psycopg.Connection, statement: str) -> float:
    pairs = [sample(range(1, ACCOUNTS + 1), 2) for _ in range(BATCH)]
    parameters = {
        "tenant": _TENANTS["transfer"],
        "request_ids": [str(uuid4()) for _ in pairs],
        "payers": [payer for payer, _ in pairs],
        "payees": [payee for _, payee in pairs],
        "amounts": [5] * BATCH,
    }
    started = time.perf_counter()
    connection.execute(statement, parameters, prepare=True)
    connection.commit()
    return time.perf_counter() - started


def mistakes(owner: str) -> list[str]:
    """What the baseline's own books say against it: a baseline that cheats is none."""
    with psycopg.connect(owner) as connection:
        rows = connection.execute(
            "SELECT 'money was made or lost' FROM baseline.accounts HAVING sum(balance) <> %s::numeric"
            " UNION ALL SELECT 'a transfer has not two entries' WHERE"
            " (SELECT count(*) FROM baseline.entries) <> 2 * (SELECT count(*) FROM baseline.transfers)"
            " UNION ALL SELECT 'a transfer was not told' WHERE"
            " (SELECT count(*) FROM baseline.outbox) <> (SELECT count(*) FROM baseline.transfers)"
            " UNION ALL SELECT 'entries do not sum to zero' FROM baseline.entries HAVING sum(amount) <> 0"
            " UNION ALL SELECT DISTINCT 'an entry tells another balance' FROM ("
            "   SELECT balance_after, sum(amount) OVER (PARTITION BY account_id ORDER BY version) AS moved"
            "   FROM baseline.entries) AS entry WHERE balance_after <> %s + moved",
            [len(_TENANTS) * ACCOUNTS * _FUNDS, _FUNDS],
        ).fetchall()
    return [f"baseline: {row[0]}" for row in rows]


@cache
def _pgbench() -> str:
    program = find_binaries(None).directory / "pgbench"
    if not program.exists():
        raise BenchmarkError(f"there is no pgbench beside the server, in {program.parent}")
    return str(program)
