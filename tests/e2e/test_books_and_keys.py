"""`hamyon verify` and `hamyon keys`, beside the running service and without it."""

from pathlib import Path

import psycopg
import pytest

from adapters.grpc_api.client import CallError, HamyonClient, connected
from adapters.postgres.database import Database, PostgresSettings
from adapters.postgres.ledger_verification import LedgerVerification
from adapters.postgres.tenant_store import PostgresTenantStore
from bootstrap.demo.cast import uzs
from bootstrap.demo.payer import Payer
from shared_kernel.pagination import PageRequest
from tests.e2e.service import RunningService, hamyon, started
from tests.e2e.test_deposit_story import account, deposited
from tests.postgres_server import SECRET, DatabaseAddress, DatabaseServer

CORRUPTIONS = {
    "the entries of a transaction sum to zero": "UPDATE accounts.entries SET amount = amount + 1 WHERE amount > 0",
    "a completed transaction has moved money, and no other has": "UPDATE accounts.transactions SET status = 'failed'",
    "a deposit, withdrawal or refund moved its amount once": "UPDATE accounts.transactions SET amount = amount + 1",
    "every entry belongs to an account of its currency": "UPDATE accounts.entries SET currency = 'EUR'",
    "the entries of an account are numbered without gaps": "UPDATE accounts.entries SET version = version + 1",
    "an account's balance is the sum of its entries": "UPDATE accounts.accounts SET posted = posted + 1",
    "every entry tells the balance after it": "UPDATE accounts.entries SET balance_after = balance_after + 1",
    "what is held is what open withdrawals and refunds will take": (
        "UPDATE accounts.accounts SET held = held + 1 WHERE posted > 0"
    ),
    "what customers could not pay is what the house paid": (
        "UPDATE accounts.accounts SET purpose = 'shortfall' WHERE user_id IS NULL"
    ),
    "no customer's available balance is below zero": "UPDATE accounts.accounts SET held = posted + 1 WHERE posted > 0",
}


@pytest.fixture(scope="module")
def booked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of services that are given a database."""
    return tmp_path_factory.mktemp("booked")


async def test_the_books_of_a_day_add_up_beside_the_running_service(
    service: RunningService, client: HamyonClient, payer: Payer
) -> None:
    """A deposit, a transfer, and money held for a withdrawal."""
    rich, poor = await deposited(client, payer, soum=1_000), await account(client)
    await client.transfer(from_account_id=rich, to_account_id=poor, amount=uzs(300))
    await client.withdraw(account_id=poor, amount=uzs(100), gateway="cash", note="at the counter")
    audit = hamyon("verify", home=service.home)
    assert (0, "The books add up.") == (audit.returncode, audit.stdout.splitlines()[-1])


async def test_whatever_is_changed_behind_its_back_is_found(
    postgres_server: DatabaseServer, payer: Payer, booked: Path
) -> None:
    """Each rule is broken in a copy of a sound database, with the database's own guards switched off."""
    sound = await postgres_server.create()
    settings = {"database_url": sound.owner, "secret_key": SECRET.decode()}
    with started(booked, **settings) as service:
        async with connected(service.grpc, api_key=service.key) as client:
            await deposited(client, payer, soum=1_000)
    template = str(psycopg.conninfo.conninfo_to_dict(sound.owner)["dbname"])
    for rule, corruption in CORRUPTIONS.items():
        copy = await postgres_server.create(template=template)
        await corrupt(copy, corruption)
        assert rule in await broken_rules(copy)
    audit = hamyon("verify", home=booked, **{**settings, "database_url": copy.owner})
    assert (1, True) == (audit.returncode, f"BROKEN: {rule} - account " in audit.stdout)


async def broken_rules(database: DatabaseAddress) -> set[str]:
    """What the audit says of the first tenant."""
    async with Database(PostgresSettings(app_conninfo=database.app)) as opened:
        store = PostgresTenantStore(engine=opened.engine, system_engine=opened.system_engine)
        tenant, *_ = (await store.list(PageRequest())).items
        return {finding.rule for finding in (await LedgerVerification(opened.engine)(tenant.id)).findings}


async def corrupt(database: DatabaseAddress, statement: str) -> None:
    """Do what nothing in the service can do."""
    async with await psycopg.AsyncConnection.connect(database.owner) as connection:
        await connection.execute("SET session_replication_role = replica")
        await connection.execute("ALTER TABLE accounts.accounts DROP CONSTRAINT accounts_available_never_negative")
        await connection.execute(statement.encode())


def test_without_a_database_there_is_nothing_to_verify(tmp_path: Path) -> None:
    """A mistyped directory is not answered with a new and perfectly sound database."""
    audit = hamyon("verify", home=tmp_path)
    assert (1, "") == (audit.returncode, audit.stdout)
    assert audit.stderr.startswith(f"hamyon: There is no database in {tmp_path}/postgres/data: ")
    assert [] == list(tmp_path.iterdir())


async def test_a_key_made_at_the_shell_opens_the_door_until_it_is_revoked(service: RunningService) -> None:
    made = hamyon(
        "keys", "create", "--tenant", "shop", "--name", "till", "--permission", "accounts.manage", home=service.home
    )
    async with connected(service.grpc, api_key=made.stdout.strip()) as client:
        assert await client.register_user()
        with pytest.raises(CallError) as refused:
            await client.transactions("01a20178-ab20-7f66-9c38-2ad627c42b9f")
    assert "MISSING_PERMISSION" == refused.value.reason
    (line,) = hamyon("keys", "list", "--tenant", "shop", home=service.home).stdout.splitlines()
    key_id, *facts = line.split()
    assert ["valid", "till", "accounts.manage"] == facts
    assert "  revoked " in hamyon("keys", "revoke", key_id, home=service.home).stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["list", "--tenant", "nobody"], "hamyon: There is no tenant 'nobody'."),
        (
            ["create", "--tenant", "shop", "--name", "x", "--permission", "everything"],
            "hamyon: --permission everything: there are accounts.deposit, ",
        ),
        (
            ["create", "--tenant", "shop", "--name", "x", "--permission", "accounts.view", "--expires", "2020-01-01"],
            "hamyon: A key must expire in the future.",
        ),
        (["revoke", "01a20178-ab20-7f66-9c38-2ad627c42b9f"], "hamyon: There is no API key 01a20178-"),
    ],
    ids=["unknown tenant", "unknown permission", "expired at birth", "unknown key"],
)
def test_a_wrong_wish_for_a_key_is_refused_in_one_sentence(
    arguments: list[str], sentence: str, service: RunningService
) -> None:
    done = hamyon("keys", *arguments, home=service.home)
    assert (1, "") == (done.returncode, done.stdout)
    assert done.stderr.splitlines()[-1].startswith(sentence)
