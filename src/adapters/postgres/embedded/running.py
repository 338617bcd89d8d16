"""The embedded server of a service that runs right now, for a second process that wants to look into its books."""

from pathlib import Path

from adapters.postgres.embedded.addresses import conninfo
from adapters.postgres.embedded.processes import postmaster_of, serves

# Lines of postmaster.pid, which PostgreSQL documents.
_PORT_LINE, _SOCKETS_LINE = 3, 4


def running_conninfo(data_directory: Path) -> str | None:
    """The owner's libpq URL; None when no server of this directory accepts connections.

    Raises:
        OSError: the directory belongs to another user.
    """
    postmaster, status = postmaster_of(data_directory)
    if status != "ready" or not serves(postmaster, data_directory):
        return None
    lines = (data_directory / "postmaster.pid").read_text().splitlines()
    return conninfo(directory=Path(lines[_SOCKETS_LINE]), port=int(lines[_PORT_LINE]))
