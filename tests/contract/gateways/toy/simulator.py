"""Toy as the suites meet it: its API, its books, and everything it does wrong on request."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, web

from adapters.sandbox.faults import Fault, Faults
from tests.contract.gateways.dialect import Call
from tests.contract.gateways.toy.signature import HEADER, sign

_BEFORE = {Fault.ERROR_BEFORE: 500, Fault.BUSY: 429, Fault.CONFLICT: 409, Fault.REFUSE: 422}
FAULTS = frozenset(Fault) - {Fault.LOST, Fault.TWICE, Fault.LATE, Fault.CONTRADICT}


@dataclass(kw_only=True)
class ToySimulator:
    """One merchant's payments, by Toy's names of them."""

    api_key: str
    webhook_secret: str
    session: ClientSession
    faults: Faults = field(default_factory=Faults)
    payments: dict[str, dict[str, Any]] = field(default_factory=dict)
    url: str = ""
    _answers: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/payments", self._create),
            web.get("/payments/{id}", self._read),
            web.post("/payments/{id}/close", self._close),
            web.post("/payments/{id}/refunds", self._refund),
        ]

    async def pay(self, name: str) -> Call:
        """The payer pays, and the merchant is told; what it was told."""
        self.payments[name]["status"] = "paid"
        call = self.notification(self.payments[name])
        address = self.payments[name]["notify_url"]
        async with self.session.post(address, data=call.body, headers=call.headers):
            return call

    def notification(self, about: Mapping[str, Any]) -> Call:
        """What Toy says of a payment, signed."""
        said = {name: about[name] for name in ("id", "reference", "status", "amount", "currency", "refunded")}
        body = json.dumps(said).encode()
        headers = {"Content-Type": "application/json", HEADER: sign(body=body, secret=self.webhook_secret)}
        return Call(body=body, headers=headers)

    async def _create(self, request: web.Request) -> web.StreamResponse:
        async def create() -> Mapping[str, Any]:
            name = f"p-{len(self.payments) + 1}-{self.api_key[-1]}"
            page = f"{self.url}/pages/{name}"
            terms = await request.json()
            self.payments[name] = {**terms, "id": name, "status": "open", "page": page, "refunded": 0}
            return self.payments[name]

        return await self._serve(request, "create", create)

    async def _read(self, request: web.Request) -> web.StreamResponse:
        async def read() -> Mapping[str, Any]:
            return self.payments[request.match_info["id"]]

        return await self._serve(request, "look_up", read)

    async def _close(self, request: web.Request) -> web.StreamResponse:
        async def close() -> Mapping[str, Any]:
            payment = self.payments[request.match_info["id"]]
            # Paid is paid: whoever closes it hears how it stands.
            payment["status"] = "closed" if payment["status"] == "open" else payment["status"]
            return payment

        return await self._serve(request, "cancel", close)

    async def _refund(self, request: web.Request) -> web.StreamResponse:
        async def refund() -> Mapping[str, Any]:
            payment = self.payments[request.match_info["id"]]
            payment["refunded"] += (await request.json())["amount"]
            return payment

        return await self._serve(request, "refund", refund)

    async def _serve(self, request: web.Request, operation: str, do: Any) -> web.StreamResponse:  # noqa: ANN401 (a coroutine function)
        fault = self.faults.next(operation=operation, reference=request.path)
        if request.headers.get("Authorization") != f"Bearer {self.api_key}":
            fault = Fault.REFUSE
        if fault in _BEFORE:
            return web.json_response({"error": "refused", "message": "No."}, status=_BEFORE[fault])
        if fault is Fault.TIME_OUT_BEFORE:
            return _silence(request)
        key = request.headers.get("Idempotency-Key", "")
        told = self._answers.get(key) or await do()
        if key:
            self._answers[key] = {**told}
        return _answered(request, fault, told)


def _answered(request: web.Request, fault: Fault | None, told: Mapping[str, Any]) -> web.StreamResponse:
    match fault:
        case Fault.TIME_OUT_AFTER | Fault.CUT:
            return _silence(request)
        case Fault.ERROR_AFTER:
            return web.Response(status=500)
        case Fault.GARBAGE:
            return web.Response(text="<html>502 Bad Gateway</html>", content_type="text/html")
        case _:
            return web.json_response({**told})


def _silence(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.close()
    return web.Response()
