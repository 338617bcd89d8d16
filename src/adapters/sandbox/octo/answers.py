"""Octo's answers as HTTP: the envelope, the refusals, and every way an answer can go wrong (protocol, section 2)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType

import msgspec
from aiohttp import web

from adapters.sandbox.faults import Fault
from adapters.sandbox.octo.api import Data
from adapters.sandbox.octo.behaviour import Envelope
from adapters.sandbox.octo.notifier import NOTIFY, Patience
from adapters.sandbox.octo.refusals import (
    BAD_FORMAT,
    INVALID_REQUEST,
    UNDOCUMENTED,
    WRONG_REFUND_AMOUNT,
    OctoCrashError,
    OctoRefusalError,
    too_often,
)

CREATE, STATUS, SET_ACCEPT, REFUND = "create", "status", "set_accept", "refund"

_CALL_FAULTS = frozenset(Fault) - {Fault.CONFLICT, Fault.LOST, Fault.TWICE, Fault.LATE, Fault.CONTRADICT}
# What can be planned for which operation; Octo knows no HTTP 409.
FAULTS: Mapping[str, frozenset[Fault]] = MappingProxyType(
    {
        CREATE: _CALL_FAULTS,
        STATUS: _CALL_FAULTS,
        SET_ACCEPT: _CALL_FAULTS,
        REFUND: _CALL_FAULTS,
        NOTIFY: frozenset({Fault.LOST, Fault.TWICE, Fault.LATE, Fault.CONTRADICT}),
    }
)
_BEFORE = frozenset({Fault.REFUSE, Fault.BUSY, Fault.TIME_OUT_BEFORE, Fault.ERROR_BEFORE})
_REFUSALS = MappingProxyType(
    {
        CREATE: OctoRefusalError(INVALID_REQUEST, "Invalid request"),
        STATUS: OctoRefusalError(BAD_FORMAT, "Data format error"),
        SET_ACCEPT: OctoRefusalError(UNDOCUMENTED, "Operation is not possible"),
        REFUND: OctoRefusalError(WRONG_REFUND_AMOUNT, "Wrong amount to refund"),
    }
)
_MOVING_DOWN = "The fields at the top level are being retired, please read them from data"
_GARBAGE = "<html><body><h1>502 Bad Gateway</h1></body></html>"
_encoder = msgspec.json.Encoder(decimal_format="number")


async def serve(
    request: web.Request,
    *,
    operation: str,
    fault: Fault | None,
    patience: Patience,
    envelope: Envelope,
    deed: Callable[[], Awaitable[Data]],
) -> web.StreamResponse:
    """The answer to a call, which does its deed unless the fault comes before."""
    if fault in _BEFORE:
        return await _instead(request, operation=operation, fault=fault, patience=patience)
    answer = await _done(request, deed, operation=operation, envelope=envelope)
    return await _spoiled(request, answer, fault=fault, patience=patience)


async def _instead(
    request: web.Request, *, operation: str, fault: Fault | None, patience: Patience
) -> web.StreamResponse:
    if fault is Fault.TIME_OUT_BEFORE:
        return await _no_answer(request, after_seconds=patience.silence_seconds)
    if fault is Fault.ERROR_BEFORE:
        return _crashed(request)
    return refused(too_often() if fault is Fault.BUSY else _REFUSALS[operation])


async def _spoiled(
    request: web.Request, answer: web.Response, *, fault: Fault | None, patience: Patience
) -> web.StreamResponse:
    if fault is Fault.TIME_OUT_AFTER:
        return await _no_answer(request, after_seconds=patience.silence_seconds)
    if fault is Fault.ERROR_AFTER:
        return _crashed(request)
    if fault is Fault.GARBAGE:
        return web.Response(text=_GARBAGE, content_type="text/html")
    if fault is Fault.CUT:
        return await _cut(request, answer)
    if fault is Fault.SLOW:
        await asyncio.sleep(patience.slow_seconds)
    return answer


async def _done(
    request: web.Request, deed: Callable[[], Awaitable[Data]], *, operation: str, envelope: Envelope
) -> web.Response:
    try:
        data = await deed()
    except OctoRefusalError as refusal:
        return refused(refusal)
    except OctoCrashError:
        return _crashed(request)
    if envelope is Envelope.TOP_LEVEL:
        return _json({"error": 0, "errMessage": None, **_as_once(data, operation=operation)})
    told = {"error": 0, "errMessage": None, "data": data, "errorMessage": None, "apiMessageForDevelopers": _MOVING_DOWN}
    return _json(told if envelope is Envelope.DATA else {**told, **data})


def _as_once(data: Data, *, operation: str) -> Data:
    """The old flat form says `ok` of a refund that is accepted, whatever becomes of it (section 8)."""
    return {**data, "status": "ok"} if operation == REFUND else data


def refused(refusal: OctoRefusalError) -> web.Response:
    """Octo's no: HTTP 200 all the same."""
    return _json(
        {
            "error": refusal.code,
            "errMessage": refusal.message,
            "data": None,
            "errorMessage": refusal.message,
            "apiMessageForDevelopers": _MOVING_DOWN,
        }
    )


def _crashed(request: web.Request) -> web.Response:
    """A framework's own words, in which `error` is no number."""
    told = {"status": 500, "error": "Internal Server Error", "path": request.path}
    return _json(told, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _json(told: Mapping[str, object], *, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    return web.Response(status=status, body=_encoder.encode(told), content_type="application/json")


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
