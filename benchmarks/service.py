"""The service under measurement: `hamyon serve` as a user starts it, on a database of the benchmark."""

import asyncio
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from benchmarks.processes import (
    BenchmarkError,
    clean_environment,
    free_port,
    group_cpu_seconds,
    resident_megabytes,
    running,
)

HAMYON = str(Path(sys.executable).with_name("hamyon"))
_QUIET_SHARE = 0.04
_LOOK_SECONDS = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A running service, or what stands in for one; `http_port` is where webhooks arrive, 0 where none do."""

    process: Process
    port: int
    http_port: int = 0

    async def settled(self, *, patience: float = 20.0) -> float:
        """Wait until it has nothing left to do, so that no measurement pays for the one before; the seconds it took.

        The relay reads what the transfers told after they were answered.
        """
        clock = asyncio.get_running_loop().time
        started, spent = clock(), self.cpu_seconds()
        while clock() - started < patience:
            await asyncio.sleep(_LOOK_SECONDS)
            before, spent = spent, self.cpu_seconds()
            if spent - before <= _QUIET_SHARE * _LOOK_SECONDS:
                return clock() - started - _LOOK_SECONDS
        raise BenchmarkError(f"the service is still busy {patience:.0f} s after the last call")

    def cpu_seconds(self) -> float:
        """The processor time that its processes have had."""
        return group_cpu_seconds(self.process.pid)

    def megabytes(self) -> float:
        """The memory it holds (RSS)."""
        return resident_megabytes(self.process.pid)


def settings(home: Path, database: str) -> dict[str, str]:
    """The only settings of the benchmark: everything else is as a user has it."""
    return clean_environment(HAMYON_DATABASE_URL=database, HAMYON_HOME=str(home))


@asynccontextmanager
async def serving(*, home: Path, database: str, webhook_processes: int = 1) -> AsyncIterator[Service]:
    """The service, ready, on free ports; its log is in `home`."""
    grpc_port, http_port = free_port(), free_port()
    environment = settings(home, database) | {
        "HAMYON_GRPC_PORT": str(grpc_port),
        "HAMYON_HTTP_PORT": str(http_port),
    }
    if webhook_processes > 1:
        environment |= {"HAMYON_WEBHOOK_PROCESSES": str(webhook_processes), "HAMYON_SANDBOX": "false"}
    log = home / "service.log"
    async with running([HAMYON, "serve"], log=log, environment=environment) as process:
        await ready(http_port, process=process, patience=60)
        yield Service(process=process, port=grpc_port, http_port=http_port)


@asynccontextmanager
async def echoing(*, log: Path) -> AsyncIterator[Service]:
    """The ceiling, listening."""
    port = free_port()
    async with running([sys.executable, "-m", "benchmarks.echo", str(port)], log=log) as process:
        while not await asyncio.to_thread(_listens, port):
            if process.returncode is not None:
                raise BenchmarkError("the rpc that does nothing could not be served")
            await asyncio.sleep(0.02)
        yield Service(process=process, port=port)


async def ready(port: int, *, process: Process, patience: float) -> None:
    """Wait until `/readyz` answers 200."""
    deadline = asyncio.get_running_loop().time() + patience
    while not await asyncio.to_thread(_is_ready, port):
        if process.returncode is not None or asyncio.get_running_loop().time() > deadline:
            raise BenchmarkError("the service did not become ready")
        await asyncio.sleep(0.02)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _is_ready(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
