"""kill -9 between any two steps of a deposit, and a restart: it completes exactly once.

The process really dies and really starts again; the caller and Click then repeat what was not answered.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL

import psycopg
import pytest
from aiohttp import ClientError

from adapters.grpc_api.client import CallError, Transaction
from adapters.postgres.database import Database, PostgresSettings
from adapters.postgres.embedded.running import running_conninfo
from adapters.postgres.ledger_verification import LedgerVerification
from shared_kernel.tenant import TenantId
from tests.e2e.booked import booked_once
from tests.e2e.click import DepositUnderWay, announce
from tests.e2e.crashing_service import NOTE, POINTS
from tests.e2e.service import RunningService, hamyon, started
from tests.postgres_server import SECRET, DatabaseAddress

_ACCEPTED, _ALREADY_PAID = 0, -4


@dataclass(kw_only=True)
class House:
    """A home in which the service lives, is killed, and lives again."""

    home: Path
    settings: Mapping[str, str]
    _life: ExitStack = field(default_factory=ExitStack)
    _service: RunningService | None = None

    def service(self) -> RunningService:
        """The running service, started when there is none."""
        if self._service is None:
            command = ("-m", "tests.e2e.crashing_service")
            self._service = self._life.enter_context(started(self.home, command=command, **self.settings))
        return self._service

    async def crash(self, point: str) -> DepositUnderWay:
        """A deposit during which the service was killed at this point."""
        doomed = self.service()
        deposit = await announce(doomed)
        note = self.home / NOTE
        note.write_text(point)
        with pytest.raises((CallError, ClientError)):
            await deposit.drive(doomed)
        assert -SIGKILL == doomed.ended(), doomed.complaints
        note.unlink()
        self._service = None
        return deposit

    def close(self) -> None:
        """Stop what still runs."""
        self._life.close()


@pytest.fixture(scope="module")
def house(service_database: DatabaseAddress, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The service that one test starts again is the one that dies in the next: a start takes seconds."""
    settings = {"database_url": service_database.owner, "secret_key": SECRET.decode()}
    with closing(House(home=tmp_path_factory.mktemp("house"), settings=settings)) as opened:
        yield opened


@pytest.mark.parametrize("point", POINTS)
async def test_killed_when(point: str, house: House, service_database: DatabaseAddress) -> None:
    """Whatever was reached: one deposit, one payment, the money once, every event once."""
    deposit = await house.crash(point)
    ended = await deposit.drive(house.service())
    assert (_ACCEPTED, True) == told(deposit)
    assert await booked_once(ended, owner=service_database.owner)
    tenant_id = await tenant_of(ended, owner=service_database.owner)
    async with Database(PostgresSettings(app_conninfo=service_database.app)) as database:
        assert [] == (await LedgerVerification(database.engine)(tenant_id)).findings


async def test_killed_together_with_the_database_it_brought_along(home: Path) -> None:
    """The embedded PostgreSQL dies with the service, in the middle of booking the money, and recovers with it."""
    with closing(House(home=home, settings={})) as house:
        deposit = await house.crash("the money is being booked")
        ended = await deposit.drive(house.service())
        owner = running_conninfo(home / "postgres" / "data")
        assert owner
        assert await booked_once(ended, owner=owner)
        audit = hamyon("verify", home=home)
        assert (0, "The books add up.") == (audit.returncode, audit.stdout.splitlines()[-1])


def told(deposit: DepositUnderWay) -> tuple[int, bool]:
    """What Click heard to Prepare, and whether it heard to Complete that the money was taken."""
    complete = deposit.answers["complete"]["error"]
    return deposit.answers["prepare"]["error"], complete in (_ACCEPTED, _ALREADY_PAID)


async def tenant_of(deposit: Transaction, *, owner: str) -> TenantId:
    """Whose deposit it is."""
    async with await psycopg.AsyncConnection.connect(owner) as connection:
        found = await connection.execute("SELECT tenant_id FROM accounts.transactions WHERE id = %s", [deposit.id])
        (tenant_id,) = await found.fetchone() or ()
    return TenantId(tenant_id)
