"""The service as its operator runs it: a process of its own on free ports, started, watched and ended by a test."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
# Long: on a machine that does ten other things a start may take a minute, and who waits in vain waits once.
PATIENCE_SECONDS = 100
SERVE = ("-m", "bootstrap", "serve")
_READY = re.compile(r"gRPC +(\S+)\n +HTTP +(\S+)\n(?: +API key +(\S+) )?")
_LAST_OF_THE_GREETING = "  HTTP "


def environment(home: Path, **settings: str) -> dict[str, str]:
    """The environment of this test run with these settings and no others, as in `grpc_port="0"`."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HAMYON_")}
    # Where it is set, every start would compile half a million lines again.
    inherited.pop("PYTHONDONTWRITEBYTECODE", None)
    ours = {"home": str(home), "grpc_port": "0", "http_port": "0", "log_level": "warning", **settings}
    return inherited | {f"HAMYON_{name.upper()}": value for name, value in ours.items()}


@dataclass(kw_only=True)
class RunningService:
    """A process of the service and where it is reached.

    `said` is its standard output so far, `complaints` its log.
    """

    process: subprocess.Popen[str]
    home: Path
    settings: Mapping[str, str]
    said: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    grpc: str = ""
    http: str = ""
    _lines: dict[str, Event] = field(default_factory=dict)
    _readers: list[Thread] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The API key that development makes."""
        return (self.home / "dev-api-key").read_text().strip()

    def has_said(self, words: str) -> bool:
        """Wait until a line of its output holds the words; False when the process ended without them."""
        told = self._lines.setdefault(words, Event())
        if any(words in line for line in self.said):
            told.set()
        assert told.wait(PATIENCE_SECONDS), f"no {words!r} in {self.said} {self.complaints[-20:]}"
        return any(words in line for line in self.said)

    def terminate(self) -> None:
        """Ask it to stop, as `kill` and every supervisor do."""
        self.process.send_signal(signal.SIGTERM)

    def ended(self) -> int:
        """Wait for its end; the exit code, negative when a signal killed it."""
        code = self.process.wait(PATIENCE_SECONDS)
        for reader in self._readers:
            reader.join()
        return code

    def end(self) -> None:
        """End it one way or the other."""
        self.terminate()
        try:
            self.ended()
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.ended()

    def listen(self) -> None:
        """Keep reading what it says: a full pipe would stop it."""
        for stream, lines in ((self.process.stdout, self.said), (self.process.stderr, self.complaints)):
            reader = Thread(target=self._read, args=(stream, lines))
            reader.start()
            self._readers.append(reader)

    def _read(self, stream: IO[str], lines: list[str]) -> None:
        with stream:
            for line in stream:
                lines.append(line)
                for words, told in list(self._lines.items()):
                    if words in line:
                        told.set()
        for told in list(self._lines.values()):
            told.set()


@contextmanager
def started(home: Path, *, command: Sequence[str] = SERVE, **settings: str) -> Iterator[RunningService]:
    """The service, ready; in the end it is stopped."""
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment(home, **settings),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    service = RunningService(process=process, home=home, settings=settings)
    service.listen()
    try:
        assert service.has_said(_LAST_OF_THE_GREETING), "".join(service.complaints)
        found = _READY.search("".join(service.said))
        assert found, service.said
        service.grpc, service.http = found[1], found[2]
        yield service
    finally:
        service.end()


def hamyon(*arguments: str, home: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """A command of the shell, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "bootstrap", *arguments],
        cwd=ROOT,
        env=environment(home, **settings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def address_of(service: RunningService) -> dict[str, str]:
    """The settings by which a command finds the service."""
    return {**service.settings, "grpc_port": service.grpc.rpartition(":")[2]}
