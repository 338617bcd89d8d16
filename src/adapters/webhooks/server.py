"""The listening socket of the HTTP application, and its orderly end."""

import logging

from aiohttp import web

_KEEPALIVE_SECONDS = 75.0
# How long the rest of a refused body is still swallowed so that the sender gets to read the refusal.
_LINGER_SECONDS = 1.0


class WebhookServer:
    """Serves an application on one address."""

    def __init__(self, *, app: web.Application, host: str, port: int, grace_seconds: float) -> None:
        self._app = app
        self._host = host
        self._port = port
        self._grace_seconds = grace_seconds
        self._runner: web.AppRunner | None = None

    async def start(self) -> int:
        """Listen; the port, which is the one asked for unless that was 0.

        Raises:
            OSError: the address is taken or not ours.
        """
        # No access log: it would print the endpoint token of every path. A logger that says nothing: for bytes that are
        # no HTTP, aiohttp would log a traceback with those bytes, as often as a stranger likes.
        self._runner = web.AppRunner(
            self._app,
            access_log=None,
            logger=logging.Logger("silent", level=logging.CRITICAL + 1),  # noqa: LOG001 - nobody may attach a handler
            keepalive_timeout=_KEEPALIVE_SECONDS,
            lingering_time=_LINGER_SECONDS,
            shutdown_timeout=self._grace_seconds,
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Stop listening, let what is being answered finish for at most the grace period, then cut it off."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
