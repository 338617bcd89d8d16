"""What every HTTP request gets: a correlation id in its log lines and answer, and JSON for what goes wrong."""

import re
from http import HTTPStatus

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from adapters.webhooks.responses import refusal
from shared_kernel.identifiers import Identifiers

CORRELATION_ID = web.RequestKey("correlation_id", str)
CORRELATION_HEADER = "X-Request-Id"

# A sender's id goes into our logs and headers, so it may be a plain word and nothing that breaks a line.
_SANE = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_log = structlog.get_logger(__name__)


def correlation(identifiers: Identifiers) -> Middleware:
    """A middleware that names each request: by its sender's X-Request-Id when it is sane, else by a new UUIDv7."""

    @web.middleware
    async def name_request(request: web.Request, handler: Handler) -> web.StreamResponse:
        sent = request.headers.get(CORRELATION_HEADER, "")
        correlation_id = sent if _SANE.fullmatch(sent) else str(identifiers.new_id())
        request[CORRELATION_ID] = correlation_id
        with structlog.contextvars.bound_contextvars(correlation_id=correlation_id):
            response = await handler(request)
        # A stream (websocket) has sent its headers long ago.
        if not response.prepared:
            response.headers[CORRELATION_HEADER] = correlation_id
        return response

    return name_request


@web.middleware
async def json_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer what no handler answered: the router's 404 and 405, and 500 for what nobody foresaw."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < HTTPStatus.BAD_REQUEST:
            raise
        response = refusal(HTTPStatus(error.status))
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response
    except Exception:  # noqa: BLE001 (the last stop: nothing of the inside leaves)
        _log.exception("http.failed", method=request.method)
        return refusal(HTTPStatus.INTERNAL_SERVER_ERROR)
