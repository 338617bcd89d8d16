"""The simulator's other face: JSON for tests and campaigns that play payer, cabinet and bad luck from outside.

`POST /sandbox/payme/_control/{action}` with `link` (a payment link, or its last part) or `receipt` (an id), and what
the action needs besides. The answer is the receipt's statement.
"""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType

import msgspec
from aiohttp import web

from adapters.sandbox.faults import ANY, Fault
from adapters.sandbox.payme import fields
from adapters.sandbox.payme.fields import Body, read_body
from adapters.sandbox.payme.link import read_link
from adapters.sandbox.payme.receipt import Bill, Receipt
from adapters.sandbox.payme.refusals import NOT_JSON, PaymeSaysNoError, bad_field
from adapters.sandbox.payme.simulator import PaymeSimulator
from adapters.sandbox.payme.statement import statement_of

CHECKOUT = "/sandbox/payme/checkout/"


class PaymeControl:
    """Does to receipts what payers, the cabinet and bad luck do."""

    def __init__(self, simulator: PaymeSimulator) -> None:
        self._simulator = simulator
        self._actions: Mapping[str, Callable[[Body], Awaitable[Receipt]]] = MappingProxyType(
            {
                "pay": lambda body: simulator.pay(_bill(body)),
                "decline": lambda body: simulator.decline(_bill(body)),
                "pay_receipt": lambda body: simulator.pay_receipt(fields.text(body, "receipt")),
                "cancel": lambda body: simulator.cancel(
                    fields.text(body, "receipt"), reason=fields.optional_integer(body, "reason", default=0)
                ),
                "resume": lambda body: simulator.resume(fields.text(body, "receipt")),
            }
        )

    async def act(self, request: web.Request) -> web.Response:
        """`POST _control/{action}`."""
        action = self._actions.get(request.match_info["action"])
        if action is None:
            return _answer({"actions": sorted(self._actions)}, status=HTTPStatus.NOT_FOUND)
        try:
            receipt = await action(read_body(await request.read()))
        except PaymeSaysNoError as refusal:
            return _refused(refusal)
        return _answer(statement_of(receipt))

    async def tell(self, request: web.Request) -> web.Response:
        """`POST _control/tell`: one call of the Merchant API by hand: `receipt`, `method`, `params`."""
        try:
            body = read_body(await request.read())
            exchange = await self._simulator.tell(
                fields.text(body, "receipt"), fields.text(body, "method"), fields.section(body, "params")
            )
        except PaymeSaysNoError as refusal:
            return _refused(refusal)
        return _answer({"result": exchange.result, "code": exchange.code, "silence": exchange.silence})

    async def plan(self, request: web.Request) -> web.Response:
        """`POST _control/faults`: `operation`, `faults` and, unless they may meet anything, `reference`."""
        try:
            body = read_body(await request.read())
            words = body.get("faults")
            if not isinstance(words, list):
                raise bad_field("faults")
            reference = fields.text(body, "reference") if "reference" in body else ANY
            self._simulator.plan(map(_fault, words), operation=fields.text(body, "operation"), reference=reference)
        except PaymeSaysNoError as refusal:
            return _refused(refusal)
        return _answer({})

    async def statements(self, _: web.Request) -> web.Response:
        """`GET _control/receipts`: what the books say, of every receipt."""
        return _answer(self._simulator.statements())

    async def statement(self, request: web.Request) -> web.Response:
        """`GET _control/receipts/{receipt}`: what the books say of one."""
        try:
            return _answer(self._simulator.statement(request.match_info["receipt"]))
        except PaymeSaysNoError as refusal:
            return _answer({"error": refusal.message}, status=HTTPStatus.NOT_FOUND)


def _bill(body: Body) -> Bill:
    return read_link(fields.text(body, "link").rpartition(CHECKOUT)[2])


def _fault(word: object) -> Fault:
    found = next((fault for fault in Fault if fault.value == word), None)
    if found is None:
        raise bad_field("faults")
    return found


def _refused(refusal: PaymeSaysNoError) -> web.Response:
    status = HTTPStatus.BAD_REQUEST if refusal.data or refusal.code == NOT_JSON else HTTPStatus.CONFLICT
    return _answer({"error": refusal.message, "code": refusal.code}, status=status)


def _answer(told: object, *, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    return web.Response(status=status, body=msgspec.json.encode(told), content_type="application/json")
