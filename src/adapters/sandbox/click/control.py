"""The simulator's other face: JSON for tests and campaigns that play payer, cabinet and bad luck from outside.

- `POST /sandbox/click/_control/pay` with `link` (a payment link) or `invoice` (an `invoice_id`) and, unless the payer
  simply pays, `choice`: a button of the pay page. The answer is the statements of the payments it led to.
- `POST /sandbox/click/_control/{action}` with `payment` (a `payment_id`): `reverse` (in Click's cabinet),
  `deliver_withheld`, `pay_otherwise` (not by card); or with `invoice`: `reject`.
- `POST /sandbox/click/_control/faults` with `operation`, `faults` and, unless they may meet anything, `reference`.
- `POST /sandbox/click/_control/payment_ids` with `kind`: what `payment_id` is from now on.
- `GET /sandbox/click/_control/payments` and `…/payments/{name}`: what the books say, of all payments or of those of one
  order or `payment_id`.
"""

from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from http import HTTPStatus
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

import msgspec
from aiohttp import web

from adapters.sandbox.click.books import Invoice, Payment, PaymentIds
from adapters.sandbox.click.fields import Body, integer, read_body, text
from adapters.sandbox.click.link import InvalidLinkError, PayableLink, read_link
from adapters.sandbox.click.refusals import WRONG_REQUEST, ClickRefusalError, not_found, wrong
from adapters.sandbox.click.simulator import Choice, ClickSimulator
from adapters.sandbox.click.statement import Statement, statement_of
from adapters.sandbox.faults import ANY, Fault
from adapters.sandbox.merchants import Merchant, SandboxMerchants

Word = TypeVar("Word", bound=StrEnum)


class ClickControl:
    """Does to payments what payers, the cabinet and bad luck do."""

    def __init__(self, *, simulator: ClickSimulator, merchants: SandboxMerchants) -> None:
        self._simulator = simulator
        self._merchants = merchants
        self._actions: Mapping[str, Callable[[Body], Awaitable[object]]] = MappingProxyType(
            {
                "pay": self._pay,
                "reject": self._reject,
                "reverse": self._reverse,
                "pay_otherwise": self._pay_otherwise,
                "deliver_withheld": self._deliver_withheld,
                "faults": self._plan,
                "payment_ids": self._name,
            }
        )

    async def act(self, request: web.Request) -> web.Response:
        """`POST _control/{action}`."""
        action = self._actions.get(request.match_info["action"])
        if action is None:
            return _answer({"actions": sorted(self._actions)}, status=HTTPStatus.NOT_FOUND)
        try:
            return _answer(await action(read_body(await request.read())))
        except ClickRefusalError as refusal:
            status = HTTPStatus.BAD_REQUEST if refusal.code == WRONG_REQUEST else HTTPStatus.CONFLICT
            return _answer({"error": refusal.message}, status=status)

    async def statements(self, request: web.Request) -> web.Response:
        """`GET _control/payments`, of all or of those with one name."""
        name = request.match_info.get("name")
        books = self._simulator.books
        found = books.payments() if name is None else books.named(name)
        return _answer([statement_of(payment) for payment in found])

    async def _pay(self, body: Body) -> list[Statement]:
        invoice = self._invoice(body) if "invoice" in body else None
        link = _link(text(body, "link")) if invoice is None else invoice.link
        choice = _word(body.get("choice", Choice.PAY.value), Choice)
        merchant = await self._merchant(link.service_id)
        made = await self._simulator.play(choice, link=link, merchant=merchant, invoice=invoice)
        return [statement_of(one.payment) for one in made]

    async def _reject(self, body: Body) -> object:
        invoice = self._invoice(body)
        self._simulator.reject(invoice)
        return {"invoice_id": invoice.invoice_id, "invoice_status": int(invoice.status)}

    async def _reverse(self, body: Body) -> Statement:
        payment = self._payment(body)
        self._simulator.give_back(payment)
        return statement_of(payment)

    async def _pay_otherwise(self, body: Body) -> Statement:
        payment = self._payment(body)
        payment.by_card = False
        return statement_of(payment)

    async def _deliver_withheld(self, body: Body) -> Statement:
        payment = self._payment(body)
        await self._simulator.deliver_withheld(payment, merchant=await self._merchant(payment.service_id))
        return statement_of(payment)

    async def _plan(self, body: Body) -> object:
        faults = body.get("faults")
        if not isinstance(faults, list):
            raise wrong("faults")
        self._simulator.plan(
            [_word(word, Fault) for word in faults],
            operation=text(body, "operation"),
            reference=str(body.get("reference", ANY)),
        )
        return {}

    async def _name(self, body: Body) -> object:
        self._simulator.books.payment_ids = _word(body.get("kind"), PaymentIds)
        return {}

    def _payment(self, body: Body) -> Payment:
        payment = self._simulator.books.payment(integer(body, "payment"))
        if payment is None:
            raise not_found("Payment")
        return payment

    def _invoice(self, body: Body) -> Invoice:
        invoice = self._simulator.books.invoice(integer(body, "invoice"))
        if invoice is None:
            raise not_found("Invoice")
        return invoice

    async def _merchant(self, service_id: str) -> Merchant:
        merchant = await self._merchants.find(service_id)
        if merchant is None:
            raise not_found("Service")
        return merchant


def _link(address: str) -> PayableLink:
    try:
        return read_link(dict(parse_qsl(urlsplit(address).query)))
    except (InvalidLinkError, ValueError) as error:
        raise wrong("link") from error


def _word(word: object, words: type[Word]) -> Word:
    found = next((one for one in words if one.value == word), None)
    if found is None:
        raise wrong(str(word)[:40])
    return found


def _answer(told: object, *, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    return web.Response(status=status, body=msgspec.json.encode(told), content_type="application/json")
