"""Click's SHOP API as Click speaks it: Prepare, and after its answer Complete (Click protocol, section 4)."""

import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count
from urllib.parse import parse_qsl, urlencode

from aiohttp import ClientSession

from adapters.sandbox.click.api_calls import MerchantApiCalls
from adapters.sandbox.click.caller import MerchantCaller, Patience
from adapters.sandbox.click.faulty import FAULTS, REVERSAL, STATUS
from adapters.sandbox.click.link import PayableLink
from adapters.sandbox.click.simulator import Choice, ClickSimulator
from adapters.sandbox.click.statement import statement_of
from adapters.sandbox.faults import Fault
from adapters.sandbox.merchants import Merchant
from billing.domain.provider_call import Operation
from billing.domain.transaction import Transaction
from shared_kernel.clock import SystemClock
from shared_kernel.currency import currency
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.money import Money
from tests.contract.gateways.dialect import Account, Call, Reply, Send, Surroundings
from tests.contract.gateways.mailbox import serving

# The calls that an operation makes, as the simulator names them; a link is made without one.
_WORDS = {Operation.REFUND: REVERSAL, Operation.LOOK_UP: STATUS}
_FAULTS = {operation: FAULTS[word] for operation, word in _WORDS.items()}
HASTY = Patience(answer_seconds=5.0, pauses_seconds=(0.0, 0.0), silence_seconds=0.0, slow_seconds=0.0)
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Dialect:
    """One service (shop) of a Click merchant."""

    secrets = frozenset({"secret_key"})
    signing = "secret_key"
    amount = Money(100_000, currency("UZS"))
    says_currency = False

    able: Mapping[str, str | int | None] = {}
    wishes: Mapping[str, str] = {}
    holding: Mapping[str, str | int | None] = {}
    holding_wishes: Mapping[str, str] = {}
    refunds_parts = False
    faults = _FAULTS

    def __init__(self, merchant: int) -> None:
        self._merchant = Merchant(
            service_id=str(73_000 + merchant),
            name="Bahor Books",
            secret_key=f"click-s3cr3t-of-{merchant}",
            webhook_url="",
            merchant_user_id=str(54_000 + merchant),
        )
        self.simulator: ClickSimulator
        self._key = f"click-s3cr3t-of-{merchant}"
        self.settings = {"service_id": 73_000 + merchant, "merchant_id": 12_000 + merchant, "secret_key": self._key}
        self._tries = count(3_647_147_957)

    @asynccontextmanager
    async def running(self, surroundings: Surroundings) -> AsyncIterator[Mapping[str, str | int | None]]:
        """The simulator's Merchant API; what Click says to us the suites say themselves."""
        clock, identifiers = SystemClock(), SystemIdentifiers()
        async with ClientSession() as session:
            caller = MerchantCaller(session=session, patience=HASTY)
            self.simulator = ClickSimulator(caller=caller, patience=HASTY, clock=clock)
            calls = MerchantApiCalls(simulator=self.simulator, merchants=self, identifiers=identifiers, clock=clock)
            async with serving(calls.routes("/api")) as url:
                self.able = {"merchant_user_id": int(self._merchant.merchant_user_id), "api_url": f"{url}/api"}
                yield {}

    async def find(self, service_id: str) -> Merchant | None:
        """The merchant, as the simulator knows its merchants."""
        return self._merchant if service_id == self._merchant.service_id else None

    async def known(self) -> tuple[Merchant, ...]:
        return (self._merchant,)

    def told(self, webhook_url: str) -> None:
        self._merchant = replace(self._merchant, webhook_url=webhook_url)

    async def paid(self, payment: Transaction, send: Send, *, amount: Money | None = None) -> Call:
        fields = self._fields(payment.order_reference, amount or payment.amount)
        return self._completing(fields, await self._prepared(fields, send))

    async def unpaid(self, payment: Transaction, send: Send) -> Call:
        fields = self._fields(payment.order_reference, payment.amount)
        number = await self._prepared(fields, send)
        return self._completing({**fields, "error": "-5017", "error_note": "The card was declined."}, number)

    def signed(self, call: Call, secret: str) -> Call:
        fields = dict(parse_qsl(call.body.decode(), keep_blank_values=True))
        return _call({**fields, "sign_string": _signature(fields, secret)})

    def tampered(self, call: Call) -> Mapping[str, Call]:
        fields = dict(parse_qsl(call.body.decode(), keep_blank_values=True))
        unsigned = {name: value for name, value in fields.items() if name != "sign_string"}
        return {
            "another amount": _call({**fields, "amount": "1"}),
            "another order": _call({**fields, "merchant_trans_id": "order-7"}),
            "another attempt": _call({**fields, "merchant_prepare_id": "7"}),
            "no signature": _call(unsigned),
            "an empty signature": _call({**fields, "sign_string": ""}),
            "a made up signature": _call({**fields, "sign_string": "0" * 32}),
            "nothing": call.with_body(b""),
        }

    async def of_unknown_payment(self, payment: Transaction) -> Call:
        return self._completing(self._fields("nobody-s-order", payment.amount), "77")

    async def of_unknown_event(self, payment: Transaction) -> Call:
        fields = self._fields(payment.order_reference, payment.amount)
        return self.signed(_call({**fields, "action": "2"}), self._key)

    def is_yes(self, reply: Reply) -> bool:
        # -4: it is paid, which is as good as a yes to a repeat.
        return reply.status == 200 and json.loads(reply.body)["error"] in {0, -4}

    def plan(self, fault: Fault, *, operation: Operation, times: int) -> None:
        self.simulator.plan([fault] * times, operation=_WORDS[operation])

    async def pay(self, payment: Transaction) -> None:
        link = PayableLink(
            service_id=self._merchant.service_id,
            amount=str(payment.amount.to_decimal()),
            money=payment.amount,
            reference=payment.order_reference,
            return_url="",
        )
        await self.simulator.play(Choice.PAY, link=link, merchant=self._merchant)

    async def settled(self) -> None:
        pass

    def account(self, payment: Transaction) -> Account:
        statements = [statement_of(one) for one in self.simulator.books.payments()]
        mine = [one for one in statements if one.merchant_trans_id == payment.order_reference]
        return Account(taken=sum(one.paid for one in mine), returned=sum(one.reversed for one in mine))

    def _fields(self, reference: str, amount: Money) -> dict[str, str]:
        number = next(self._tries)
        return {
            "click_trans_id": str(number),
            "service_id": str(self.settings["service_id"]),
            "click_paydoc_id": str(number + 10),
            "merchant_trans_id": reference,
            "amount": str(amount.to_decimal()),
            "action": "0",
            "error": "0",
            "error_note": "Success",
            "sign_time": "2026-01-15 10:20:30",
        }

    async def _prepared(self, fields: Mapping[str, str], send: Send) -> str:
        """Our number of the attempt; where we refused one, one that Click cannot have."""
        answer = json.loads((await send(self.signed(_call(fields), self._key))).body)
        return str(answer.get("merchant_prepare_id", "77"))

    def _completing(self, fields: Mapping[str, str], number: str) -> Call:
        return self.signed(_call({**fields, "action": "1", "merchant_prepare_id": number}), self._key)


def _call(fields: Mapping[str, str]) -> Call:
    return Call(body=urlencode(fields).encode(), headers=_FORM)


def _signature(fields: Mapping[str, str], secret: str) -> str:
    """Section 4.2, by its own words."""
    names = ["merchant_trans_id", *(["merchant_prepare_id"] if fields["action"] == "1" else []), "amount", "action"]
    text = "".join(fields[name] for name in ("click_trans_id", "service_id"))
    text += secret + "".join(fields[name] for name in names) + fields["sign_time"]
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
