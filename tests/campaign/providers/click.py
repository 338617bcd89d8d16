"""The simulated Click."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web

from adapters.sandbox.click.api_calls import MerchantApiCalls
from adapters.sandbox.click.books import Card, InvoiceStatus, PaymentIds
from adapters.sandbox.click.caller import MerchantCaller, Patience
from adapters.sandbox.click.link import read_link
from adapters.sandbox.click.routes import API
from adapters.sandbox.click.simulator import Choice, ClickSimulator
from adapters.sandbox.click.statement import statement_of
from adapters.sandbox.faults import Fault
from adapters.sandbox.merchants import Merchant
from billing.domain.transaction import Transaction
from tests.campaign.providers.port import ProviderBooks, Surroundings, Trouble
from tests.campaign.script import CARDS, How

_HASTY = Patience(answer_seconds=10.0, pauses_seconds=(0.0, 0.0), silence_seconds=0.0, slow_seconds=0.01)
_RICH, _POOR = "8600123412341234", "8600123412340000"
_CHOICES = {How.DECLINE: Choice.FAIL, How.LEAVE: Choice.LEAVE, How.TWICE: Choice.PAY_TWICE, How.SLOWLY: Choice.REPEAT}


class _Merchants:
    def __init__(self) -> None:
        self.one = Merchant(service_id="1001", name="Bahor Books", secret_key="click secret", webhook_url="")

    async def find(self, service_id: str) -> Merchant | None:
        return self.one if service_id == self.one.service_id else None

    async def known(self) -> tuple[Merchant, ...]:
        return (self.one,)


class Click:
    """Click with one merchant."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._merchants = _Merchants()
        self._simulator = ClickSimulator(
            caller=MerchantCaller(session=surroundings.session, patience=_HASTY),
            patience=_HASTY,
            clock=surroundings.clock,
        )
        self._simulator.books.payment_ids = tuple(PaymentIds)[surroundings.choice % 2]
        for token, number in zip(CARDS, (_RICH, _POOR), strict=True):
            self._simulator.books.add_card(
                Card(token=token, service_id="1001", number=number, temporary=False, verified=True)
            )
        self._trouble = Trouble(self._simulator.faults)
        self._partial = surroundings.choice // 3 % 2 == 0
        calls = MerchantApiCalls(
            simulator=self._simulator,
            merchants=self._merchants,
            identifiers=surroundings.identifiers,
            clock=surroundings.clock,
        )
        self.routes: Sequence[web.AbstractRouteDef] = calls.routes(API)

    def settings(self, base: str) -> Mapping[str, Any]:
        return {
            "service_id": 1001,
            "merchant_id": 2001,
            "merchant_user_id": 4001,
            "secret_key": self._merchants.one.secret_key,
            "partial_reversal": self._partial,
            "pay_page_url": f"{base}/sandbox/click/pay",
            "api_url": f"{base}{API}",
        }

    def join(self, webhook_url: str) -> None:
        self._merchants.one = Merchant(
            service_id="1001",
            name="Bahor Books",
            secret_key=self._merchants.one.secret_key,
            webhook_url=webhook_url,
            merchant_user_id="4001",
        )

    def plan(self, operation: str, fault: Fault) -> None:
        self._trouble.plan(operation, fault)

    def calm(self) -> None:
        self._trouble.calm()

    async def pay(self, transaction: Transaction, how: How) -> None:
        if transaction.payment_url:
            link = read_link(dict(parse_qsl(urlsplit(transaction.payment_url).query)))
            await self._simulator.play(_CHOICES.get(how, Choice.PAY), link=link, merchant=self._merchants.one)
        else:
            await self._answer_invoice(transaction, how)

    async def _answer_invoice(self, transaction: Transaction, how: How) -> None:
        waiting = self._simulator.books.invoices_of(transaction.order_reference)
        for invoice in [one for one in waiting if one.status is InvoiceStatus.WAITING][:1]:
            if how is How.DECLINE:
                self._simulator.reject(invoice)
            else:
                choice = _CHOICES.get(how, Choice.PAY)
                await self._simulator.play(choice, link=invoice.link, merchant=self._merchants.one, invoice=invoice)

    async def give_back(self, transaction: Transaction, amount: int) -> None:
        """The newest payment is reversed in the cabinet, all that is left of it; nobody is told."""
        for payment in self._simulator.books.named(transaction.order_reference)[-1:]:
            if payment.left:
                self._simulator.give_back(payment)

    async def undo(self, transaction: Transaction) -> None:
        """Nothing: what Click has reversed stays reversed."""

    async def decide(self, transaction: Transaction, *, amount: int | None) -> None:
        """Nothing: Click holds no money."""

    async def settle(self) -> None:
        for payment in self._simulator.books.payments():
            await self._simulator.deliver_withheld(payment, merchant=self._merchants.one)

    async def settled(self) -> None:
        """Click tells nothing in the background."""

    def books(self, transaction: Transaction) -> ProviderBooks:
        found = [statement_of(one) for one in self._simulator.books.named(transaction.order_reference)]
        return ProviderBooks(
            collected=sum(one.paid for one in found),
            returned=sum(one.reversed for one in found if one.paid),
        )

    async def close(self) -> None:
        """Nothing runs."""
