"""The Merchant API's answers as HTTP: the envelope, and every way an answer can go wrong (protocol, section 5.2)."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

from aiohttp import web

from adapters.sandbox.click.api import Data
from adapters.sandbox.click.caller import Patience
from adapters.sandbox.click.refusals import ClickRefusalError, NotAuthorizedError, not_possible
from adapters.sandbox.faults import Fault

_GARBAGE = "<html><body><h1>502 Bad Gateway</h1></body></html>"


async def serve(
    request: web.Request,
    *,
    fault: Fault | None,
    patience: Patience,
    enveloped: bool,
    deed: Callable[[], Awaitable[Data]],
) -> web.StreamResponse:
    """The answer to a call, which does its deed unless the fault comes before."""
    match fault:
        case Fault.REFUSE:
            return refused(not_possible("The processing centre refused"))
        case Fault.BUSY:
            return web.Response(status=HTTPStatus.TOO_MANY_REQUESTS)
        case Fault.TIME_OUT_BEFORE:
            return await _no_answer(request, after_seconds=patience.silence_seconds)
        case Fault.ERROR_BEFORE:
            return web.Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)
        case _:
            answer = await _done(deed, enveloped=enveloped)
            return await _spoiled(request, answer, fault=fault, patience=patience)


async def _spoiled(
    request: web.Request, answer: web.Response, *, fault: Fault | None, patience: Patience
) -> web.StreamResponse:
    match fault:
        case Fault.TIME_OUT_AFTER:
            return await _no_answer(request, after_seconds=patience.silence_seconds)
        case Fault.ERROR_AFTER:
            return web.Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)
        case Fault.GARBAGE:
            return web.Response(text=_GARBAGE, content_type="text/html")
        case Fault.CUT:
            return await _cut(request, answer)
        case Fault.SLOW:
            await asyncio.sleep(patience.slow_seconds)
            return answer
        case _:
            return answer


async def _done(deed: Callable[[], Awaitable[Data]], *, enveloped: bool) -> web.Response:
    try:
        data = await deed()
    except NotAuthorizedError:
        return web.Response(status=HTTPStatus.UNAUTHORIZED)
    except ClickRefusalError as refusal:
        return refused(refusal)
    return _json({"error_code": 0, "error_note": "Success", **data} if enveloped else data)


def refused(refusal: ClickRefusalError) -> web.Response:
    """Click's no: HTTP 200 all the same."""
    return _json({"error_code": refusal.code, "error_note": refusal.message})


def _json(told: Mapping[str, object]) -> web.Response:
    return web.Response(body=json.dumps(told).encode(), content_type="application/json")


async def _no_answer(request: web.Request, *, after_seconds: float) -> web.StreamResponse:
    await asyncio.sleep(after_seconds)
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _cut(request: web.Request, answer: web.Response) -> web.StreamResponse:
    """Half of the answer, of which the whole was promised."""
    body = answer.body if isinstance(answer.body, bytes) else b""
    half = web.StreamResponse(status=answer.status, headers={"Content-Type": "application/json"})
    half.content_length = len(body)
    await half.prepare(request)
    await half.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return half
