"""Reading a stranger's request: bounded in bytes and seconds, and kept without secrets."""

import asyncio
from collections.abc import Mapping

from aiohttp import web

from adapters.webhooks.limits import WebhookLimits

_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "auth", "x-auth", "x-api-key"})
REDACTED = "[redacted]"


async def read_body(request: web.Request, limits: WebhookLimits) -> bytes:
    """The whole body; its size limit is the application's `client_max_size`.

    Raises:
        aiohttp.web.HTTPRequestEntityTooLarge: too long.
        aiohttp.web.HTTPRequestTimeout: too slow.
        aiohttp.web.HTTPBadRequest: cut off, or not HTTP as announced.
    """
    try:
        async with asyncio.timeout(limits.read_seconds):
            return await request.read()
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error
    except (web.RequestPayloadError, ConnectionError) as error:
        raise web.HTTPBadRequest from error


def headers_for_record(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers by lower-case name, credentials replaced, bytes that are no UTF-8 made storable.

    aiohttp smuggles such bytes through as lone surrogates; no database would take them, and a sender could use that
    to leave no trace.
    """
    return {
        name.lower(): REDACTED if name.lower() in _SECRET_HEADERS else _storable(value)
        for name, value in headers.items()
    }


def _storable(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
