"""The shell's own answers, for what never reaches a provider's protocol: JSON, and nothing of the inside."""

import json
from http import HTTPStatus

from aiohttp import web

JSON = "application/json"

_SENTENCES = {
    HTTPStatus.BAD_REQUEST: "The request could not be read.",
    HTTPStatus.NOT_FOUND: "There is nothing here.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This method is not allowed here.",
    HTTPStatus.REQUEST_TIMEOUT: "The body did not arrive in time.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is too large.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong here; send it again.",
    HTTPStatus.SERVICE_UNAVAILABLE: "Too busy; send it again.",
}
# Python 3.13 calls this one otherwise; what callers and the delivery log read must not depend on the interpreter.
_CODES = {HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "REQUEST_ENTITY_TOO_LARGE"}


def refusal_code(status: HTTPStatus) -> str:
    """The name of an HTTP status, the same under every Python."""
    return _CODES.get(status, status.name)


def refusal_body(status: HTTPStatus) -> bytes:
    """The JSON body of an HTTP status."""
    sentence = _SENTENCES.get(status, status.phrase)
    return json.dumps({"error": {"code": refusal_code(status), "message": sentence}}).encode()


def refusal(status: HTTPStatus) -> web.Response:
    """An HTTP status with its JSON body."""
    return web.Response(status=status, body=refusal_body(status), content_type=JSON)
