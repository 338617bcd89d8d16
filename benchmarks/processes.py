"""Processes of a measurement: started as a user would start them, and always ended."""

import asyncio
import os
import signal
import socket
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GIT = ["git", "-c", "safe.directory=*"]  # the bench may run as another user than the one that cloned
_TICKS = os.sysconf("SC_CLK_TCK")


class BenchmarkError(Exception):
    """Something could not be measured; the text says what."""


def clean_environment(**more: str) -> dict[str, str]:
    """This process's environment without what would change the service or the installation, and with `more`."""
    hidden = ("HAMYON_", "MAKE", "MFLAGS", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if not name.startswith(hidden)} | more


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def output_of(
    command: Sequence[str], *, patience: float, given: str = "", environment: Mapping[str, str] | None = None
) -> str:
    """What a program prints; it must end well within `patience` seconds."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environment, stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    try:
        async with asyncio.timeout(patience):
            output, errors = await process.communicate(given.encode())
    except TimeoutError:
        raise BenchmarkError(f"{_name(command)} took longer than {patience:.0f} s") from None
    finally:
        with suppress(ProcessLookupError):
            process.kill()
    if process.returncode:
        raise BenchmarkError(f"{_name(command)} failed ({process.returncode}):\n{errors.decode()[-2000:]}")
    return output.decode()


@asynccontextmanager
async def running(
    command: Sequence[str], *, log: Path, directory: Path = ROOT, environment: Mapping[str, str] | None = None
) -> AsyncIterator[Process]:
    """A program that runs as long as the context, with its children; what it prints goes to a file."""
    log.parent.mkdir(exist_ok=True)
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=directory, env=environment, stdin=DEVNULL, stdout=output, stderr=output, process_group=0
        )
    try:
        yield process
    except BenchmarkError as error:
        error.add_note(f"The last lines of {log.name}:\n{_end_of(log)}")
        raise
    finally:
        await _end(process)


def _end_of(log: Path) -> str:
    return log.read_text()[-2000:]


async def _end(process: Process) -> None:
    for number, patience in ((signal.SIGTERM, 30.0), (signal.SIGKILL, 10.0)):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        deadline = asyncio.get_running_loop().time() + patience
        while asyncio.get_running_loop().time() < deadline:
            if process.returncode is not None and not _group_lives(process.pid):
                return
            await asyncio.sleep(0.02)
    raise BenchmarkError(f"process group {process.pid} does not end")


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def cpu_seconds(pid: int) -> float:
    """The processor time a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def group_cpu_seconds(group: int) -> float:
    """The same of everything in a process group."""
    return sum(cpu_seconds(pid) for pid in _members(group))


def _members(group: int) -> Iterator[int]:
    for pid in (int(entry.name) for entry in Path("/proc").glob("[0-9]*")):
        # One that ends while we look is none.
        with suppress(ProcessLookupError):
            if os.getpgid(pid) == group:
                yield pid


def resident_megabytes(pid: int) -> float:
    """The memory a process holds (RSS), in MiB."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def _name(command: Sequence[str]) -> str:
    return " ".join(Path(word).name if "/" in word else word for word in command[:4])
