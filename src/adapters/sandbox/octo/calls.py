"""The three addresses merchants call."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from aiohttp import web

from adapters.sandbox.faults import Fault
from adapters.sandbox.octo.answers import CREATE, REFUND, SET_ACCEPT, STATUS, refused, serve
from adapters.sandbox.octo.api import Data
from adapters.sandbox.octo.fields import Body, read_body
from adapters.sandbox.octo.refusals import OctoRefusalError
from adapters.sandbox.octo.simulator import OctoSimulator

PAY_PAGE = "/sandbox/octo/pay"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """A call: which faults may meet it, the most particular name first, and what it does if they let it."""

    operation: str
    references: tuple[str, ...]
    deed: Callable[[], Awaitable[Data]]


class OctoCalls:
    """Octo's API."""

    def __init__(self, simulator: OctoSimulator) -> None:
        self._simulator = simulator
        self._api = simulator.api

    async def prepare_payment(self, request: web.Request) -> web.StreamResponse:
        """`POST /prepare_payment`."""

        def call(body: Body) -> _Call:
            pay_page = f"{request.url.origin()}{PAY_PAGE}"
            return _Call(
                operation=CREATE if "total_sum" in body else STATUS,
                references=(str(body.get("shop_transaction_id")),),
                deed=partial(self._api.prepare, body, pay_page=pay_page),
            )

        return await self._answer(request, call)

    async def set_accept(self, request: web.Request) -> web.StreamResponse:
        """`POST /set_accept`."""

        def call(body: Body) -> _Call:
            return _Call(
                operation=SET_ACCEPT,
                references=(self._reference(body),),
                deed=partial(self._api.set_accept, body, decided=self._simulator.decided),
            )

        return await self._answer(request, call)

    async def refund(self, request: web.Request) -> web.StreamResponse:
        """`POST /refund`."""

        def call(body: Body) -> _Call:
            return _Call(
                operation=REFUND,
                references=(str(body.get("shop_refund_id")), self._reference(body)),
                deed=partial(self._api.refund, body, refunded=self._simulator.refunded),
            )

        return await self._answer(request, call)

    async def _answer(self, request: web.Request, read: Callable[[Body], _Call]) -> web.StreamResponse:
        try:
            call = read(read_body(await request.read()))
        except OctoRefusalError as refusal:
            return refused(refusal)
        return await serve(
            request,
            operation=call.operation,
            fault=self._fault(call),
            patience=self._simulator.patience,
            envelope=self._simulator.behaviour.envelope,
            deed=call.deed,
        )

    def _fault(self, call: _Call) -> Fault | None:
        """The first fault that is planned for one of the call's names."""
        found = (self._simulator.faults.next(operation=call.operation, reference=name) for name in call.references)
        return next((fault for fault in found if fault is not None), None)

    def _reference(self, body: Body) -> str:
        try:
            return self._simulator.payment(str(body.get("octo_payment_UUID"))).terms.reference
        except OctoRefusalError:
            return ""
