"""Payme's Merchant API as Payme speaks it: CreateTransaction, then PerformTransaction (Payme protocol, section 3)."""

import base64
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from itertools import count

from aiohttp import ClientSession

from adapters.sandbox.faults import Fault
from adapters.sandbox.payme.patience import Patience
from adapters.sandbox.payme.receipt import ReceiptState
from adapters.sandbox.payme.registers import PaymeRegister
from adapters.sandbox.payme.routes import payme_routes
from adapters.sandbox.payme.serving import FAULTS
from adapters.sandbox.payme.simulator import PaymeSimulator
from adapters.sandbox.payme.statement import statement_of
from billing.domain.details.payme import PaymeDetails
from billing.domain.provider_call import Operation
from billing.domain.transaction import Transaction
from shared_kernel.clock import SystemClock
from shared_kernel.currency import currency
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.money import Money
from tests.contract.gateways.dialect import Account, Call, Reply, Send, Surroundings
from tests.contract.gateways.mailbox import serving

HASTY = Patience(answer_seconds=5.0, pauses_seconds=(0.0, 0.0), silence_seconds=0.0, slow_seconds=0.0)


# The calls that an operation makes, as the simulator names them.
_WORDS = {
    Operation.CREATE: "receipts.create",
    Operation.CAPTURE: "receipts.confirm_hold",
    Operation.CANCEL: "receipts.cancel",
    Operation.REFUND: "receipts.cancel",
    Operation.LOOK_UP: "receipts.check",
}
_GOING_BACK = {ReceiptState.TO_CANCEL, ReceiptState.CANCELED}


class Dialect:
    """One web cash register of a Payme merchant."""

    secrets = frozenset({"key"})
    signing = "key"
    amount = Money(100_000, currency("UZS"))
    says_currency = False

    able: Mapping[str, str | int | None] = {"register_id": "", "register_key": ""}
    wishes: Mapping[str, str] = {"payme_phone": "998901234567"}
    holding: Mapping[str, str | int | None] = {}
    holding_wishes: Mapping[str, str] = {"payme_hold": "true"}
    refunds_parts = False
    faults = dict.fromkeys(_WORDS, FAULTS)

    def __init__(self, merchant: int) -> None:
        self._key = f"payme-key-of-{merchant}-0123456789abcdef"
        self.settings = {"merchant_id": f"587f72c72cac0d162c722ae{merchant}", "key": self._key}
        self._ids = count(merchant * 1000)
        self._merchant = f"587f72c72cac0d162c722ae{merchant}"
        self._register_key = f"r3gister-key-of-{merchant}"
        self._webhook_url = ""
        self.simulator: PaymeSimulator

    @asynccontextmanager
    async def running(self, surroundings: Surroundings) -> AsyncIterator[Mapping[str, str | int | None]]:
        """The simulator's Subscribe API; what Payme says to us the suites say themselves."""
        async with ClientSession() as session:
            identifiers = SystemIdentifiers()
            self.simulator = PaymeSimulator(
                registers=self, session=session, clock=SystemClock(), identifiers=identifiers, patience=HASTY
            )
            async with serving(payme_routes(self.simulator, identifiers=identifiers)) as url:
                self.able = {
                    "register_id": self._merchant,
                    "register_key": self._register_key,
                    "subscribe_url": f"{url}/sandbox/payme/api",
                }
                yield {}
            await self.simulator.close()

    async def find(self, register_id: str) -> PaymeRegister | None:
        """The register, as the simulator knows its merchants."""
        if register_id != self._merchant:
            return None
        return PaymeRegister(
            id=self._merchant,
            name="Bahor Books",
            login="Paycom",
            key=self._key,
            endpoint_url=self._webhook_url,
            api_key=self._register_key,
        )

    def told(self, webhook_url: str) -> None:
        self._webhook_url = webhook_url

    async def paid(self, payment: Transaction, send: Send, *, amount: Money | None = None) -> Call:
        name = await self._created(payment.order_reference, amount or payment.amount, send)
        return self._call("PerformTransaction", id=name)

    async def unpaid(self, payment: Transaction, send: Send) -> Call:
        name = await self._created(payment.order_reference, payment.amount, send)
        return self._call("CancelTransaction", id=name, reason=3)

    def signed(self, call: Call, secret: str) -> Call:
        return Call(body=call.body, headers={**call.headers, "Authorization": _basic(secret)})

    def tampered(self, call: Call) -> Mapping[str, Call]:
        unsigned = {name: value for name, value in call.headers.items() if name != "Authorization"}
        return {
            "no password": Call(body=call.body, headers=unsigned),
            "another scheme": Call(body=call.body, headers={**unsigned, "Authorization": "Bearer x"}),
            "no base64": Call(body=call.body, headers={**unsigned, "Authorization": "Basic %%%"}),
            "an empty password": self.signed(call, ""),
            "nothing": Call(body=b"", headers=unsigned),
        }

    async def of_unknown_payment(self, payment: Transaction) -> Call:
        return self._call("PerformTransaction", id=self._id())

    async def of_unknown_event(self, payment: Transaction) -> Call:
        return self._call("ExplodeTransaction", id=self._id())

    def is_yes(self, reply: Reply) -> bool:
        return reply.status == 200 and "result" in json.loads(reply.body)

    def plan(self, fault: Fault, *, operation: Operation, times: int) -> None:
        self.simulator.plan([fault] * times, operation=_WORDS[operation])

    async def pay(self, payment: Transaction) -> None:
        details = payment.details
        assert isinstance(details, PaymeDetails)
        assert details.receipt_id is not None
        await self.simulator.pay_receipt(details.receipt_id)
        await self.settled()

    async def settled(self) -> None:
        await self.simulator.settled()

    def account(self, payment: Transaction) -> Account:
        statements = [
            statement_of(one)
            for one in self.simulator.books.all()
            if payment.order_reference in one.bill.account.values()
        ]
        return Account(
            pages=len([one for one in statements if one.state == ReceiptState.CREATED]),
            held=sum(one.amount for one in statements if one.state == ReceiptState.HELD),
            taken=sum(one.amount for one in statements if one.pay_time),
            returned=sum(one.amount for one in statements if one.pay_time and one.state in _GOING_BACK),
        )

    async def _created(self, reference: str, amount: Money, send: Send) -> str:
        name = self._id()
        terms = {"amount": amount.minor_units, "account": {"order_id": reference}}
        await send(self._call("CreateTransaction", id=name, time=int(time.time() * 1000), **terms))
        return name

    def _id(self) -> str:
        return f"{next(self._ids):024x}"

    def _call(self, method: str, **params: object) -> Call:
        body = json.dumps({"id": next(self._ids), "method": method, "params": params}).encode()
        headers = {"Content-Type": "text/json; charset=UTF-8"}
        return self.signed(Call(body=body, headers=headers), self._key)


def _basic(password: str) -> str:
    """Section 3.2: the login is always Paycom."""
    return "Basic " + base64.b64encode(f"Paycom:{password}".encode()).decode()
