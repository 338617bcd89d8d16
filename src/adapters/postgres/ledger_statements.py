"""The statements of the money path: each does one kind of thing for a whole batch."""

from typing import Any

from psycopg import AsyncConnection

from adapters.postgres.prepared_statement import prepared

HANDLED = prepared(
    "ledger_handled",
    """
SELECT i.tenant_id, i.consumer, i.event_id
FROM unnest(%s::uuid[], %s::text[], %s::uuid[]) AS wanted (tenant_id, consumer, event_id)
JOIN platform.inbox AS i USING (tenant_id, consumer, event_id)
""",
)

_TRANSACTIONS = """
SELECT t.tenant_id, t.id, t.kind, t.status, t.amount, t.currency, t.account_id, t.user_id, t.counter_account_id,
    t.refunded_transaction_id, t.gateway, t.destination, t.return_url, t.billing_transaction_id, t.payment_version,
    t.conversion, t.shortfall, t.payment_url, t.failure_reason, t.failure_message, t.metadata, t.version,
    t.created_at, t.updated_at
FROM unnest(%s::uuid[], %s::uuid[]) AS wanted (tenant_id, id)
JOIN accounts.transactions AS t ON t.tenant_id = wanted.tenant_id AND """

OUTCOMES = prepared("ledger_outcomes", _TRANSACTIONS + "t.id = wanted.id")

LOCK_TRANSACTIONS = prepared(
    "ledger_lock_transactions", _TRANSACTIONS + "t.id = wanted.id ORDER BY t.tenant_id, t.id FOR UPDATE OF t"
)

REFUNDS = prepared("ledger_refunds", _TRANSACTIONS + "t.refunded_transaction_id = wanted.id")

# Every writer locks accounts in this order, so two batches that meet wait for each other and never in a circle.
# The accounts and the requests seen before come in one answer: a round trip costs as much as ten transfers.
LOAD = prepared(
    "ledger_load",
    """
WITH locked AS MATERIALIZED (
    SELECT a.*
    FROM unnest(%s::uuid[], %s::uuid[]) AS wanted (tenant_id, id)
    JOIN accounts.accounts AS a USING (tenant_id, id)
    ORDER BY a.tenant_id, a.id FOR UPDATE OF a
)
SELECT tenant_id, id, user_id, purpose, number, currency, status, posted, held, version, created_at, updated_at,
    NULL AS request_id, NULL::bytea AS fingerprint, NULL::jsonb AS refusal
FROM locked
UNION ALL
SELECT r.tenant_id, r.resource_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    r.request_id, r.fingerprint, r.refusal
FROM unnest(%s::uuid[], %s::text[]) AS wanted (tenant_id, request_id)
JOIN platform.request_ids AS r USING (tenant_id, request_id)
""",
)

MAKE_SYSTEM_ACCOUNTS = prepared(
    "ledger_make_system_accounts",
    """
INSERT INTO accounts.accounts (tenant_id, id, purpose, currency, status, created_at, updated_at)
SELECT tenant_id, id, purpose, currency, 'active', now(), now()
FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[]) AS made (tenant_id, id, purpose, currency)
ON CONFLICT DO NOTHING
""",
)

MOVE_TRANSACTIONS = prepared(
    "ledger_move_transactions",
    """
UPDATE accounts.transactions AS t
SET status = moved.status, version = moved.version, updated_at = %s, payment_url = moved.payment_url,
    billing_transaction_id = moved.billing_transaction_id, payment_version = moved.payment_version,
    amount = moved.amount, conversion = moved.conversion::jsonb, shortfall = moved.shortfall,
    failure_reason = moved.failure_reason, failure_message = moved.failure_message
FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::bigint[], %s::text[], %s::uuid[], %s::bigint[], %s::bigint[],
    %s::text[], %s::bigint[], %s::text[], %s::text[])
    AS moved (tenant_id, id, status, version, payment_url, billing_transaction_id, payment_version, amount,
        conversion, shortfall, failure_reason, failure_message)
WHERE t.tenant_id = moved.tenant_id AND t.id = moved.id
""",
)

# What is booked because it happened, and not because a caller asked: rare, with columns that the others leave alone.
BOOK_TRANSACTIONS = prepared(
    "ledger_book_transactions",
    """
INSERT INTO accounts.transactions (tenant_id, id, kind, status, amount, currency, account_id, user_id,
    refunded_transaction_id, gateway, billing_transaction_id, payment_version, conversion, shortfall,
    failure_reason, failure_message, metadata, version, created_at, updated_at)
SELECT tenant_id, id, kind, status, amount, currency, account_id, user_id,
    refunded_transaction_id, gateway, billing_transaction_id, payment_version, conversion::jsonb, shortfall,
    failure_reason, failure_message, metadata::jsonb, version, at, at
FROM (SELECT %s::timestamptz) AS clock (at), unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::bigint[],
    %s::text[], %s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::uuid[], %s::bigint[], %s::text[], %s::bigint[],
    %s::text[], %s::text[], %s::text[], %s::bigint[])
    AS booked (tenant_id, id, kind, status, amount, currency, account_id, user_id, refunded_transaction_id, gateway,
        billing_transaction_id, payment_version, conversion, shortfall, failure_reason, failure_message, metadata,
        version)
""",
)

MARK_HANDLED = prepared(
    "ledger_mark_handled",
    """
INSERT INTO platform.inbox (tenant_id, consumer, event_id)
SELECT tenant_id, consumer, event_id
FROM unnest(%s::uuid[], %s::text[], %s::uuid[]) AS handled (tenant_id, consumer, event_id)
""",
)

# One statement: a batch of sixteen transfers would otherwise spend more time between statements than in them.
# The trigger on the entries runs at its end and sees everything the parts before it have written.
WRITE = prepared(
    "ledger_write",
    """
WITH saved AS (
    UPDATE accounts.accounts AS a
    SET posted = changed.posted, held = changed.held, version = changed.version, updated_at = %s
    FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[], %s::bigint[], %s::bigint[])
        AS changed (tenant_id, id, posted, held, version)
    WHERE a.tenant_id = changed.tenant_id AND a.id = changed.id
), opened AS (
    INSERT INTO accounts.transactions (tenant_id, id, kind, status, amount, currency, account_id, user_id,
        counter_account_id, gateway, destination, return_url, conversion, metadata, version, created_at, updated_at)
    SELECT tenant_id, id, kind, status, amount, currency, account_id, user_id,
        counter_account_id, gateway, destination, return_url, conversion::jsonb, metadata::jsonb, 1, at, at
    FROM (SELECT %s::timestamptz) AS clock (at), unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::bigint[],
        %s::text[], %s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
        AS opened (tenant_id, id, kind, status, amount, currency, account_id, user_id,
            counter_account_id, gateway, destination, return_url, conversion, metadata)
), posted AS (
    INSERT INTO accounts.entries (tenant_id, account_id, version, transaction_id, amount, currency, balance_after,
        posted_at)
    SELECT tenant_id, account_id, version, transaction_id, amount, currency, balance_after, %s
    FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[], %s::uuid[], %s::bigint[], %s::text[], %s::bigint[])
        AS posted (tenant_id, account_id, version, transaction_id, amount, currency, balance_after)
), remembered AS (
    INSERT INTO platform.request_ids (tenant_id, request_id, fingerprint, resource_id, refusal)
    SELECT tenant_id, request_id, decode(fingerprint, 'hex'), resource_id, refusal::jsonb
    FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::uuid[], %s::text[])
        AS done (tenant_id, request_id, fingerprint, resource_id, refusal)
)
INSERT INTO platform.outbox (tenant_id, id, type, subject, occurred_at, data)
SELECT tenant_id, id, type, subject, occurred_at, data::json
FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::uuid[], %s::timestamptz[], %s::text[])
    AS told (tenant_id, id, type, subject, occurred_at, data)
""",
)

_ALL = (
    HANDLED,
    OUTCOMES,
    LOCK_TRANSACTIONS,
    REFUNDS,
    LOAD,
    MAKE_SYSTEM_ACCOUNTS,
    MOVE_TRANSACTIONS,
    BOOK_TRANSACTIONS,
    MARK_HANDLED,
    WRITE,
)


async def prepare_ledger_statements(connection: AsyncConnection[Any]) -> None:
    """Get a new connection of the money path ready."""
    await connection.execute(";".join(item.preparation for item in _ALL).encode(), prepare=False)
