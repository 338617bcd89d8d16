"""The server's log file, and what its last lines mean to an operator."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_KEEP_BYTES = 8 * 1024 * 1024
_TAIL_BYTES = 8 * 1024
_TAIL_LINES = 5
_ADVICE = {
    "No space left on device": "the disk of {directory} is full, free some space and start again",
    "Disk quota exceeded": "the disk quota of {directory} is used up, free some space and start again",
    "Address already in use": "its TCP port was taken by another program, start again",
    "could not create shared memory segment": "the machine has too little shared memory, lower shared_buffers",
    "Permission denied": "files in {directory} belong to another user, give them to the user that runs the service",
    "unrecognized configuration parameter": "an extra server setting is unknown to this version, correct it",
    "invalid value for parameter": "an extra server setting has a wrong value, correct it",
}


def environment() -> Mapping[str, str]:
    """The server's environment: ours without the settings of PostgreSQL clients, and with messages in English."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return inherited | {"LC_ALL": "C"}


def advice(output: str, directory: Path) -> str:
    """Return what to do about a failure, followed by the last lines of what the program said."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    said = " | ".join(lines[-_TAIL_LINES:]) or "the program said nothing"
    for sign, text in _ADVICE.items():
        if sign in output:
            return f"{text.format(directory=directory)} ({said})."
    return f"{said}."


@dataclass(slots=True)
class ServerLog:
    """`postgres.log` beside the data directory; one older file is kept, so the two never grow past some megabytes."""

    path: Path
    _start: int = 0

    def open(self) -> IO[bytes]:
        """Open the log for one more run of the server, moving a long one aside."""
        if self.path.exists() and self.path.stat().st_size > _KEEP_BYTES:
            self.path.replace(self.path.with_name(f"{self.path.name}.1"))
        # The server quotes statements that failed.
        self.path.touch(mode=0o600)
        log = self.path.open("ab")
        self._start = log.tell()
        return log

    def tail(self) -> str:
        """Return the end of what the running server, or the one that just ended, has said."""
        with self.path.open("rb") as log:
            size = log.seek(0, os.SEEK_END)
            log.seek(max(self._start, size - _TAIL_BYTES))
            return log.read().decode(errors="replace")

    def last_line(self) -> str:
        """Return the server's last word, or an empty string."""
        return (self.tail().strip().splitlines() or [""])[-1]
