"""kill -9 between any two steps of a deposit, and a restart: it completes exactly once.

The process really dies and really starts again; the caller and Click then repeat what was not answered.
"""

from collections.abc import Sequence
from pathlib import Path
from signal import SIGKILL
from uuid import UUID

import psycopg
import pytest
from aiohttp import ClientError

from adapters.bridges.payment_identity import payment_of
from adapters.grpc_api.client import CallError, Transaction, status_name
from adapters.postgres.database import Database, PostgresSettings
from adapters.postgres.embedded.running import running_conninfo
from adapters.postgres.ledger_verification import LedgerVerification
from shared_kernel.tenant import TenantId
from tests.e2e.click import AMOUNT, DepositUnderWay, announce
from tests.e2e.crashing_service import POINTS
from tests.e2e.service import hamyon, started
from tests.postgres_server import SECRET, DatabaseAddress

EVENTS = [
    "accounts.deposit.completed.v1",
    "accounts.deposit.initiated.v1",
    "accounts.deposit.pending.v1",
    "billing.transaction.completed.v1",
    "billing.transaction.created.v1",
    "billing.transaction.details_changed.v1",
    "billing.transaction.pending.v1",
]
_ACCEPTED, _ALREADY_PAID = 0, -4


@pytest.mark.parametrize("point", POINTS)
async def test_killed_when(point: str, service_database: DatabaseAddress, tmp_path: Path) -> None:
    """Whatever was reached: one deposit, one payment, the money once, every event once."""
    settings = {"database_url": service_database.owner, "secret_key": SECRET.decode()}
    deposit = await crashed(point, tmp_path, **settings)
    with started(tmp_path, **settings) as service:
        ended = await deposit.drive(service)
        assert (_ACCEPTED, True) == told(deposit)
        assert await booked_once(ended, owner=service_database.owner)
    tenant_id = await tenant_of(ended, owner=service_database.owner)
    async with Database(PostgresSettings(app_conninfo=service_database.app)) as database:
        assert [] == (await LedgerVerification(database.engine)(tenant_id)).findings


async def test_killed_together_with_the_database_it_brought_along(tmp_path: Path) -> None:
    """The embedded PostgreSQL dies with the service, in the middle of booking the money, and recovers with it."""
    deposit = await crashed("the money is being booked", tmp_path)
    with started(tmp_path) as service:
        ended = await deposit.drive(service)
        owner = running_conninfo(tmp_path / "postgres" / "data")
        assert owner
        assert await booked_once(ended, owner=owner)
        audit = hamyon("verify", home=tmp_path)
        assert (0, "The books add up.") == (audit.returncode, audit.stdout.splitlines()[-1])


async def crashed(point: str, home: Path, **settings: str) -> DepositUnderWay:
    """A deposit during which the service was killed at this point."""
    with started(home, command=("-m", "tests.e2e.crashing_service", point), **settings) as doomed:
        deposit = await announce(doomed)
        with pytest.raises((CallError, ClientError)):
            await deposit.drive(doomed)
        assert -SIGKILL == doomed.ended(), doomed.complaints
    return deposit


def told(deposit: DepositUnderWay) -> tuple[int, bool]:
    """What Click heard to Prepare, and whether it heard to Complete that the money was taken."""
    complete = deposit.answers["complete"]["error"]
    return deposit.answers["prepare"]["error"], complete in (_ACCEPTED, _ALREADY_PAID)


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


async def tenant_of(deposit: Transaction, *, owner: str) -> TenantId:
    """Whose deposit it is."""
    async with await psycopg.AsyncConnection.connect(owner) as connection:
        found = await connection.execute("SELECT tenant_id FROM accounts.transactions WHERE id = %s", [deposit.id])
        (tenant_id,) = await found.fetchone() or ()
    return TenantId(tenant_id)
