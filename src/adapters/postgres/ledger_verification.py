"""The audit of the ledger: what must hold, asked of the tables themselves and not of the code that wrote them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncEngine

from accounts.ports.ledger_verification import Finding, LedgerReport
from adapters.postgres.transactions import tenant_transaction
from shared_kernel.tenant import TenantId

_MOST_FINDINGS = 100

# Each query names what breaks the rule and what was found instead.
_RULES: Mapping[str, str] = MappingProxyType(
    {
        "the entries of a transaction sum to zero": """
            SELECT 'transaction ' || transaction_id, format('sum %s %s', sum(amount), currency)
            FROM accounts.entries WHERE tenant_id = :tenant
            GROUP BY transaction_id, currency HAVING sum(amount) <> 0""",
        "a completed transaction has moved money, and no other has": """
            SELECT 'transaction ' || coalesce(entry.id, transaction.id), coalesce(transaction.status, 'missing')
            FROM (SELECT * FROM accounts.transactions WHERE tenant_id = :tenant) AS transaction
            FULL JOIN (
                SELECT transaction_id AS id, bool_or(total <> 0) AS moved
                FROM (
                    SELECT transaction_id, sum(amount) AS total
                    FROM accounts.entries WHERE tenant_id = :tenant
                    GROUP BY transaction_id, account_id
                ) AS line
                GROUP BY transaction_id
            ) AS entry USING (id)
            WHERE coalesce(entry.moved, false) IS DISTINCT FROM (transaction.status = 'completed')""",
        "a deposit, withdrawal or refund moved its amount once": """
            SELECT 'transaction ' || id, format('%s of %s', coalesce(sum(entry.amount), 0), expected)
            FROM (
                SELECT id, account_id, CASE WHEN status <> 'completed' THEN 0 WHEN kind = 'deposit' THEN 1 ELSE -1 END
                    * (coalesce((conversion ->> 'target')::bigint, amount) - shortfall) AS expected
                FROM accounts.transactions
                WHERE tenant_id = :tenant AND kind IN ('deposit', 'withdraw', 'refund')
            ) AS transaction
            LEFT JOIN accounts.entries AS entry ON entry.tenant_id = :tenant
                AND entry.transaction_id = transaction.id AND entry.account_id = transaction.account_id
            GROUP BY id, expected HAVING coalesce(sum(entry.amount), 0) <> expected""",
        "every entry belongs to an account of its currency": """
            SELECT DISTINCT 'account ' || entry.account_id, entry.currency
            FROM accounts.entries AS entry
            LEFT JOIN accounts.accounts AS account ON account.tenant_id = entry.tenant_id
                AND account.id = entry.account_id AND account.currency = entry.currency
            WHERE entry.tenant_id = :tenant AND account.id IS NULL""",
        "the entries of an account are numbered without gaps": """
            SELECT 'account ' || id, format('version %s, %s entries %s to %s', version, coalesce(n, 0), first, last)
            FROM book WHERE (version, version, 1) <> (coalesce(n, 0), coalesce(last, 0), coalesce(first, 1))""",
        "an account's balance is the sum of its entries": """
            SELECT 'account ' || id, format('posted %s, sum %s', posted, coalesce(total, 0))
            FROM book WHERE posted <> coalesce(total, 0)""",
        "every entry tells the balance after it": """
            SELECT 'account ' || account_id, format('entry %s says %s, not %s', version, balance_after, running)
            FROM (
                SELECT *, sum(amount) OVER (PARTITION BY account_id ORDER BY version) AS running
                FROM accounts.entries WHERE tenant_id = :tenant
            ) AS entry
            WHERE balance_after <> running""",
        "what is held is what open withdrawals and refunds will take": """
            SELECT 'account ' || account.id, format('held %s, open %s', held, coalesce(promised, 0))
            FROM accounts.accounts AS account
            LEFT JOIN (
                SELECT account_id, sum(coalesce((conversion ->> 'target')::bigint, amount)) AS promised
                FROM accounts.transactions
                WHERE tenant_id = :tenant AND kind IN ('withdraw', 'refund') AND status IN ('initiated', 'pending')
                GROUP BY account_id
            ) AS open ON open.account_id = account.id
            WHERE account.tenant_id = :tenant AND held <> coalesce(promised, 0)""",
        "what customers could not pay is what the house paid": """
            SELECT 'account ' || account.id, format('posted %s, missing %s', posted, coalesce(missing, 0))
            FROM accounts.accounts AS account
            LEFT JOIN (
                SELECT coalesce(conversion ->> 'target_currency', currency) AS currency, sum(shortfall) AS missing
                FROM accounts.transactions WHERE tenant_id = :tenant AND shortfall > 0
                GROUP BY 1
            ) AS open ON open.currency = account.currency
            WHERE account.tenant_id = :tenant AND account.user_id IS NULL AND account.purpose = 'shortfall'
                AND posted <> -coalesce(missing, 0)""",
        "no customer's available balance is below zero": """
            SELECT 'account ' || id, format('posted %s, held %s', posted, held)
            FROM book WHERE user_id IS NOT NULL AND least(posted, held, posted - held) < 0""",
    }
)

# One statement is one snapshot: the service may go on writing meanwhile.
_AUDIT = text(
    """
    WITH book AS (
        SELECT account.*, sums.*
        FROM accounts.accounts AS account
        LEFT JOIN (
            SELECT account_id, count(*) AS n, min(version) AS first, max(version) AS last, sum(amount) AS total
            FROM accounts.entries WHERE tenant_id = :tenant
            GROUP BY account_id
        ) AS sums ON sums.account_id = account.id
        WHERE account.tenant_id = :tenant
    )
    """
    + " UNION ALL ".join(
        f"SELECT '{rule.replace(chr(39), chr(39) * 2)}' AS rule, broken.* FROM ({query}) AS broken (subject, found)"
        for rule, query in _RULES.items()
    )
    + f" LIMIT {_MOST_FINDINGS}"
)
_SIZE = text(
    "SELECT (SELECT count(*) FROM accounts.accounts WHERE tenant_id = :tenant) AS accounts,"
    " (SELECT count(*) FROM accounts.transactions WHERE tenant_id = :tenant) AS transactions,"
    " (SELECT count(*) FROM accounts.entries WHERE tenant_id = :tenant) AS entries"
)


class LedgerVerification:
    """Looks at the books of one tenant after the other; it writes nothing and needs no rights beyond the service's."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def __call__(self, tenant_id: TenantId) -> LedgerReport:
        """The state of a tenant's books."""
        async with tenant_transaction(self._engine, tenant_id) as connection:
            size = (await connection.execute(_SIZE, {"tenant": tenant_id})).one()
            broken = (await connection.execute(_AUDIT, {"tenant": tenant_id})).all()
        return LedgerReport(
            accounts=size.accounts,
            transactions=size.transactions,
            entries=size.entries,
            findings=[_finding(row) for row in broken],
        )


def _finding(row: Row[Any]) -> Finding:
    return Finding(rule=row.rule, subject=row.subject, found=row.found)
