"""The simulator's other face: JSON for tests and campaigns that play payer, cabinet and bad luck from outside.

`POST /sandbox/octo/_control/{action}` with `payment` (`octo_payment_UUID` or `shop_transaction_id`) and what the action
needs besides; amounts in minor units. The answer is the payment's statement.
"""

from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from http import HTTPStatus
from types import MappingProxyType
from typing import TypeVar

import msgspec
from aiohttp import web

from adapters.sandbox.faults import ANY, Fault
from adapters.sandbox.octo.behaviour import Behaviour
from adapters.sandbox.octo.fields import Body, bad_format, integer, optional_integer, optional_text, read_body, text
from adapters.sandbox.octo.refund import RefundStatus
from adapters.sandbox.octo.refusals import BAD_FORMAT, OctoRefusalError
from adapters.sandbox.octo.simulator import OctoSimulator

Word = TypeVar("Word", bound=StrEnum)


class OctoControl:
    """Does to payments what payers, the cabinet and bad luck do."""

    def __init__(self, simulator: OctoSimulator) -> None:
        self._simulator = simulator
        self._actions: Mapping[str, Callable[[str, Body], Awaitable[object]]] = MappingProxyType(
            {
                "pay": lambda name, _: simulator.pay(name),
                "decline": lambda name, _: simulator.decline(name),
                "run_out": lambda name, _: simulator.run_out(name),
                "capture": lambda name, body: simulator.capture(name, amount=optional_integer(body, "amount")),
                "release": lambda name, _: simulator.release(name),
                "refund": lambda name, body: simulator.send_back(name, amount=integer(body, "amount")),
                "settle_refund": lambda name, body: simulator.settle_refund(
                    name, key=text(body, "shop_refund_id"), outcome=_word(text(body, "outcome"), RefundStatus)
                ),
                "repeat": lambda name, _: simulator.repeat(name),
                "deliver_withheld": lambda name, _: simulator.deliver_withheld(name),
            }
        )

    async def act(self, request: web.Request) -> web.Response:
        """`POST _control/{action}`."""
        action = self._actions.get(request.match_info["action"])
        if action is None:
            return _answer({"actions": sorted(self._actions)}, status=HTTPStatus.NOT_FOUND)
        try:
            body = read_body(await request.read())
            name = text(body, "payment")
            await action(name, body)
        except OctoRefusalError as refusal:
            return _refused(refusal)
        return _answer(self._simulator.statement(name))

    async def plan(self, request: web.Request) -> web.Response:
        """`POST _control/faults`: `operation`, `faults` and, unless they may meet anything, `reference`."""
        try:
            body = read_body(await request.read())
            self._simulator.plan(
                [_word(word, Fault) for word in _words(body, "faults")],
                operation=text(body, "operation"),
                reference=optional_text(body, "reference") or ANY,
            )
        except OctoRefusalError as refusal:
            return _refused(refusal)
        return _answer({})

    async def plan_refunds(self, request: web.Request) -> web.Response:
        """`POST _control/refunds`: `outcomes` of the next ones and, unless they may be anybody's, `reference`."""
        try:
            body = read_body(await request.read())
            outcomes = [_word(word, RefundStatus) for word in _words(body, "outcomes")]
            self._simulator.plan_refunds(outcomes, reference=optional_text(body, "reference") or ANY)
        except OctoRefusalError as refusal:
            return _refused(refusal)
        return _answer({})

    async def behave(self, request: web.Request) -> web.Response:
        """`POST _control/behaviour`: the switches to change; times in seconds. The answer is all of them."""
        known = msgspec.to_builtins(self._simulator.behaviour)
        try:
            changes = read_body(await request.read())
            self._simulator.behave(msgspec.convert({**known, **changes}, Behaviour, strict=False))
        except OctoRefusalError as refusal:
            return _refused(refusal)
        except msgspec.ValidationError as error:
            return _refused(bad_format(str(error)))
        return _answer(self._simulator.behaviour)

    async def statements(self, _: web.Request) -> web.Response:
        """`GET _control/payments`: what the books say, of every payment."""
        return _answer(self._simulator.statements())

    async def statement(self, request: web.Request) -> web.Response:
        """`GET _control/payments/{payment}`: what the books say of one."""
        try:
            return _answer(self._simulator.statement(request.match_info["payment"]))
        except OctoRefusalError as refusal:
            return _answer({"error": refusal.message}, status=HTTPStatus.NOT_FOUND)


def _words(body: Body, name: str) -> list[object]:
    words = body.get(name)
    if not isinstance(words, list):
        raise bad_format(name)
    return words


def _word(word: object, words: type[Word]) -> Word:
    found = next((one for one in words if one.value == word), None)
    if found is None:
        raise bad_format(str(word)[:40])
    return found


def _refused(refusal: OctoRefusalError) -> web.Response:
    status = HTTPStatus.BAD_REQUEST if refusal.code == BAD_FORMAT else HTTPStatus.CONFLICT
    return _answer({"error": refusal.message}, status=status)


def _answer(told: object, *, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    return web.Response(status=status, body=msgspec.json.encode(told), content_type="application/json")
