"""What the database holds of a deposit that was paid once, whatever happened on the way."""

from collections.abc import Sequence
from uuid import UUID

import psycopg

from adapters.bridges.payment_identity import payment_of
from adapters.grpc_api.client import Transaction, status_name
from tests.e2e.click import AMOUNT

EVENTS = [
    "accounts.deposit.completed.v1",
    "accounts.deposit.initiated.v1",
    "accounts.deposit.pending.v1",
    "billing.transaction.completed.v1",
    "billing.transaction.created.v1",
    "billing.transaction.details_changed.v1",
    "billing.transaction.pending.v1",
]


async def booked_once(deposit: Transaction, *, owner: str) -> bool:
    """Compare everything the database holds of the deposit with what must be there."""
    assert "COMPLETED" == status_name(deposit)
    payment = payment_of(UUID(deposit.id))
    async with await psycopg.AsyncConnection.connect(owner) as connection:

        async def column(statement: str, *parameters: object) -> Sequence[object]:
            return [row[0] for row in await (await connection.execute(statement, parameters)).fetchall()]

        account = deposit.account_id
        assert [deposit.id] == await column("SELECT id::text FROM accounts.transactions WHERE account_id = %s", account)
        assert [AMOUNT.minor_units] == await column(
            "SELECT amount FROM accounts.entries WHERE account_id = %s", account
        )
        assert [AMOUNT.minor_units] == await column("SELECT posted FROM accounts.accounts WHERE id = %s", account)
        assert [payment] == await column(
            "SELECT id FROM billing.transactions WHERE order_reference = %s AND status = 'completed'", deposit.id
        )
        assert ["paid"] == await column("SELECT status FROM billing.attempts WHERE transaction_id = %s", payment)
        assert [] == await column("SELECT kind FROM billing.discrepancies WHERE transaction_id = %s", payment)
        assert EVENTS == await column(
            "SELECT type FROM platform.outbox WHERE subject IN (%s, %s) ORDER BY type", deposit.id, payment
        )
        assert [] == await column("SELECT reason FROM platform.dead_letters")
    return True
