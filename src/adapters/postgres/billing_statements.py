"""The frequent statements of billing: what every webhook asks and writes."""

from collections.abc import Iterable

from adapters.postgres.prepared_statement import prepared
from adapters.postgres.tables.billing import attempts, provider_calls, refunds, transactions
from billing.domain.status import LIVE, TAKING

# What verbs change, and what is known of a try when it is announced.
_CHANGING = (
    "status",
    "captured_amount",
    "refunded_amount",
    "payment_url",
    "details",
    "failure_reason",
    "failure_message",
    "metadata",
    "late",
    "unwanted",
    "version",
    "updated_at",
)
_MOVING = ("status", "updated_at", "paid_at", "canceled_at", "reason", "fiscal_receipts")
_ANNOUNCED_COLUMNS = (
    "number, tenant_id, gateway, endpoint, external_id, reference, transaction_id, amount, currency, status,"
    " created_at, updated_at, told_at, expires_at, account, receivers, fiscal_receipts"
)


def _taken_over(columns: Iterable[str]) -> str:
    return ", ".join(f"{column} = after.{column}" for column in columns)


_LIVE = ", ".join(f"'{status.value}'" for status in sorted(LIVE))
_TAKING = ", ".join(f"'{status.value}'" for status in sorted(TAKING))

_TRANSACTIONS = f"SELECT {', '.join(column.name for column in transactions.columns)} FROM billing.transactions"
_ATTEMPTS = f"SELECT {', '.join(column.name for column in attempts.columns)} FROM billing.attempts"
_REFUNDS = f"SELECT {', '.join(column.name for column in refunds.columns)} FROM billing.refunds"
_CALLS = f"SELECT {', '.join(column.name for column in provider_calls.columns)} FROM billing.provider_calls"

# Always in the order of the ids: nobody waits for somebody who waits for him.
_WITH_ORDER_OF_THIS = f"""
{_TRANSACTIONS}
WHERE tenant_id = %s::uuid AND id IN (
    SELECT id FROM this
    UNION
    SELECT other.id FROM this JOIN billing.transactions AS other
        ON other.tenant_id = %s::uuid AND other.order_reference = this.order_reference
        AND other.direction = this.direction AND other.status IN ({_TAKING})
)
ORDER BY id FOR UPDATE
"""

GET_TRANSACTION = prepared("billing_get_transaction", f"{_TRANSACTIONS} WHERE tenant_id = %s::uuid AND id = %s::uuid")
LOCK_TRANSACTION = prepared(
    "billing_lock_transaction",
    f"{_TRANSACTIONS} WHERE tenant_id = %s::uuid AND id = %s::uuid FOR UPDATE",
    locks="id",
)
LOCK_WITH_ORDER = prepared(
    "billing_lock_with_order",
    f"""
WITH this AS MATERIALIZED (
    SELECT id, order_reference, direction FROM billing.transactions
    WHERE tenant_id = %s::uuid AND id = %s::uuid
)
{_WITH_ORDER_OF_THIS}
""",
    locks="id",
)
LOCK_ORDER = prepared(
    "billing_lock_order",
    f"""
{_TRANSACTIONS}
WHERE tenant_id = %s::uuid AND order_reference = %s::text AND direction = %s::text AND status IN ({_TAKING})
ORDER BY id FOR UPDATE
""",
    locks="id",
)
# The transaction of an attempt that was announced before, else the payable one of the reference. As a query of its own:
# behind row-level security nothing is looked up by an expression that might tell what it was asked about.
_ANNOUNCED = f"""
(SELECT coalesce(
    (
        SELECT transaction_id FROM billing.attempts
        WHERE tenant_id = %s::uuid AND gateway = %s::text AND endpoint = %s::text AND external_id = %s::text
    ),
    (
        SELECT id FROM billing.transactions
        WHERE tenant_id = %s::uuid AND gateway = %s::text AND order_reference = %s::text AND direction = 'payment'
        ORDER BY status IN ({_LIVE}) DESC, created_at DESC, id DESC
        LIMIT 1
    )
))
"""
LOCK_ANNOUNCED = prepared(
    "billing_lock_announced",
    f"{_TRANSACTIONS} WHERE tenant_id = %s::uuid AND id = {_ANNOUNCED} FOR UPDATE",
    locks="id",
)
ATTEMPTS_OF_ANNOUNCED = prepared(
    "billing_attempts_of_announced",
    f"{_ATTEMPTS} WHERE tenant_id = %s::uuid AND transaction_id = {_ANNOUNCED} ORDER BY number",
)
LOCK_PAYABLE = prepared(
    "billing_lock_payable",
    f"""
{_TRANSACTIONS}
WHERE tenant_id = %s::uuid AND gateway = %s::text AND order_reference = %s::text AND direction = 'payment'
ORDER BY status IN ({_LIVE}) DESC, created_at DESC, id DESC
LIMIT 1 FOR UPDATE
""",
    locks="id",
)
SAVE_TRANSACTION = prepared(
    "billing_save_transaction",
    f"""
WITH saved AS (
    UPDATE billing.transactions AS before SET {_taken_over(_CHANGING)}
    FROM json_populate_record(NULL::billing.transactions, %s::json) AS after
    WHERE before.tenant_id = after.tenant_id AND before.id = after.id AND before.version = %s::integer
    RETURNING before.id
)
SELECT billing.require_saved(count(*)) FROM saved
""",
)

GET_ATTEMPT = prepared("billing_get_attempt", f"{_ATTEMPTS} WHERE tenant_id = %s::uuid AND number = %s::integer")
LOCK_ATTEMPT = prepared(
    "billing_lock_attempt",
    f"{_ATTEMPTS} WHERE tenant_id = %s::uuid AND number = %s::integer FOR UPDATE",
    locks="transaction_id",
)
FIND_ATTEMPT = prepared(
    "billing_find_attempt",
    f"""
{_ATTEMPTS}
WHERE tenant_id = %s::uuid AND gateway = %s::text AND endpoint = %s::text AND external_id = %s::text
""",
)
LOCK_ATTEMPT_ORDER = prepared(
    "billing_lock_attempt_order",
    f"""
WITH this AS MATERIALIZED (
    SELECT id, order_reference, direction FROM billing.transactions
    WHERE tenant_id = %s::uuid AND id = (
        SELECT transaction_id FROM billing.attempts
        WHERE tenant_id = %s::uuid AND number = %s::integer
            AND gateway = %s::text AND endpoint = %s::text AND reference = %s::text
    )
)
{_WITH_ORDER_OF_THIS}
""",
    locks="id",
)
LOCK_EXTERNAL_ORDER = prepared(
    "billing_lock_external_order",
    f"""
WITH this AS MATERIALIZED (
    SELECT id, order_reference, direction FROM billing.transactions
    WHERE tenant_id = %s::uuid AND id = (
        SELECT transaction_id FROM billing.attempts
        WHERE tenant_id = %s::uuid AND external_id = %s::text AND gateway = %s::text AND endpoint = %s::text
    )
)
{_WITH_ORDER_OF_THIS}
""",
    locks="id",
)
LOCK_EXTERNAL_ATTEMPT = prepared(
    "billing_lock_external_attempt",
    f"""
{_ATTEMPTS}
WHERE tenant_id = %s::uuid AND external_id = %s::text AND gateway = %s::text AND endpoint = %s::text
FOR UPDATE
""",
    locks="transaction_id",
)
ATTEMPTS_OF_TRANSACTION = prepared(
    "billing_attempts_of_transaction",
    f"{_ATTEMPTS} WHERE tenant_id = %s::uuid AND transaction_id = %s::uuid ORDER BY number",
)
ADD_ATTEMPT = prepared(
    "billing_add_attempt",
    f"""
INSERT INTO billing.attempts ({_ANNOUNCED_COLUMNS}) OVERRIDING SYSTEM VALUE
SELECT {_ANNOUNCED_COLUMNS} FROM json_populate_record(NULL::billing.attempts, %s::json)
""",
)
# Some are lost with every restart, which no number misses.
TAKE_NUMBERS = prepared(
    "billing_take_numbers", "SELECT nextval('billing.attempts_number_seq') FROM generate_series(1, %s::integer)"
)
SAVE_ATTEMPT = prepared(
    "billing_save_attempt",
    f"""
UPDATE billing.attempts AS before SET {_taken_over(_MOVING)}
FROM json_populate_record(NULL::billing.attempts, %s::json) AS after
WHERE before.tenant_id = after.tenant_id AND before.number = after.number
""",
)

REFUNDS_OF_TRANSACTION = prepared(
    "billing_refunds_of_transaction",
    f"{_REFUNDS} WHERE tenant_id = %s::uuid AND transaction_id = %s::uuid ORDER BY created_at, id",
)
CALLS_OF_TRANSACTION = prepared(
    "billing_calls_of_transaction",
    f"{_CALLS} WHERE tenant_id = %s::uuid AND transaction_id = %s::uuid ORDER BY created_at, id",
)
ADD_EVENTS = prepared(
    "billing_add_events",
    """
INSERT INTO platform.outbox (tenant_id, id, type, subject, occurred_at, data)
SELECT tenant_id, id, type, subject, occurred_at, data FROM json_populate_recordset(NULL::platform.outbox, %s::json)
""",
)

BILLING_STATEMENTS = (
    GET_TRANSACTION,
    LOCK_TRANSACTION,
    LOCK_WITH_ORDER,
    LOCK_ORDER,
    LOCK_ANNOUNCED,
    ATTEMPTS_OF_ANNOUNCED,
    LOCK_PAYABLE,
    SAVE_TRANSACTION,
    GET_ATTEMPT,
    LOCK_ATTEMPT,
    FIND_ATTEMPT,
    LOCK_ATTEMPT_ORDER,
    LOCK_EXTERNAL_ORDER,
    LOCK_EXTERNAL_ATTEMPT,
    ATTEMPTS_OF_TRANSACTION,
    TAKE_NUMBERS,
    ADD_ATTEMPT,
    SAVE_ATTEMPT,
    REFUNDS_OF_TRANSACTION,
    CALLS_OF_TRANSACTION,
    ADD_EVENTS,
)
