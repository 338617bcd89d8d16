"""Plays a provider that says of payment after payment that it is paid, as fast as it is answered: a process of its own.

Reads a WebhookLoad as JSON from standard input and prints what came of it as JSON.
"""

import asyncio
import gc
import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

import uvloop

from benchmarks.http1 import Http1Connection, SmallServer
from benchmarks.merchant import Payment
from benchmarks.provider_calls import PROVIDERS, Conversation, octo_answer


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookLoad:
    """Which payments are paid through which gateway.

    Attributes:
        octo_port: where Octo is asked how a payment stands.
        warm_up: so many of the payments come before the clock starts.
    """

    gateway: str
    port: int
    path: str
    octo_port: int
    payments: Sequence[Payment]
    warm_up: int
    connections: int = 32


class Visits:
    """Holds conversations over kept connections, each with one at a time."""

    def __init__(self, connections: Sequence[Http1Connection]) -> None:
        self._connections = connections
        self.latencies: list[float] = []

    async def hold(self, conversations: Sequence[Conversation]) -> float:
        """The seconds that all of them took."""
        waiting, self.latencies = iter(conversations), []
        began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for connection in self._connections:
                group.create_task(self._keep_talking(connection, waiting))
        return time.perf_counter() - began

    async def _keep_talking(self, connection: Http1Connection, waiting: Iterator[Conversation]) -> None:
        async def ask(request: bytes) -> bytes:
            asked = time.perf_counter()
            answer = await connection.ask(request)
            self.latencies.append(time.perf_counter() - asked)
            return answer

        for converse in waiting:
            await converse(ask)


async def _held(load: WebhookLoad) -> dict[str, float]:
    provider, loop = PROVIDERS[load.gateway], asyncio.get_running_loop()
    conversations = [provider(load.path, payment) for payment in load.payments]
    gc.freeze()
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(
            await loop.create_server(lambda: SmallServer(octo_answer), "127.0.0.1", load.octo_port)
        )
        connections = []
        for _ in range(load.connections):
            _, connection = await loop.create_connection(Http1Connection, "127.0.0.1", load.port)
            connections.append(connection)
            stack.callback(connection.close)
        visits = Visits(connections)
        await visits.hold(conversations[: load.warm_up])
        warmed_up, cpu = len(visits.latencies), time.process_time()
        seconds = await visits.hold(conversations[load.warm_up :])
        cpu_share = (time.process_time() - cpu) / seconds
    latencies = sorted(visits.latencies)
    return {
        "webhooks": warmed_up + len(latencies),
        "per_second": (len(conversations) - load.warm_up) / seconds,
        "p50_ms": 1000 * latencies[len(latencies) // 2],
        "p99_ms": 1000 * latencies[len(latencies) * 99 // 100],
        "client_cpu_share": cpu_share,
    }


async def main() -> None:
    asked = json.load(sys.stdin)
    load = WebhookLoad(**{**asked, "payments": [Payment(**payment) for payment in asked["payments"]]})
    print(json.dumps(await _held(load)))


if __name__ == "__main__":
    uvloop.run(main())
