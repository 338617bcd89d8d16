"""More processes that hear webhooks on the same port: Python uses one processor at a time, machines have several."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from dataclasses import asdict

from bootstrap.addresses import Addresses
from bootstrap.background import Background
from bootstrap.hearing import READY, Prepared
from bootstrap.opening import ended
from bootstrap.settings import SettingsError
from bootstrap.storage import Storage


class WebhookProcesses:
    """Starts them beside this process, and ends them before it; one that dies ends the service."""

    def __init__(self, *, addresses: Addresses, storage: Storage, background: Background, grace_seconds: int) -> None:
        self._prepared = Prepared(
            app_conninfo=storage.app_conninfo,
            secret=storage.secret.decode(),
            http_host=addresses.http_host,
            http_port=addresses.http_port,
            public_url=addresses.public_url,
        )
        self._background = background
        self._grace_seconds = grace_seconds
        self._running: list[tuple[Process, asyncio.Task[None]]] = []

    async def start(self, count: int) -> None:
        """Start so many; all of them listen when this returns.

        Raises:
            SettingsError: one could not start; its own log says why.
        """
        for _ in range(count):
            await self._start()
        await self._all_are_ready()

    async def announce(self) -> None:
        """The whole service is ready, and each of them may say so to whoever asks."""
        for process, _ in self._running:
            _input(process).write(b"serving\n")
        await self._all_are_ready()

    async def _all_are_ready(self) -> None:
        for process, _ in self._running:
            if process.stdout is None or await process.stdout.readline() != READY:
                raise SettingsError("A process that hears webhooks could not start: the lines above say why.")

    async def _start(self) -> None:
        # -P: what lies in the directory we were started from is not our code.
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", "bootstrap.hearing", stdin=PIPE, stdout=PIPE
        )
        watching = self._background.start(_never_ending(process), name="webhook process")
        self._running.append((process, watching))
        _input(process).write(json.dumps(asdict(self._prepared)).encode() + b"\n")

    async def stop(self) -> None:
        """Let them finish what they answer, then end them one way or the other."""
        for process, watching in self._running:
            await ended(watching.cancel, watching)
            _input(process).close()
        await asyncio.gather(*(self._end_of(process) for process, _ in self._running))

    async def _end_of(self, process: Process) -> None:
        try:
            # It takes its own grace period, and some time to close its connections.
            async with asyncio.timeout(self._grace_seconds + 5):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


async def _never_ending(process: Process) -> None:
    raise ChildProcessError(f"a process that hears webhooks ended with {await process.wait()}")


def _input(process: Process) -> asyncio.StreamWriter:
    if process.stdin is None:
        raise AssertionError("it was asked for")
    return process.stdin
