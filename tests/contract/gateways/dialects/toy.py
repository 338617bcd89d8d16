"""Toy as Toy speaks: one notification for everything, signed over its whole body."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from aiohttp import ClientSession

from adapters.sandbox.faults import Fault
from billing.domain.provider_call import Operation
from billing.domain.transaction import Transaction
from shared_kernel.currency import currency
from shared_kernel.money import Money
from tests.contract.gateways.dialect import Account, Call, Reply, Send, Surroundings
from tests.contract.gateways.mailbox import serving
from tests.contract.gateways.toy.mapping import payment_of
from tests.contract.gateways.toy.simulator import FAULTS, ToySimulator

_OPERATIONS = (Operation.CREATE, Operation.CANCEL, Operation.REFUND, Operation.LOOK_UP)
_FAULTS = dict.fromkeys(_OPERATIONS, FAULTS)


class Dialect:
    """One merchant of Toy."""

    secrets = frozenset({"api_key", "webhook_secret"})
    signing = "webhook_secret"
    amount = Money(100_000, currency("UZS"))
    says_currency = True
    able: Mapping[str, str | int | None] = {}
    wishes: Mapping[str, str] = {}
    holding_wishes: Mapping[str, str] = {}
    refunds_parts = True
    holding: Mapping[str, str | int | None] = {}
    faults = _FAULTS

    def __init__(self, merchant: int) -> None:
        self._secret = f"toy-webhook-s3cr3t-{merchant}"
        self.settings = {"api_key": f"toy-api-key-{merchant}", "webhook_secret": self._secret}
        self.simulator: ToySimulator

    @asynccontextmanager
    async def running(self, surroundings: Surroundings) -> AsyncIterator[Mapping[str, str | int | None]]:
        async with ClientSession() as session:
            self.simulator = ToySimulator(
                api_key=self.settings["api_key"], webhook_secret=self._secret, session=session
            )
            async with serving(self.simulator.routes()) as self.simulator.url:
                yield {"api_url": self.simulator.url}

    def told(self, webhook_url: str) -> None:
        pass

    async def paid(self, payment: Transaction, send: Send, *, amount: Money | None = None) -> Call:
        if amount is None and payment_of(payment) in self.simulator.payments:
            return await self.simulator.pay(payment_of(payment))
        return self._say(payment, "paid", amount=amount)

    async def unpaid(self, payment: Transaction, send: Send) -> Call:
        return self._say(payment, "closed")

    def signed(self, call: Call, secret: str) -> Call:
        code = hmac.new(secret.encode(), call.body, hashlib.sha256).hexdigest()
        return Call(body=call.body, headers={**call.headers, "Toy-Signature": code})

    def tampered(self, call: Call) -> Mapping[str, Call]:
        unsigned = {name: value for name, value in call.headers.items() if name != "Toy-Signature"}
        return {
            "another amount": call.with_body(call.body.replace(b"100000", b"1")),
            "no signature": Call(body=call.body, headers=unsigned),
            "an empty signature": Call(body=call.body, headers={**unsigned, "Toy-Signature": ""}),
            "a made up signature": Call(body=call.body, headers={**unsigned, "Toy-Signature": "0" * 64}),
            "nothing": call.with_body(b""),
        }

    async def of_unknown_payment(self, payment: Transaction) -> Call:
        return self._say(payment, "paid", reference=str(uuid4()))

    async def of_unknown_event(self, payment: Transaction) -> Call:
        return self._say(payment, "exploded")

    def is_yes(self, reply: Reply) -> bool:
        return reply.status == 200

    def plan(self, fault: Fault, *, operation: Operation, times: int) -> None:
        self.simulator.faults.plan([fault] * times, operation=operation)

    async def pay(self, payment: Transaction) -> None:
        await self.simulator.pay(payment_of(payment))

    async def settled(self) -> None:
        pass

    def account(self, payment: Transaction) -> Account:
        books = [one for one in self.simulator.payments.values() if one["reference"] == str(payment.id)]
        return Account(
            pages=len([one for one in books if one["status"] == "open"]),
            taken=sum(one["amount"] for one in books if one["status"] == "paid"),
            returned=sum(one["refunded"] for one in books),
        )

    def _say(self, payment: Transaction, status: str, *, amount: Money | None = None, reference: str = "") -> Call:
        money = amount or payment.amount
        said: dict[str, Any] = {
            "id": payment_of(payment) or "p-0",
            "reference": reference or str(payment.id),
            "status": status,
            "amount": money.minor_units,
            "currency": money.currency.code,
            "refunded": 0,
        }
        headers = {"Content-Type": "application/json"}
        return self.signed(Call(body=json.dumps(said).encode(), headers=headers), self._secret)
