"""Servers that misbehave: real sockets, each doing one thing to every connection."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from ssl import SSLContext

from adapters.http_client.messages import HttpRequest


@dataclass(slots=True, kw_only=True)
class Stranger:
    """Where it listens, how often it was connected to, and the requests it has read."""

    url: str
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)

    def request(self, *, method: str = "POST", timeout_seconds: float = 10.0) -> HttpRequest:
        """A call to it, with a secret in every place that could leak."""
        return HttpRequest(
            method=method,
            url=f"{self.url}/secret-path?card=secret-query",
            headers={"Authorization": "Bearer secret-header"},
            body=b"secret-body" if method == "POST" else b"",
            timeout_seconds=timeout_seconds,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """One connection, as the server sees it."""

    stranger: Stranger
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def hear(self) -> None:
        """Read one whole request and keep it."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        lengths = [line.split(b":")[1] for line in head.splitlines() if line.lower().startswith(b"content-length:")]
        body = await self.reader.readexactly(int(lengths[0]) if lengths else 0)
        self.stranger.requests.append(head + body)

    async def say(self, *, status: int = 200, headers: bytes = b"", body: bytes = b"") -> None:
        """Answer well."""
        await self.write(b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n%b\r\n%b" % (status, len(body), headers, body))

    async def write(self, data: bytes) -> None:
        """Answer anything."""
        self.writer.write(data)
        await self.writer.drain()


Behaviour = Callable[[Caller], Awaitable[None]]


@asynccontextmanager
async def listening(behaviour: Behaviour, *, tls: SSLContext | None = None) -> AsyncIterator[Stranger]:
    """A server on a free port of this machine; a connection ends when the behaviour does."""
    stranger = Stranger(url="")
    tasks = set[asyncio.Task[None]]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        stranger.connections += 1
        with suppress(asyncio.IncompleteReadError, ConnectionError), closing(writer):  # the caller may hang up first
            await behaviour(Caller(stranger=stranger, reader=reader, writer=writer))
            await writer.drain()

    def start(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(start, "127.0.0.1", 0, ssl=tls)
    stranger.url = f"{'https' if tls else 'http'}://localhost:{server.sockets[0].getsockname()[1]}"
    try:
        yield stranger
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)  # a closed transport says goodbye in the next round of the loop
