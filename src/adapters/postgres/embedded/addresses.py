"""Where clients reach the embedded server: a unix socket for the service itself, TCP on loopback for tools."""

import hashlib
import os
import secrets
import socket
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from adapters.postgres.embedded.errors import EmbeddedPostgresError
from adapters.postgres.embedded.root import Account
from adapters.postgres.embedded.settings import DATABASE, OWNER

HOST = "127.0.0.1"
_QUIET_PORTS = range(10_000, 32_768)
_LONGEST_SOCKET_PATH = 107
_LONGEST_SOCKET_NAME = ".s.PGSQL.65535.lock"


def socket_directory(data_directory: Path, *, account: Account) -> Path:
    """Return the directory of the socket: the data directory, or a short private one when that path does not fit.

    Raises `EmbeddedPostgresError` when somebody else took the short one, `OSError`.
    """
    too_long = len(os.fsencode(data_directory / _LONGEST_SOCKET_NAME)) > _LONGEST_SOCKET_PATH
    # libpq and the server read a comma as the end of a host, the server a quote as the start of a quoted name.
    if not too_long and not set(str(data_directory)) & set(',"'):
        return data_directory
    digest = hashlib.sha256(os.fsencode(data_directory)).hexdigest()[:12]
    short = Path(tempfile.gettempdir(), f"hamyon-{account.user}-{digest}")
    if not short.exists():
        short.mkdir(mode=0o700)
        account.own(short)
    # Anybody may make a directory in a shared place before us and then read what passes through it.
    found = short.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.user or stat.S_IMODE(found.st_mode) != stat.S_IRWXU:
        raise EmbeddedPostgresError(
            f"The socket directory {short} belongs to somebody else: remove it, or set a shorter data directory."
        )
    return short


def remove_old_sockets(directory: Path) -> None:
    """Remove the sockets that killed servers left behind; call it only when no server is running."""
    for left in directory.glob(".s.PGSQL.*"):
        left.unlink(missing_ok=True)


def remove_short_directory(directory: Path, *, data_directory: Path) -> None:
    """Remove what `socket_directory` made, after the server has stopped; the data directory stays, of course."""
    if directory != data_directory:
        with suppress(OSError):
            directory.rmdir()


def free_port(host: str = HOST) -> int:
    """Return a TCP port of a local address that nobody listens on.

    Drawn from below the range the system gives to outgoing connections: any of those may take a port out of that range
    between this look and the server that is to listen on it.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    while True:
        port = secrets.choice(_QUIET_PORTS)
        with socket.socket(family) as probe, suppress(OSError):
            probe.bind((host, port))
            return port


def conninfo(*, directory: Path, port: int) -> str:
    """Return the libpq URL of the owner over the unix socket, which needs no password."""
    return f"postgresql://{OWNER}@/{DATABASE}?host={quote(str(directory), safe='')}&port={port}"
