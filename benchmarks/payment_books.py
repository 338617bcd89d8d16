"""Whether every payment was taken once and every webhook is in the log: a webhook answered and lost is no result."""

import psycopg

from benchmarks.merchant import Merchant
from benchmarks.processes import BenchmarkError

_CHECKS = {
    "a payment is not completed, or not wholly": """
        SELECT count(*) FROM billing.transactions
        WHERE tenant_id = %s AND (status <> 'completed' OR captured_amount <> amount OR late OR unwanted)""",
    "a payment was not told to be completed exactly once": """
        SELECT count(*) FROM (
            SELECT FROM billing.transactions AS payment
            LEFT JOIN platform.outbox AS event ON event.tenant_id = payment.tenant_id AND event.subject = payment.id
                AND event.type = 'billing.transaction.completed.v1'
            WHERE payment.tenant_id = %s
            GROUP BY payment.id HAVING count(event.id) <> 1
        ) AS broken""",
    "an attempt is not paid": "SELECT count(*) FROM billing.attempts WHERE tenant_id = %s AND status <> 'paid'",
    "money has nowhere to go": "SELECT count(*) FROM billing.discrepancies WHERE tenant_id = %s",
    "a webhook was not accepted": """
        SELECT count(*) FROM platform.webhook_deliveries
        WHERE tenant_id = %s AND (outcome <> 'accepted' OR http_status <> 200)""",
}
_COUNTS = """
    SELECT (SELECT count(*) FROM billing.transactions WHERE tenant_id = %(tenant)s),
        (SELECT count(*) FROM platform.webhook_deliveries WHERE tenant_id = %(tenant)s)
"""


def check_payments(owner: str, merchant: Merchant, *, delivered: int) -> str:
    """Say in a sentence what was checked; `delivered` counts the webhooks that the service has accepted.

    Raises:
        BenchmarkError: naming everything that is wrong.
    """
    wrong = []
    with psycopg.connect(owner) as connection:
        for complaint, query in _CHECKS.items():
            row = connection.execute(query, [merchant.tenant_id]).fetchone()
            if row is None or row[0]:
                wrong.append(f"{complaint}: {row}")
        counts = connection.execute(_COUNTS, {"tenant": merchant.tenant_id}).fetchone()
    expected = (merchant.payments, delivered)
    if counts != expected:
        wrong.append(f"{expected} payments were made and webhooks answered, in the database are {counts}")
    if wrong:
        raise BenchmarkError("the payments are wrong:\n  " + "\n  ".join(wrong))
    return f"{expected[0]} payments were completed once each, and all {delivered} webhooks about them are in the log."
