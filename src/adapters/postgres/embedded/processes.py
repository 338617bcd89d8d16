"""The server processes of one data directory: which are running, and how to end them.

A process id in `postmaster.pid` proves nothing: it may be a zombie's or by now another program's. A process belongs to
the directory when it is called postgres and works in that directory, which the kernel tells in `/proc`.
"""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from adapters.postgres.embedded.errors import EmbeddedPostgresError

# PostgreSQL protocol of signals: fast shutdown, then immediate shutdown; the last one needs no consent.
_SHUTDOWN = ((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0))
_PAUSE = 0.02
_STATUS_LINE = 7


def postmaster_of(data_directory: Path) -> tuple[int, str]:
    """Return the process id and the status ("starting", "ready", "stopping") that the pid file tells, or (0, "")."""
    try:
        lines = (data_directory / "postmaster.pid").read_text().splitlines()
        return int(lines[0]), lines[_STATUS_LINE].strip() if len(lines) > _STATUS_LINE else ""
    except (FileNotFoundError, IndexError, ValueError):
        # Being written just now, or left empty by a crash of the machine.
        return 0, ""


async def clear_leftovers(data_directory: Path, *, report: Callable[[str], None]) -> None:
    """End what an earlier, killed service left running in the directory, then remove its pid file.

    Call it only while holding the directory's lock. Raises `EmbeddedPostgresError`, `OSError`.
    """
    postmaster, _ = postmaster_of(data_directory)
    if serves(postmaster, data_directory):
        report(f"A PostgreSQL server (process {postmaster}) was left running in {data_directory}; stopping it.")
        await shut_down(postmaster, running=lambda: serves(postmaster, data_directory))
    for pid in _servers(data_directory):
        # Sessions whose postmaster was killed end by themselves, unless they are in the middle of a long statement.
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    if not await _ends(lambda: bool(_servers(data_directory)), within=10.0):
        raise EmbeddedPostgresError(
            f"Old PostgreSQL processes of {data_directory} do not end: restart the machine or end them by hand."
        )
    _remove_pid_file(data_directory)


async def shut_down(pid: int, *, running: Callable[[], bool]) -> None:
    """Stop a postmaster: fast, then immediately, then by force. Raises `EmbeddedPostgresError` if nothing helps."""
    for number, patience in _SHUTDOWN:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
        if await _ends(running, within=patience):
            return
    raise EmbeddedPostgresError(
        f"The PostgreSQL server (process {pid}) does not end: its disk may hang, look at it before starting again."
    )


async def _ends(running: Callable[[], bool], *, within: float) -> bool:
    deadline = time.monotonic() + within
    while running():
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(_PAUSE)
    return True


def _remove_pid_file(data_directory: Path) -> None:
    # PostgreSQL would refuse to start if an unrelated process had got the number since. A system without /proc shows
    # no processes; there the file stays, and PostgreSQL decides.
    if Path("/proc/self").exists():
        (data_directory / "postmaster.pid").unlink(missing_ok=True)


def _servers(data_directory: Path) -> list[int]:
    processes = (int(entry.name) for entry in Path("/proc").glob("[0-9]*"))
    return [pid for pid in processes if serves(pid, data_directory)]


def serves(pid: int, data_directory: Path) -> bool:
    """Whether this process is a PostgreSQL server of that directory."""
    process = Path(f"/proc/{pid}")
    try:
        return (process / "comm").read_text() == "postgres\n" and (process / "cwd").samefile(data_directory)
    except OSError:
        # Gone, a zombie, or somebody else's process.
        return False
