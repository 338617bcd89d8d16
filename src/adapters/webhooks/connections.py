"""How many connections there are, and how long one may keep us waiting.

aiohttp bounds neither their number nor the time for a request's head: that is as long as a kept-alive connection may
rest. So each connection of aiohttp gets a guard, which sees its bytes first.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.webhooks.limits import WebhookLimits
from adapters.webhooks.tally import Tally

_log = structlog.get_logger(__name__)


class GuardedConnections:
    """Makes the guard of each new connection: what an asyncio server asks for its protocols."""

    def __init__(self, *, accept: Callable[[], asyncio.Protocol], limits: WebhookLimits) -> None:
        self._accept = accept
        self._limits = limits
        self._open: set[asyncio.Protocol] = set()
        self._refused = Tally(lambda count: _log.warning("http.connections_refused", count=count))

    def __call__(self) -> asyncio.Protocol:
        return _Guard(connections=self, inner=self._accept(), limits=self._limits)

    def admit(self, connection: asyncio.Protocol) -> bool:
        """Whether there is room for it; then it takes its place until it leaves."""
        if len(self._open) >= self._limits.connections:
            self._refused.add()
            return False
        self._open.add(connection)
        return True

    def leave(self, connection: asyncio.Protocol) -> bool:
        """Whether it was admitted."""
        admitted = connection in self._open
        self._open.discard(connection)
        return admitted


@web.middleware
async def head_received(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Tell the guard that a head is complete, and when its request is answered; the outermost middleware."""
    guard = None if request.transport is None else request.transport.get_protocol()
    if not isinstance(guard, _Guard):
        # The connection was lost already.
        return await handler(request)
    with guard.answering():
        return await handler(request)


class _Deadline:
    """Cuts a connection off unless it is lifted in time; to set it again does not move it."""

    def __init__(self, *, seconds: float) -> None:
        self._seconds = seconds
        self._timer: asyncio.TimerHandle | None = None

    def set(self, transport: asyncio.Transport) -> None:
        if self._timer is None:
            # Not close(): that would wait for a sender to read what is written already.
            self._timer = asyncio.get_running_loop().call_later(self._seconds, transport.abort)

    def lift(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class _Guard(asyncio.Protocol):
    """Passes everything on to aiohttp's connection, and watches the time meanwhile."""

    _transport: asyncio.Transport

    def __init__(self, *, connections: GuardedConnections, inner: asyncio.Protocol, limits: WebhookLimits) -> None:
        self._connections = connections
        self._inner = inner
        self._answering = False
        self._head = _Deadline(seconds=limits.head_seconds)
        self._unread = _Deadline(seconds=limits.unread_seconds)

    @contextmanager
    def answering(self) -> Iterator[None]:
        """While a request is answered, what arrives is its body, which has a time limit of its own."""
        self._head.lift()
        self._answering = True
        try:
            yield
        finally:
            self._answering = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # asyncio says less than it gives
        if not self._connections.admit(self):
            self._transport.abort()
            return
        self._head.set(self._transport)
        self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        # A kept-alive connection may rest; from the first byte of its next request on it may not.
        if not self._answering:
            self._head.set(self._transport)
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def pause_writing(self) -> None:
        self._unread.set(self._transport)
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._unread.lift()
        self._inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head.lift()
        self._unread.lift()
        if self._connections.leave(self):
            self._inner.connection_lost(exc)
