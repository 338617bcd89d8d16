"""Making the data directory once, so that it is either complete or not there at all."""

import os
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path

from adapters.postgres.embedded.binaries import Binaries
from adapters.postgres.embedded.errors import EmbeddedPostgresError
from adapters.postgres.embedded.root import Account
from adapters.postgres.embedded.server_log import advice, environment
from adapters.postgres.embedded.settings import DATABASE, OWNER

PASSWORD_FILE = "hamyon_owner.password"  # noqa: S105 - the name of the file


def ensure_cluster(data_directory: Path, *, binaries: Binaries, account: Account) -> None:
    """Make the data directory unless it is there; refuse one that this server cannot serve.

    Raises `EmbeddedPostgresError`, `OSError`.
    """
    _remove_unfinished(data_directory)
    version = data_directory / "PG_VERSION"
    if version.exists():
        _check_major(data_directory, made_by=version.read_text().strip(), binaries=binaries)
    elif data_directory.exists() and any(data_directory.iterdir()):
        raise EmbeddedPostgresError(
            f"The data directory {data_directory} holds files that are not PostgreSQL's: set one that is empty or new."
        )
    else:
        _create(data_directory, binaries=binaries, account=account)


def _check_major(data_directory: Path, *, made_by: str, binaries: Binaries) -> None:
    if made_by != str(binaries.major):
        raise EmbeddedPostgresError(
            f"The data directory {data_directory} was made by PostgreSQL {made_by} and the server in"
            f" {binaries.directory} is {binaries.major}: set the binaries to a server {made_by}, or move the data with"
            " pg_upgrade."
        )


def _create(data_directory: Path, *, binaries: Binaries, account: Account) -> None:
    # A new name each time: the initdb of a killed service may still be busy removing what it made.
    workshop = Path(tempfile.mkdtemp(prefix=_unfinished(data_directory), dir=data_directory.parent))
    account.own(workshop)
    password = workshop / PASSWORD_FILE
    password.touch(mode=0o600)
    password.write_text(secrets.token_urlsafe(32))
    account.own(password)
    fresh = workshop / "data"
    # The local socket lies in a directory that only this user enters, so it asks for no password; TCP does.
    identity = (f"--username={OWNER}", f"--pwfile={password}", "--auth-local=trust", "--auth-host=scram-sha-256")
    form = (f"--pgdata={fresh}", "--locale=C.UTF-8", "--encoding=UTF8")
    _run(account, data_directory, str(binaries.initdb), *form, *identity)
    statement = f"CREATE DATABASE {DATABASE} OWNER {OWNER};\n"
    _run(account, data_directory, str(binaries.postgres), "--single", "-D", str(fresh), "postgres", statement=statement)
    password.rename(fresh / PASSWORD_FILE)
    _sync(fresh / PASSWORD_FILE)
    _sync(fresh)
    # From here on the data directory exists, and it is complete.
    fresh.rename(data_directory)
    _sync(data_directory.parent)
    workshop.rmdir()


def _unfinished(data_directory: Path) -> str:
    return f".{data_directory.name}.new-"


def _remove_unfinished(data_directory: Path) -> None:
    # Whatever a crash left was never renamed, so nobody's money is in it.
    for entry in data_directory.parent.iterdir():
        if entry.name.startswith(_unfinished(data_directory)):
            shutil.rmtree(entry, ignore_errors=True)


def _run(account: Account, data_directory: Path, *command: str, statement: str = "") -> None:
    done = subprocess.run(
        [*account.prefix, *command],
        input=statement,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment(),
        cwd="/",
        check=False,
    )
    # The single-user server reports a failed statement and still exits with zero.
    if done.returncode != 0 or "ERROR: " in done.stdout:
        raise EmbeddedPostgresError(
            f"The data directory {data_directory} could not be made: {advice(done.stdout, data_directory)}"
        )


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
