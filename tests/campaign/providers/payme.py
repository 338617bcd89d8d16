"""The simulated Payme."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from aiohttp import web

from adapters.sandbox.faults import Fault
from adapters.sandbox.payme.control import CHECKOUT
from adapters.sandbox.payme.link import read_link
from adapters.sandbox.payme.patience import Patience
from adapters.sandbox.payme.receipt import ReceiptState
from adapters.sandbox.payme.refusals import PaymeSaysNoError
from adapters.sandbox.payme.registers import PaymeRegister
from adapters.sandbox.payme.routes import payme_routes
from adapters.sandbox.payme.simulator import PaymeSimulator
from adapters.sandbox.payme.statement import Statement
from billing.domain.details.payme import PaymeDetails
from billing.domain.transaction import Transaction
from tests.campaign.providers.port import ProviderBooks, Surroundings, Trouble
from tests.campaign.script import How

_ID = "587f72c72cac0d162c722ae2"
_KEY = "key of the Merchant API in the campaign"
_API_KEY = "key of the Subscribe API in the campaign"
_HASTY = Patience(answer_seconds=10.0, pauses_seconds=(0.0, 0.0), silence_seconds=0.0, slow_seconds=0.01)
_GIVEN_BACK = frozenset({ReceiptState.PAID, ReceiptState.HELD})


class _Registers:
    def __init__(self) -> None:
        self.webhook_url = ""

    async def find(self, register_id: str) -> PaymeRegister | None:
        if register_id != _ID:
            return None
        return PaymeRegister(
            id=_ID, name="Bahor Books", login="Paycom", key=_KEY, endpoint_url=self.webhook_url, api_key=_API_KEY
        )


class Payme:
    """Payme with one register for both of its APIs."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._registers = _Registers()
        self._simulator = PaymeSimulator(
            registers=self._registers,
            session=surroundings.session,
            clock=surroundings.clock,
            identifiers=surroundings.identifiers,
            patience=_HASTY,
        )
        self._trouble = Trouble(self._simulator.faults)
        self._refunds_refused = surroundings.choice % 5 == 0
        self.routes: Sequence[web.AbstractRouteDef] = payme_routes(
            self._simulator, identifiers=surroundings.identifiers
        )

    def settings(self, base: str) -> Mapping[str, Any]:
        return {
            "merchant_id": _ID,
            "key": _KEY,
            "register_id": _ID,
            "register_key": _API_KEY,
            "refunds_refused": self._refunds_refused,
            "checkout_url": f"{base}/sandbox/payme/checkout",
            "subscribe_url": f"{base}/sandbox/payme/api",
        }

    def join(self, webhook_url: str) -> None:
        self._registers.webhook_url = webhook_url

    def plan(self, operation: str, fault: Fault) -> None:
        self._trouble.plan(operation, fault)

    def calm(self) -> None:
        self._trouble.calm()

    async def pay(self, transaction: Transaction, how: How) -> None:
        if how is How.LEAVE or not transaction.payment_url:
            return
        times = 2 if how is How.TWICE else 1
        await asyncio.gather(*(self._pay(transaction, has_money=how is not How.DECLINE) for _ in range(times)))

    async def _pay(self, transaction: Transaction, *, has_money: bool) -> None:
        with suppress(PaymeSaysNoError):
            if invoice := _invoice(transaction):
                await self._simulator.pay_receipt(invoice, has_money=has_money)
                return
            bill = read_link(transaction.payment_url.rpartition(CHECKOUT)[2])
            await (self._simulator.pay(bill) if has_money else self._simulator.decline(bill))

    async def give_back(self, transaction: Transaction, amount: int) -> None:
        """Payme returns a whole payment or nothing."""
        for one in self._of(transaction):
            if one.state in _GIVEN_BACK:
                with suppress(PaymeSaysNoError):
                    await self._simulator.cancel(one.receipt_id)

    async def undo(self, transaction: Transaction) -> None:
        """Nothing: what Payme has returned stays returned."""

    async def decide(self, transaction: Transaction, *, amount: int | None) -> None:
        """Nothing: a hold is decided by the register's own system."""

    async def settle(self) -> None:
        for statement in self._simulator.statements():
            if not statement.at_rest:
                await self._simulator.resume(statement.receipt_id)
        await self.settled()

    async def settled(self) -> None:
        await self._simulator.settled()

    def books(self, transaction: Transaction) -> ProviderBooks:
        found = self._of(transaction)
        charged = [one for one in found if one.state != ReceiptState.HELD and (one.kept or one.pay_time)]
        return ProviderBooks(
            collected=sum(one.amount for one in charged),
            returned=sum(one.amount - one.kept for one in charged),
            held=sum(one.amount for one in found if one.state == ReceiptState.HELD),
        )

    async def close(self) -> None:
        await self._simulator.close()

    def _of(self, transaction: Transaction) -> list[Statement]:
        reference = transaction.order_reference
        return [one for one in self._simulator.statements() if reference in map(str, one.account.values())]


def _invoice(transaction: Transaction) -> str:
    details = transaction.details
    return (details.receipt_id or "") if isinstance(details, PaymeDetails) else ""
