"""One service per data directory: a lock that the kernel drops when its holder dies, however it dies."""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path

from adapters.postgres.embedded.errors import EmbeddedPostgresError


@dataclass(slots=True)
class DirectoryLock:
    """An flock on a file beside the data directory; the file names its holder and is never removed."""

    data_directory: Path
    _handle: int | None = None

    def acquire(self) -> None:
        """Take the lock. Raises `EmbeddedPostgresError` when another service holds it, `OSError`."""
        path = self.data_directory.with_name(f"{self.data_directory.name}.lock")
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(handle, 32).decode().strip()
            os.close(handle)
            raise EmbeddedPostgresError(
                f"The data directory {self.data_directory} is in use by another running service (process {holder}):"
                " stop that one first, or set another data directory."
            ) from error
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        self._handle = handle

    def release(self) -> None:
        """Give the lock back; without one, do nothing."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
