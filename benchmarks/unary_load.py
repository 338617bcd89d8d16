"""Calls Transfer, or what pretends to be it, as fast as it answers: a process of its own.

Reads a UnaryLoad as JSON from standard input and prints what came of it as JSON.
"""

import asyncio
import gc
import json
import random
import sys
import time
from dataclasses import dataclass, field

import uvloop

from benchmarks.http2 import Http2Connection, Http2Error, authorization_header
from benchmarks.transfers import Payers, Transfers

PATH = "/hamyon.accounts.v1.AccountsService/Transfer"
_PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnaryLoad:
    """What to call and for how long; only answers after the warm-up are counted."""

    port: int
    payers: list[Payers]
    hot: bool = False
    concurrent: int = 32
    connections: int = 4
    warm_up_seconds: float = 1.0
    seconds: float


@dataclass(slots=True, kw_only=True)
class Calls:
    """Keeps a number of calls under way until the time is over."""

    load: UnaryLoad
    callers: list[tuple[bytes, Transfers]]
    connections: list[Http2Connection] = field(default_factory=list)
    answered: int = 0
    running: int = 0
    latencies: list[float] = field(default_factory=list)
    counts_from: float = 0.0
    counts_until: float = 0.0
    done: asyncio.Event = field(default_factory=asyncio.Event)
    failure: Exception | None = None

    async def run(self) -> None:
        """Raises Http2Error when a single answer was not what it should be."""
        loop = asyncio.get_running_loop()
        for _ in range(self.load.connections):
            _, connection = await loop.create_connection(self._connection, "127.0.0.1", self.load.port)
            self.connections.append(connection)
        self.counts_from = time.perf_counter() + self.load.warm_up_seconds
        self.counts_until = self.counts_from + self.load.seconds
        for number in range(self.load.concurrent):
            self._call(self.connections[number % len(self.connections)])
        patience = self.load.warm_up_seconds + self.load.seconds + _PATIENCE_SECONDS
        async with asyncio.timeout(patience):
            await self.done.wait()
        for connection in self.connections:
            connection.close()
        if self.failure:
            raise self.failure

    def _connection(self) -> Http2Connection:
        return Http2Connection(path=PATH, authority=f"127.0.0.1:{self.load.port}", lost=self._fail)

    def _call(self, connection: Http2Connection) -> None:
        authorization, transfers = random.choice(self.callers)
        message = transfers.next()
        self.running += 1
        started = time.perf_counter()

        def answered(*, ok: bool) -> None:
            now = time.perf_counter()
            self.running -= 1
            self.answered += 1
            if not ok:
                self._fail(Http2Error("a call was refused"))
            if self.counts_from <= now < self.counts_until:
                self.latencies.append(now - started)
            if now < self.counts_until and not self.failure:
                self._call(connection)
            elif not self.running:
                self.done.set()

        connection.call(authorization, message, answered)

    def _fail(self, error: Exception) -> None:
        self.failure = self.failure or error
        self.done.set()


async def main() -> None:
    asked = json.load(sys.stdin)
    load = UnaryLoad(**{**asked, "payers": [Payers(**payers) for payers in asked["payers"]]})
    callers = [(authorization_header(payers.secret), Transfers(payers, hot=load.hot)) for payers in load.payers]
    calls = Calls(load=load, callers=callers)
    gc.freeze()
    began, cpu = time.perf_counter(), time.process_time()
    await calls.run()
    cpu_share = (time.process_time() - cpu) / (time.perf_counter() - began)
    latencies = sorted(calls.latencies)
    outcome = {
        "transfers": calls.answered,
        "per_second": len(latencies) / load.seconds,
        "p50_ms": 1000 * latencies[len(latencies) // 2],
        "p99_ms": 1000 * latencies[len(latencies) * 99 // 100],
        "client_cpu_share": cpu_share,
    }
    print(json.dumps(outcome))


if __name__ == "__main__":
    uvloop.run(main())
