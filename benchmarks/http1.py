"""Just enough HTTP/1.1 to bring webhooks without the client becoming the bottleneck, and to play a small provider.

An HTTP library costs as much as the server, and both share two cores. Here a request is bytes that were made before,
and of an answer only its status, its length and its body are read.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import cast

_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = b"content-length:"


class Http1Error(Exception):
    """The server spoke in a way a measurement cannot go on with."""


def post(path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    """A request, as it is sent."""
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + _END_OF_HEAD + body


def ok(body: bytes) -> bytes:
    """An answer, as it is sent."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return head.encode() + _END_OF_HEAD + body


def whole_message(received: bytes) -> tuple[bytes, bytes] | None:
    """Head and body of the message that was received; None while some of it is missing."""
    head, end, body = received.partition(_END_OF_HEAD)
    if not end:
        return None
    _, told, rest = head.lower().partition(_LENGTH)
    length = int(rest.partition(b"\r\n")[0]) if told else 0
    return (head, body) if len(body) >= length else None


class Http1Connection(asyncio.Protocol):
    """A connection that is kept, with one request under way at a time."""

    _transport: asyncio.WriteTransport

    def __init__(self) -> None:
        self._received = b""
        self._answer: asyncio.Future[bytes] | None = None

    async def ask(self, request: bytes) -> bytes:
        """The body of the answer.

        Raises:
            Http1Error: the answer is not 200, or the connection was lost.
        """
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)  # asyncio says less than it gives

    def data_received(self, data: bytes) -> None:
        self._received += data
        message = whole_message(self._received)
        if message is None or self._answer is None:
            return
        head, body = message
        answer, self._answer, self._received = self._answer, None, b""
        if head.startswith(b"HTTP/1.1 200"):
            answer.set_result(body)
        else:
            answer.set_exception(Http1Error(f"{head!r} {body!r}"))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(Http1Error("the connection was lost"))

    def close(self) -> None:
        """Hang up."""
        self._transport.close()


class SmallServer(asyncio.Protocol):
    """One connection of a server that has its answers ready: `answers` finds the one to a request's body."""

    _transport: asyncio.WriteTransport

    def __init__(self, answers: Callable[[bytes], bytes]) -> None:
        self._answers = answers
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)  # asyncio says less than it gives

    def data_received(self, data: bytes) -> None:
        self._received += data
        message = whole_message(self._received)
        if message is not None:
            self._received = b""
            self._transport.write(self._answers(message[1]))
