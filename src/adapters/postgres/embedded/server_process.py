"""Starting the server's process, and waiting for it as long as its recovery takes."""

import asyncio
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from adapters.postgres.embedded.errors import EmbeddedPostgresError
from adapters.postgres.embedded.processes import postmaster_of
from adapters.postgres.embedded.server_log import ServerLog, advice, environment

_PAUSE = 0.02
_REPORT_EVERY = 3.0


def spawn(command: Sequence[str], *, log: ServerLog) -> subprocess.Popen[bytes]:
    """Start the server as a child that writes to the log.

    It is not asyncio's child, which a closing event loop would kill. It has a session of its own, because Ctrl-C in a
    terminal must reach only the service, which still needs its database to finish.
    """
    with log.open() as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=environment(),
            cwd="/",
            start_new_session=True,
        )


async def wait_until_ready(
    process: subprocess.Popen[bytes], *, data_directory: Path, log: ServerLog, report: Callable[[str], None]
) -> None:
    """Return when the server accepts connections, which it notes in its pid file; `report` hears of the progress.

    Raises `EmbeddedPostgresError` with the last lines of the log as soon as the server has ended.
    """
    started = reported = time.monotonic()
    while postmaster_of(data_directory) != (process.pid, "ready"):
        if process.poll() is not None:
            raise EmbeddedPostgresError(
                f"PostgreSQL did not start in {data_directory}: {advice(log.tail(), data_directory)}"
            )
        if time.monotonic() - reported > _REPORT_EVERY:
            reported = time.monotonic()
            report(f"PostgreSQL has been starting for {reported - started:.0f} s: {log.last_line()}")
        await asyncio.sleep(_PAUSE)
