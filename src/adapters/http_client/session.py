"""The process's connections to other systems: one aiohttp session behind many clients."""

from dataclasses import dataclass
from types import SimpleNamespace

from aiohttp import (
    ClientConnectionError,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
    TraceConfig,
    TraceRequestHeadersSentParams,
)

from adapters.http_client.addresses import public_socket
from adapters.http_client.failures import NotSentError

# Shorter than the shortest time after which common servers hang up (five seconds): a connection that the other side
# closes while we write on it would leave a payment unknown.
_KEPT_ALIVE_SECONDS = 4.0

# Who waits for a connection has not sent anything yet; one slow provider must not take the connections of all others.
_CONNECTIONS = 256
_CONNECTIONS_PER_HOST = 64


@dataclass(slots=True)
class Trip:
    """How far one call came; from the first byte written on the other side may act."""

    sent: bool = False


class HttpSession:
    """Opens the aiohttp session in the running loop when the first call asks for it.

    With `public_only` it connects to public addresses only: for calls whose address a tenant chose.
    """

    def __init__(self, *, public_only: bool = False) -> None:
        self._public_only = public_only
        self._session: ClientSession | None = None
        self._closed = False

    def opened(self) -> ClientSession:
        """The session.

        Raises:
            NotSentError: it was closed; the service is stopping.
        """
        if self._closed:
            raise NotSentError("The service is stopping and calls nobody any more.")
        if self._session is None:
            self._session = _open(public_only=self._public_only)
        return self._session

    async def close(self) -> None:
        """Hang up everywhere. Whoever still waits for an answer hears that there is none."""
        self._closed = True
        if self._session is not None:
            await self._session.close()


def _open(*, public_only: bool) -> ClientSession:
    """Without cookies, proxies of the environment or a time limit of its own: each request brings its limit."""
    on_the_way = TraceConfig()
    on_the_way.on_request_headers_sent.append(_set_out)
    return ClientSession(
        connector=TCPConnector(
            limit=_CONNECTIONS,
            limit_per_host=_CONNECTIONS_PER_HOST,
            keepalive_timeout=_KEPT_ALIVE_SECONDS,
            socket_factory=public_socket if public_only else None,
        ),
        cookie_jar=DummyCookieJar(),
        headers={"User-Agent": "hamyon"},
        timeout=ClientTimeout(total=None),
        trace_configs=[on_the_way],
        trust_env=False,
    )


async def _set_out(_session: ClientSession, context: SimpleNamespace, _sent: TraceRequestHeadersSentParams) -> None:
    """Called just before the first byte is written.

    aiohttp repeats GET, PUT and DELETE by itself when a kept connection turns out to be closed. A reversal that is a
    DELETE must not happen twice behind our back, so a call sets out once; repeating is decided by who knows it is safe.
    """
    trip: Trip = context.trace_request_ctx
    if trip.sent:
        raise ClientConnectionError("The connection was lost.")
    trip.sent = True
