"""What an operator meets: what stands in the way is one clear sentence, and a stop loses nothing."""

import asyncio
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from adapters.grpc_api.client import connected
from tests.e2e.service import RunningService, address_of, hamyon, started
from tests.postgres_server import SECRET, DatabaseAddress

# The database itself watches its locks: it returns when somebody waits for the users.
WAIT_FOR_THE_CALL = """
DO $$
BEGIN
    SET LOCAL statement_timeout = '30s';
    WHILE NOT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = 'accounts.users'::regclass) LOOP
        PERFORM pg_sleep(0.01);
    END LOOP;
END
$$
"""


@pytest.fixture
def taken() -> Iterator[str]:
    """A port somebody else listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield str(other.getsockname()[1])


def external(database: DatabaseAddress, **more: str) -> dict[str, str]:
    """The settings of a service that is given its database."""
    return {"database_url": database.owner, "secret_key": SECRET.decode(), **more}


def refusal(home: Path, **settings: str) -> str:
    """Why the service does not start: the only line of its standard error."""
    done = hamyon("serve", home=home, **settings)
    assert 1 == done.returncode
    (line,) = done.stderr.splitlines()
    return line


@pytest.mark.parametrize("side", ["GRPC", "HTTP"])
def test_a_taken_port_is_named_with_the_setting_that_changes_it(side: str, taken: str, tmp_path: Path) -> None:
    said = refusal(tmp_path, **{f"{side.lower()}_port": taken})
    assert (
        f"hamyon: {side} cannot listen on 127.0.0.1:{taken} (Address already in use): stop what uses it, or choose"
        f" another with HAMYON_{side}_PORT (and HAMYON_{side}_HOST)."
    ) == said


@pytest.mark.parametrize("inside", ["", "deeper/still"])
def test_a_home_that_cannot_be_written_is_named(inside: str, tmp_path: Path) -> None:
    """A file stands where the directory should be: root may write everywhere else."""
    (tmp_path / "file").touch()
    said = refusal(tmp_path / "file" / inside)
    assert re.fullmatch(
        rf"hamyon: {tmp_path}/file\S* cannot be written \(.+\): choose another directory with HAMYON_HOME\.", said
    ), said


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path, grpc_port="many").startswith("hamyon: HAMYON_GRPC_PORT: ")


def test_a_database_nobody_answers_for_is_named_without_its_password(tmp_path: Path) -> None:
    url = "postgresql://nobody:unspeakable@127.0.0.1:1/nothing"
    said = refusal(tmp_path, database_url=url, secret_key=SECRET.decode())
    assert said.startswith("hamyon: The database of HAMYON_DATABASE_URL cannot be reached: ")
    assert "127.0.0.1" in said
    assert "unspeakable" not in said


def test_a_database_url_that_cannot_be_read_is_named_and_not_repeated(tmp_path: Path) -> None:
    url = "postgresql://owner:p%zz_unspeakable@127.0.0.1/hamyon"
    said = refusal(tmp_path, database_url=url, secret_key=SECRET.decode())
    assert "hamyon: This is no connection string of PostgreSQL: see HAMYON_DATABASE_URL." == said


def test_a_second_service_in_the_same_home_is_refused(service: RunningService) -> None:
    said = refusal(service.home)
    assert f"is in use by another running service (process {service.process.pid})" in said


async def test_a_call_in_flight_is_finished_before_the_service_ends(
    service_database: DatabaseAddress, tmp_path: Path
) -> None:
    """The call waits for a lock of ours, SIGTERM comes, the lock is let go: the caller gets its answer."""
    with started(tmp_path, **external(service_database)) as service:
        async with (
            connected(service.grpc, api_key=service.key) as client,
            await psycopg.AsyncConnection.connect(service_database.owner) as locker,
            await psycopg.AsyncConnection.connect(service_database.owner, autocommit=True) as looker,
        ):
            await locker.execute("LOCK TABLE accounts.users IN ACCESS EXCLUSIVE MODE")
            call = asyncio.create_task(client.register_user())
            await looker.execute(WAIT_FOR_THE_CALL)
            service.terminate()
            assert await asyncio.to_thread(service.has_said, "Stopping")
            await locker.rollback()
            user_id = await call
            found = await looker.execute("SELECT count(*) FROM accounts.users WHERE id = %s", [user_id])
            assert (1,) == await found.fetchone()
        assert 0 == service.ended()


async def test_a_given_database_is_migrated_in_development_and_used(
    empty_database: DatabaseAddress, tmp_path: Path
) -> None:
    with started(tmp_path, **external(empty_database)) as service:
        told = hamyon("demo", home=tmp_path, **address_of(service))
        assert (0, "") == (told.returncode, told.stderr)
    assert not (tmp_path / "postgres").exists()


def test_in_production_the_operator_migrates(empty_database: DatabaseAddress, tmp_path: Path) -> None:
    """And makes the first key: nothing is made by itself there."""
    settings = external(empty_database, environment="production", public_url="https://pay.example")
    assert "run `hamyon migrate`" in refusal(tmp_path, **settings)
    assert "The database is ready.\n" == hamyon("migrate", home=tmp_path, **settings).stdout
    with started(tmp_path, **settings) as service:
        made = hamyon(
            *("keys", "create", "--tenant", "shop", "--name", "till", "--permission", "accounts.manage"),
            home=tmp_path,
            **settings,
        )
        assert asyncio.run(_registers(service, made.stdout.strip()))
    assert [] == list(tmp_path.iterdir())


async def _registers(service: RunningService, key: str) -> str:
    async with connected(service.grpc, api_key=key) as client:
        return await client.register_user()
