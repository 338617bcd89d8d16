"""The listening socket of the HTTP application, and its orderly end."""

import asyncio
import logging

from aiohttp import web

from adapters.webhooks.connections import GuardedConnections
from adapters.webhooks.limits import WebhookLimits

_KEEPALIVE_SECONDS = 75.0
# How long the rest of a refused body is still swallowed so that the sender gets to read the refusal.
_LINGER_SECONDS = 1.0


class WebhookServer:
    """Serves an application on one address."""

    def __init__(
        self,
        *,
        app: web.Application,
        host: str,
        port: int,
        grace_seconds: float,
        limits: WebhookLimits,
        is_shared: bool = False,
    ) -> None:
        """`is_shared`: other processes of ours listen on the same port, and the system spreads the connections."""
        self._is_shared = is_shared
        self._host = host
        self._port = port
        self._limits = limits
        # No access log: it would print the endpoint token of every path. A logger that says nothing: for bytes that are
        # no HTTP, aiohttp would log a traceback with those bytes, as often as a stranger likes.
        self._runner = web.AppRunner(
            app,
            access_log=None,
            logger=logging.Logger("silent", level=logging.CRITICAL + 1),  # noqa: LOG001 - nobody may attach a handler
            keepalive_timeout=_KEEPALIVE_SECONDS,
            lingering_time=_LINGER_SECONDS,
            shutdown_timeout=grace_seconds,
        )
        self._listener: asyncio.Server | None = None

    async def start(self) -> int:
        """Listen; the port, which is the one asked for unless that was 0.

        Raises:
            OSError: the address is taken or not ours.
        """
        await self._runner.setup()
        accept = self._runner.server
        if accept is None:
            raise RuntimeError("A runner that was set up has a server.")
        # Not one of aiohttp's sites: they leave no place for a guard between a socket and its connection.
        connections = GuardedConnections(accept=accept, limits=self._limits)
        self._listener = await asyncio.get_running_loop().create_server(
            connections, self._host, self._port, reuse_port=self._is_shared or None
        )
        return int(self._listener.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Stop listening, let what is being answered finish for at most the grace period, then cut it off."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        await self._runner.cleanup()
