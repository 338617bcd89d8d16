"""`make run` as a stranger meets it: in a fresh clone of what is committed, with packages already in the cache."""

import asyncio
import sys
import time
from pathlib import Path

from benchmarks.processes import GIT, ROOT, BenchmarkError, clean_environment, free_port, output_of, running
from benchmarks.service import ready

_LONGEST_SECONDS = 180.0
# The interpreter this environment was made with: python3 of the path may be another version.
_PYTHON = Path(sys.executable).resolve()


async def first_and_next_start(directory: Path) -> dict[str, float]:
    """Seconds from `make run` until `/readyz` answers, the first time and the second."""
    clone = directory / "clone"
    await output_of(["rm", "-rf", str(clone)], patience=60)
    await output_of([*GIT, "clone", "--quiet", str(ROOT), str(clone)], patience=60)
    return {"ready_first_s": await _start(clone), "ready_next_s": await _start(clone)}


async def _start(clone: Path) -> float:
    port = free_port()
    environment = clean_environment(HAMYON_GRPC_PORT=str(free_port()), HAMYON_HTTP_PORT=str(port))
    command = ["make", "run", f"PYTHON={_PYTHON}"]
    log = clone.with_name("make-run.log")
    started = time.perf_counter()
    async with running(command, log=log, directory=clone, environment=environment) as process:
        await ready(port, process=process, patience=_LONGEST_SECONDS)
        seconds = time.perf_counter() - started
    await _released(clone)
    return seconds


async def _released(clone: Path) -> None:
    """Wait until the clone's own PostgreSQL has gone: the next start must not wait for it."""
    pid_file = clone / ".hamyon" / "postgres" / "data" / "postmaster.pid"
    deadline = time.monotonic() + 30
    while await asyncio.to_thread(pid_file.exists):
        if time.monotonic() > deadline:
            raise BenchmarkError("the PostgreSQL of the clone does not end")
        await asyncio.sleep(0.05)
