"""The Subscribe API over HTTP, and every way an answer of it can go wrong."""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

import msgspec
from aiohttp import web

from adapters.sandbox.faults import Fault, Faults
from adapters.sandbox.payme.fields import Body, integer, read_body, section, text
from adapters.sandbox.payme.patience import Patience
from adapters.sandbox.payme.refusals import PaymeSaysNoError, wrong_state
from adapters.sandbox.payme.subscribe import SubscribeApi

# What can be planned for each method: everything but what only notifications suffer.
FAULTS = frozenset(Fault) - {Fault.LOST, Fault.TWICE, Fault.LATE, Fault.CONTRADICT}
_STATUSES: Mapping[Fault, HTTPStatus] = MappingProxyType(
    {
        Fault.ERROR_BEFORE: HTTPStatus.INTERNAL_SERVER_ERROR,
        Fault.ERROR_AFTER: HTTPStatus.INTERNAL_SERVER_ERROR,
        Fault.BUSY: HTTPStatus.TOO_MANY_REQUESTS,
        Fault.CONFLICT: HTTPStatus.CONFLICT,
    }
)
_BEFORE = frozenset({Fault.REFUSE, Fault.BUSY, Fault.CONFLICT, Fault.TIME_OUT_BEFORE, Fault.ERROR_BEFORE})
_SILENT = frozenset({Fault.TIME_OUT_BEFORE, Fault.TIME_OUT_AFTER})
_GARBAGE = "<html><body><h1>502 Bad Gateway</h1></body></html>"


class Serving:
    """`POST /sandbox/payme/api`."""

    def __init__(self, *, api: SubscribeApi, faults: Faults, patience: Patience) -> None:
        self._api = api
        self._faults = faults
        self._patience = patience

    async def post(self, request: web.Request) -> web.StreamResponse:
        """Answer one call, rightly or as planned wrongly."""
        try:
            body = read_body(await request.read())
            method, params, call_id = text(body, "method"), section(body, "params"), integer(body, "id")
        except PaymeSaysNoError as refusal:
            return _refused(None, refusal)
        fault = self._fault(method, params)
        if fault not in _BEFORE:
            answer = await self._done(request, method, params, call_id)
            return await self._spoiled(request, answer, fault)
        if fault is Fault.REFUSE:
            return _refused(call_id, wrong_state())
        return await self._failed(request, fault)

    def _fault(self, method: str, params: Body) -> Fault | None:
        """The first fault planned for the receipt, or for what it is to pay."""
        account = params.get("account")
        names = [params.get("id"), *(account.values() if isinstance(account, dict) else ())]
        found = (self._faults.next(operation=method, reference=str(name)) for name in names)
        return next((fault for fault in found if fault is not None), None)

    async def _done(self, request: web.Request, method: str, params: Body, call_id: int) -> web.Response:
        try:
            result = await self._api.answer(x_auth=request.headers.get("X-Auth", ""), method=method, params=params)
        except PaymeSaysNoError as refusal:
            return _refused(call_id, refusal)
        return _json({"jsonrpc": "2.0", "id": call_id, "result": result})

    async def _spoiled(self, request: web.Request, answer: web.Response, fault: Fault | None) -> web.StreamResponse:
        if fault is Fault.GARBAGE:
            return web.Response(text=_GARBAGE, content_type="text/html")
        if fault is Fault.CUT:
            return await _cut(request, answer)
        if fault is Fault.SLOW:
            await asyncio.sleep(self._patience.slow_seconds)
            return answer
        return answer if fault is None else await self._failed(request, fault)

    async def _failed(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault not in _SILENT:
            return web.Response(status=_STATUSES[fault], text=_GARBAGE, content_type="text/html")
        await asyncio.sleep(self._patience.silence_seconds)
        if request.transport is not None:
            request.transport.abort()
        return web.Response()


def _refused(call_id: int | None, refusal: PaymeSaysNoError) -> web.Response:
    error: dict[str, object] = {"code": refusal.code, "message": refusal.message}
    if refusal.data:
        error["data"] = refusal.data
    return _json({"jsonrpc": "2.0", "id": call_id, "error": error})


def _json(told: Mapping[str, object]) -> web.Response:
    return web.Response(body=msgspec.json.encode(told), content_type="application/json")


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
