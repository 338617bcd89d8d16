"""Payme's Merchant API as Payme speaks it: CreateTransaction, then PerformTransaction (Payme protocol, section 3)."""

import base64
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from itertools import count

from billing.domain.transaction import Transaction
from shared_kernel.currency import currency
from shared_kernel.money import Money
from tests.contract.gateways.dialect import Call, Reply, Send, Surroundings


class Dialect:
    """One web cash register of a Payme merchant."""

    secrets = frozenset({"key"})
    signing = "key"
    amount = Money(100_000, currency("UZS"))
    says_currency = False

    def __init__(self, merchant: int) -> None:
        self._key = f"payme-key-of-{merchant}-0123456789abcdef"
        self.settings = {"merchant_id": f"587f72c72cac0d162c722ae{merchant}", "key": self._key}
        self._ids = count(merchant * 1000)

    @asynccontextmanager
    async def running(self, surroundings: Surroundings) -> AsyncIterator[Mapping[str, str | int | None]]:
        yield {}

    def told(self, webhook_url: str) -> None:
        pass

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
