"""Whether the books are right after everything: a run that was fast and wrong is no result."""

from pathlib import Path

import psycopg

from benchmarks import hand_written
from benchmarks.processes import BenchmarkError, output_of
from benchmarks.service import HAMYON, settings

_CHECKS = {
    "an account is not the sum of its entries": """
        SELECT count(*) FROM accounts.accounts AS account
        LEFT JOIN (
            SELECT tenant_id, account_id, sum(amount) AS total, count(*) AS times
            FROM accounts.entries GROUP BY tenant_id, account_id
        ) AS book ON book.tenant_id = account.tenant_id AND book.account_id = account.id
        WHERE (posted, version) <> (coalesce(total, 0), coalesce(times, 0))""",
    "a transaction does not sum to zero": """
        SELECT count(*) FROM (
            SELECT FROM accounts.entries GROUP BY tenant_id, transaction_id
            HAVING sum(amount) <> 0 OR count(*) <> 2
        ) AS broken""",
    "a transaction is not completed": "SELECT count(*) FROM accounts.transactions WHERE status <> 'completed'",
    "a transfer was not told": """
        SELECT count(*) FROM accounts.transactions AS transfer
        WHERE kind = 'transfer'
            AND NOT EXISTS (
                SELECT FROM platform.outbox AS event
                WHERE event.tenant_id = transfer.tenant_id AND event.subject = transfer.id
            )""",
    "a transfer's request id was not kept": """
        SELECT count(*) FROM accounts.transactions AS transfer
        LEFT JOIN platform.request_ids AS request
            ON request.tenant_id = transfer.tenant_id AND request.resource_id = transfer.id
        WHERE kind = 'transfer' AND request.resource_id IS NULL""",
}


async def check_books(owner: str, *, home: Path, answered: int) -> str:
    """Say in a sentence what was checked; `answered` counts the transfers that callers were told are done.

    Raises:
        BenchmarkError: naming everything that is wrong.
    """
    with psycopg.connect(owner, autocommit=True) as connection:
        # The tables grew faster than statistics of them are taken: without, the checks are planned for empty ones.
        connection.execute("ANALYZE")
    wrong = hand_written.mistakes(owner)
    with psycopg.connect(owner) as connection:
        for complaint, query in _CHECKS.items():
            row = connection.execute(query).fetchone()
            if row is None or row[0]:
                wrong.append(f"{complaint}: {row}")
        row = connection.execute("SELECT count(*) FROM accounts.transactions WHERE kind = 'transfer'").fetchone()
    if row is None or row[0] != answered:
        wrong.append(f"{answered} transfers were answered, in the books are {row}")
    # Its exit code is the service's own opinion of its books.
    await output_of([HAMYON, "verify"], patience=120, environment=settings(home, owner))
    if wrong:
        raise BenchmarkError("the books are wrong:\n  " + "\n  ".join(wrong))
    return f"{answered} transfers were answered, all of them are in the books, and `hamyon verify` finds them in order."
