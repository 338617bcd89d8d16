"""Stripe as Stripe speaks: signed events about the objects of its own books (Stripe protocol, section 12).

The provider is the sandbox's; what only a liar would say is written by hand.
"""

import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from aiohttp import ClientSession

from adapters.sandbox.faults import Fault
from adapters.sandbox.stripe.accounts import StripeAccount
from adapters.sandbox.stripe.routes import stripe_routes
from adapters.sandbox.stripe.simulator import StripeSimulator
from adapters.sandbox.stripe.statement import statement_of
from billing.domain.details.stripe import StripeDetails
from billing.domain.provider_call import Operation
from billing.domain.transaction import Transaction
from shared_kernel.clock import SystemClock
from shared_kernel.currency import currency
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.money import Money
from tests.contract.gateways.dialect import Account, Call, Reply, Send, Surroundings
from tests.contract.gateways.mailbox import serving
from tests.contract.stripe.shop import HASTY

Json = dict[str, Any]
_HEADER = "Stripe-Signature"
_PAID = "checkout.session.completed"
# The calls that an operation makes, as the simulator names them.
_WORDS = {
    Operation.CREATE: "create_session",
    Operation.CAPTURE: "capture",
    Operation.CANCEL: "cancel",
    Operation.REFUND: "refund",
    Operation.LOOK_UP: "read",
}
_ANY = frozenset(Fault) - {Fault.LOST, Fault.TWICE, Fault.LATE, Fault.CONTRADICT}


class Dialect:
    """One Stripe account."""

    secrets = frozenset({"secret_key", "webhook_secrets"})
    signing = "webhook_secrets"
    able: Mapping[str, str | int | None] = {}
    wishes: Mapping[str, str] = {}
    holding_wishes: Mapping[str, str] = {}
    refunds_parts = True
    holding: Mapping[str, str | int | None] = {"capture_manually": True}
    faults = dict.fromkeys(_WORDS, _ANY)
    amount = Money(1999, currency("USD"))
    says_currency = True

    def __init__(self, merchant: int) -> None:
        self._key, self._secret = f"sk_test_key_of_{merchant}", f"whsec_signing_secret_of_{merchant}"
        self.settings = {"secret_key": self._key, "webhook_secrets": self._secret}
        self._webhook_url = ""
        self.simulator: StripeSimulator

    @asynccontextmanager
    async def running(self, surroundings: Surroundings) -> AsyncIterator[Mapping[str, str | int | None]]:
        self._surroundings = surroundings
        async with ClientSession() as session:
            identifiers = SystemIdentifiers()
            self.simulator = StripeSimulator(
                accounts=self, session=session, clock=SystemClock(), identifiers=identifiers, options=HASTY
            )
            async with serving(stripe_routes(self.simulator, identifiers=identifiers)) as url:
                yield {"api_url": f"{url}/sandbox/stripe"}
            await self.simulator.close()

    async def find(self, secret_key: str) -> StripeAccount | None:
        """The account, as the simulator knows its merchants."""
        if secret_key != self._key:
            return None
        return StripeAccount(
            name="Bahor Books", secret_key=self._key, webhook_url=self._webhook_url, signing_secrets=(self._secret,)
        )

    def told(self, webhook_url: str) -> None:
        self._webhook_url = webhook_url

    async def paid(self, payment: Transaction, send: Send, *, amount: Money | None = None) -> Call:
        session = _session(payment)
        if not self._knows(session):
            return self._event(_PAID, {**_object(payment), "payment_status": "paid", "status": "complete"})
        if self._told(session) is None:
            self.simulator.pay(session)
            await self.simulator.settled()
        told = self._told(session)
        assert told is not None
        if amount is None:
            return told
        event = json.loads(told.body)
        event["data"]["object"] |= {
            "amount_total": amount.minor_units,
            "amount_subtotal": amount.minor_units,
            "currency": amount.currency.code.lower(),
        }
        return self.signed(told.with_body(json.dumps(event).encode()), self._secret)

    async def unpaid(self, payment: Transaction, send: Send) -> Call:
        """Genuinely signed, whatever has become of the payment at Stripe."""
        return self._event("checkout.session.expired", {**_object(payment), "status": "expired"})

    def signed(self, call: Call, secret: str) -> Call:
        at = int(time.time())
        return Call(body=call.body, headers={**call.headers, _HEADER: f"t={at},v1={_signature(call.body, secret, at)}"})

    def tampered(self, call: Call) -> Mapping[str, Call]:
        unsigned = {name: value for name, value in call.headers.items() if name != _HEADER}
        at, old = int(time.time()), int(time.time()) - 3600
        genuine = _signature(call.body, self._secret, at)
        return {
            "another body": call.with_body(call.body.replace(b"succeeded", b"canceled") + b" "),
            "no signature": Call(body=call.body, headers=unsigned),
            "an empty signature": Call(body=call.body, headers={**unsigned, _HEADER: f"t={at},v1="}),
            "another scheme": Call(body=call.body, headers={**unsigned, _HEADER: f"t={at},v0={genuine}"}),
            "another moment": Call(body=call.body, headers={**unsigned, _HEADER: f"t={at + 1},v1={genuine}"}),
            "no moment": Call(body=call.body, headers={**unsigned, _HEADER: f"v1={genuine}"}),
            "an hour old": Call(
                body=call.body,
                headers={**unsigned, _HEADER: f"t={old},v1={_signature(call.body, self._secret, old)}"},
            ),
            "nothing": Call(body=b"", headers=unsigned),
        }

    async def of_unknown_payment(self, payment: Transaction) -> Call:
        nobody = {"client_reference_id": str(uuid4()), "metadata": {"transaction_id": str(uuid4())}}
        about = {**_object(payment), "id": "cs_test_nobody", "payment_status": "paid", "status": "complete"}
        return self._event(_PAID, {**about, **nobody})

    async def of_unknown_event(self, payment: Transaction) -> Call:
        return self._event("checkout.session.exploded", {**_object(payment), "payment_status": "paid"})

    def is_yes(self, reply: Reply) -> bool:
        return reply.status // 100 == 2

    def plan(self, fault: Fault, *, operation: Operation, times: int) -> None:
        self.simulator.faults.plan([fault] * times, operation=_WORDS[operation])

    async def pay(self, payment: Transaction) -> None:
        self.simulator.pay(_session(payment))
        await self.simulator.settled()

    async def settled(self) -> None:
        await self.simulator.settled()

    def account(self, payment: Transaction) -> Account:
        statement = statement_of(self.simulator.backend.books_of(self._key))
        lines = [line for line in statement.payments if line.reference == str(payment.id)]
        return Account(
            pages=len([line for line in lines if line.status == "open"]),
            held=sum(payment.amount.minor_units for line in lines if line.status == "requires_capture"),
            taken=sum(line.collected for line in lines),
            returned=sum(line.refunded + line.refunding for line in lines),
        )

    def _knows(self, session: str) -> bool:
        books = self.simulator.backend.books_of(self._key)
        return any(session == one["id"] for one in books.all("checkout.session"))

    def _told(self, session: str) -> Call | None:
        """The event that said that the session was paid; None when it was not."""
        for call in self._surroundings.received:
            event = json.loads(call.body)
            if (_PAID, session) == (event["type"], event["data"]["object"]["id"]):
                return call
        return None

    def _event(self, kind: str, about: Json) -> Call:
        event = {
            "id": f"evt_{uuid4().hex}",
            "object": "event",
            "api_version": "2026-10-28.endive",
            "created": int(time.time()),
            "data": {"object": about},
            "livemode": False,
            "type": kind,
        }
        headers = {"Content-Type": "application/json; charset=utf-8"}
        return self.signed(Call(body=json.dumps(event).encode(), headers=headers), self._secret)


def _session(payment: Transaction) -> str:
    details = payment.details if isinstance(payment.details, StripeDetails) else StripeDetails()
    return details.session_id or f"cs_test_{payment.id.hex}"


def _object(payment: Transaction) -> Json:
    """A Checkout Session, as far as anybody reads it."""
    return {
        "id": _session(payment),
        "object": "checkout.session",
        "mode": "payment",
        "status": "open",
        "payment_status": "unpaid",
        "amount_total": payment.amount.minor_units,
        "currency": payment.amount.currency.code.lower(),
        "client_reference_id": str(payment.id),
        "metadata": {"transaction_id": str(payment.id)},
        "payment_intent": None,
        "livemode": False,
    }


def _signature(body: bytes, secret: str, at: int) -> str:
    """Section 12.1, by its own words."""
    return hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()
