"""The embedded server's life: started before the service, restarted if it dies, stopped after it."""

import asyncio
import logging
import subprocess
from collections.abc import Callable
from pathlib import Path

from adapters.postgres.embedded.addresses import (
    HOST,
    conninfo,
    free_port,
    remove_old_sockets,
    remove_short_directory,
    socket_directory,
)
from adapters.postgres.embedded.binaries import find_binaries
from adapters.postgres.embedded.cluster import PASSWORD_FILE, ensure_cluster
from adapters.postgres.embedded.directory_lock import DirectoryLock
from adapters.postgres.embedded.errors import EmbeddedPostgresError, directory_errors
from adapters.postgres.embedded.processes import clear_leftovers, shut_down
from adapters.postgres.embedded.root import choose_account, reachable
from adapters.postgres.embedded.server_log import ServerLog
from adapters.postgres.embedded.server_process import spawn, wait_until_ready
from adapters.postgres.embedded.settings import SERVER_SETTINGS, EmbeddedSettings

_LOG = logging.getLogger(__name__)
_WATCH_PAUSE = 0.25
_RESTART_PAUSE = 5.0


class EmbeddedPostgres:
    """A PostgreSQL server that belongs to this process.

    `host` and `port` are its TCP address after `start`; TCP clients log in as `hamyon_owner` with the content of
    `password_file`. A second service on the same data directory is refused. Call `start` from a thread that lives as
    long as the service (the event loop's): the kernel stops the server when that thread ends.
    """

    def __init__(self, *, settings: EmbeddedSettings, report: Callable[[str], None] = _LOG.info) -> None:
        self._settings = settings
        self._report = report
        # PostgreSQL works in its data directory and resolves names against it: only an absolute path means one place.
        self._data = settings.data_directory.absolute()
        self._lock = DirectoryLock(self._data)
        self._log = ServerLog(self._data.with_name("postgres.log"))
        self._command: list[str] = []
        self._sockets = self._data
        self._process: subprocess.Popen[bytes] | None = None
        self._watcher: asyncio.Task[None] | None = None
        self.host = HOST
        self.port = 0
        self.password_file: Path = self._data / PASSWORD_FILE

    async def start(self) -> str:
        """Start the server, making the data directory the first time; return the owner's libpq URL when it is ready.

        There is no time limit, since recovery after a crash takes what it takes; `report` hears of the progress.
        Raises `EmbeddedPostgresError` with a sentence for the operator.
        """
        with directory_errors(self._data):
            self._data.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
            try:
                if not (self._data / "PG_VERSION").exists():
                    self._report(f"Making the data directory {self._data}.")
                await asyncio.to_thread(self._prepare)
                await self._launch()
            except BaseException:
                await self.stop()
                raise
        self._watcher = asyncio.create_task(self._watch())
        return conninfo(directory=self._sockets, port=self.port)

    async def stop(self) -> None:
        """Stop the server: open transactions are rolled back. Stopping a stopped server does nothing."""
        if self._watcher is not None:
            self._watcher.cancel()
            await asyncio.gather(self._watcher, return_exceptions=True)
            self._watcher = None
        process = self._process
        if process is not None:
            await shut_down(process.pid, running=lambda: process.poll() is None)
            self._process = None
            remove_short_directory(self._sockets, data_directory=self._data)
        self._lock.release()

    def _prepare(self) -> None:
        account = choose_account(self._data)
        binaries = reachable(find_binaries(self._settings.binaries), account=account, beside=self._data.parent)
        ensure_cluster(self._data, binaries=binaries, account=account)
        self._sockets = socket_directory(self._data, account=account)
        self.port = free_port()
        places = {"listen_addresses": HOST, "port": str(self.port), "unix_socket_directories": str(self._sockets)}
        chosen = {**SERVER_SETTINGS, **self._settings.extra, **places}
        options = [word for name, value in chosen.items() for word in ("-c", f"{name}={value}")]
        self._command = [*account.prefix, str(binaries.postgres), "-D", str(self._data), *options]

    async def _launch(self) -> None:
        await clear_leftovers(self._data, report=self._report)
        remove_old_sockets(self._sockets)
        self._process = spawn(self._command, log=self._log)
        await wait_until_ready(self._process, data_directory=self._data, log=self._log, report=self._report)

    async def _watch(self) -> None:
        while self._process is not None:
            if (code := self._process.poll()) is None:
                await asyncio.sleep(_WATCH_PAUSE)
                continue
            self._report(f"PostgreSQL ended by itself (exit code {code}); starting it again.")
            try:
                with directory_errors(self._data):
                    await self._launch()
                self._report("PostgreSQL is running again.")
            except EmbeddedPostgresError as error:
                self._report(str(error))
                await asyncio.sleep(_RESTART_PAUSE)
