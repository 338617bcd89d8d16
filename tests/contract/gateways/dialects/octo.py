"""Octo as Octo speaks: notifications about payments of its own books, which it is asked about before it is believed.

The provider is the sandbox's; what only a liar would say is written by hand (Octo protocol, sections 9 and 10).
"""

import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

from aiohttp import ClientSession

from adapters.sandbox.faults import Fault
from adapters.sandbox.octo.answers import CREATE, FAULTS, REFUND, SET_ACCEPT, STATUS
from adapters.sandbox.octo.behaviour import Behaviour
from adapters.sandbox.octo.payment import OctoStatus
from adapters.sandbox.octo.routes import octo_routes
from adapters.sandbox.octo.shops import OctoShop
from adapters.sandbox.octo.simulator import OctoSimulator
from billing.domain.details.octo import OctoDetails
from billing.domain.provider_call import Operation
from billing.domain.transaction import Transaction
from shared_kernel.clock import SystemClock
from shared_kernel.currency import currency
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.money import Money
from tests.contract.gateways.dialect import Account, Call, Reply, Send, Surroundings
from tests.contract.gateways.mailbox import serving
from tests.integration.sandbox.octo.octo import HASTY, Shops

# The calls that an operation makes, as the simulator names them.
_WORDS = {
    Operation.CREATE: CREATE,
    Operation.CAPTURE: SET_ACCEPT,
    Operation.CANCEL: SET_ACCEPT,
    Operation.REFUND: REFUND,
    Operation.LOOK_UP: STATUS,
}
_FAULTS = {operation: FAULTS[word] for operation, word in _WORDS.items()}
_OPEN = {OctoStatus.CREATED, OctoStatus.WAIT_USER_ACTION}
_JSON = {"Content-Type": "application/json"}


class Dialect:
    """One shop of an Octo merchant."""

    secrets = frozenset({"octo_secret", "unique_key"})
    signing = "unique_key"
    able: Mapping[str, str | int | None] = {}
    wishes: Mapping[str, str] = {}
    holding_wishes: Mapping[str, str] = {}
    refunds_parts = True
    holding: Mapping[str, str | int | None] = {"hold": True}
    faults = _FAULTS
    # A quarter of it is more than a dollar, less than which Octo does not send back.
    amount = Money(12_000_000, currency("UZS"))
    says_currency = True

    def __init__(self, merchant: int) -> None:
        self._shop = OctoShop(
            shop_id=5000 + merchant,
            name=f"Shop {merchant}",
            secret=f"octo-s3cr3t-of-{merchant}",
            unique_key=f"octo-key-of-{merchant}",
        )
        self.settings = {
            "octo_shop_id": self._shop.shop_id,
            "octo_secret": self._shop.secret,
            "unique_key": self._shop.unique_key,
        }
        self.simulator: OctoSimulator

    @asynccontextmanager
    async def running(self, surroundings: Surroundings) -> AsyncIterator[Mapping[str, str | int | None]]:
        self._surroundings = surroundings
        async with ClientSession() as session:
            self.simulator = OctoSimulator(
                shops=Shops(self._shop),
                session=session,
                clock=SystemClock(),
                identifiers=SystemIdentifiers(),
                patience=HASTY,
            )
            # A test asks more often than once in a second.
            self.simulator.behave(Behaviour(read_interval=timedelta(0)))
            async with serving(octo_routes(self.simulator, identifiers=SystemIdentifiers())) as url:
                yield {"api_url": f"{url}/sandbox/octo"}
            await self.simulator.close()

    def told(self, webhook_url: str) -> None:
        pass

    async def paid(self, payment: Transaction, send: Send, *, amount: Money | None = None) -> Call:
        reference = self._opened(payment)
        if reference is None:
            return self._notice(payment, "succeeded")
        if not self.simulator.statement(reference).captured:
            await self.simulator.pay(reference)
        told = self._last_told(reference)
        if amount is None:
            return told
        sums = {"total_sum": float(amount.to_decimal()), "currency": amount.currency.code}
        return _call({**json.loads(told.body), **sums})

    async def unpaid(self, payment: Transaction, send: Send) -> Call:
        """Genuinely signed, whatever has become of the payment at Octo."""
        return self._notice(payment, "canceled")

    def signed(self, call: Call, secret: str) -> Call:
        fields = json.loads(call.body)
        return _call({**fields, "signature": _signature(fields, secret)})

    def tampered(self, call: Call) -> Mapping[str, Call]:
        fields = json.loads(call.body)
        unsigned = {name: value for name, value in fields.items() if name != "signature"}
        return {
            "another payment": _call({**fields, "octo_payment_UUID": str(uuid4())}),
            "another status": _call({**fields, "status": "canceled"}),
            "no signature": _call(unsigned),
            "an empty signature": _call({**fields, "signature": ""}),
            "a made up signature": _call({**fields, "signature": "0" * 40}),
            "no JSON": call.with_body(b"\xff"),
            "nothing": call.with_body(b""),
        }

    async def of_unknown_payment(self, payment: Transaction) -> Call:
        return self._say(f"{uuid4()}-1", str(uuid4()), "succeeded", payment.amount)

    async def of_unknown_event(self, payment: Transaction) -> Call:
        return self._notice(payment, "exploded")

    def is_yes(self, reply: Reply) -> bool:
        return reply.status == 200

    def plan(self, fault: Fault, *, operation: Operation, times: int) -> None:
        self.simulator.plan([fault] * times, operation=_WORDS[operation])

    async def pay(self, payment: Transaction) -> None:
        reference = self._opened(payment)
        assert reference is not None
        await self.simulator.pay(reference)

    async def settled(self) -> None:
        await self.simulator.settled()

    def account(self, payment: Transaction) -> Account:
        names = (one for one in self.simulator.statements() if one.shop_transaction_id.startswith(str(payment.id)))
        lines = [*names]
        return Account(
            pages=len([line for line in lines if line.status in _OPEN]),
            held=sum(line.held for line in lines),
            taken=sum(line.captured for line in lines),
            returned=sum(line.refunded + line.refund_pending for line in lines),
        )

    def _opened(self, payment: Transaction) -> str | None:
        """The name under which this shop's Octo knows the payment; None when it does not."""
        known = {one.shop_transaction_id for one in self.simulator.statements()}
        details = payment.details
        reference = details.shop_transaction_id if isinstance(details, OctoDetails) else None
        return reference if reference in known else None

    def _last_told(self, reference: str) -> Call:
        return next(
            call
            for call in reversed(self._surroundings.received)
            if reference == json.loads(call.body)["shop_transaction_id"]
        )

    def _notice(self, payment: Transaction, status: str) -> Call:
        details = payment.details if isinstance(payment.details, OctoDetails) else OctoDetails()
        reference = details.shop_transaction_id or f"{payment.id}-1"
        return self._say(reference, details.octo_payment_uuid or str(uuid4()), status, payment.amount)

    def _say(self, reference: str, uuid: str, status: str, amount: Money) -> Call:
        fields = {
            "shop_transaction_id": reference,
            "octo_payment_UUID": uuid,
            "status": status,
            "hash_key": str(uuid4()),
            "total_sum": float(amount.to_decimal()),
            "currency": amount.currency.code,
        }
        return self.signed(_call(fields), self._shop.unique_key)


def _call(fields: Mapping[str, Any]) -> Call:
    return Call(body=json.dumps(fields).encode(), headers=_JSON)


def _signature(fields: Mapping[str, Any], key: str) -> str:
    """Section 10, by its own words."""
    text = key + fields["octo_payment_UUID"] + fields["status"]
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest().upper()
