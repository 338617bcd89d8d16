"""The simulated Stripe."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from aiohttp import web

from adapters.sandbox.faults import Fault
from adapters.sandbox.stripe.accounts import StripeAccount
from adapters.sandbox.stripe.options import Patience, StripeOptions
from adapters.sandbox.stripe.resources.methods import Method
from adapters.sandbox.stripe.rest.errors import ApiError
from adapters.sandbox.stripe.routes import stripe_routes
from adapters.sandbox.stripe.simulator import StripeSimulator
from billing.domain.details.stripe import StripeDetails
from billing.domain.transaction import Transaction
from tests.campaign.providers.payouts import StripePayer
from tests.campaign.providers.port import ProviderBooks, Surroundings, Trouble
from tests.campaign.script import How

_KEY = "sk_test_campaign"
_SECRET = "whsec_test_5f2b1c9d8e7a6b4c3d2e1f0a"
_HASTY = StripeOptions(
    patience=Patience(answer_seconds=10.0, pauses_seconds=(0.0, 0.0), late_seconds=0.1),
    hang_seconds=0.0,
    slow_seconds=0.01,
    settle_seconds=None,
)
_METHODS = {
    How.DECLINE: Method.NO_MONEY,
    How.SLOWLY: Method.DELAYED,
    How.ASKED_BY_BANK: Method.AUTHENTICATE,
    How.REFUNDS_PEND: Method.REFUND_PENDS,
}


class _Accounts:
    def __init__(self) -> None:
        self.webhook_url = ""

    async def find(self, secret_key: str) -> StripeAccount | None:
        if secret_key != _KEY:
            return None
        return StripeAccount(
            name="Bahor Books", secret_key=_KEY, webhook_url=self.webhook_url, signing_secrets=(_SECRET,)
        )


class Stripe:
    """Stripe with one account. Banks answer when they are told to."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._accounts = _Accounts()
        self._simulator = StripeSimulator(
            accounts=self._accounts,
            session=surroundings.session,
            clock=surroundings.clock,
            identifiers=surroundings.identifiers,
            options=_HASTY,
        )
        self._trouble = Trouble(self._simulator.faults)
        self._hold = surroundings.holds
        self._banks_agree = surroundings.choice % 3 != 0
        self.payer = StripePayer(
            self._simulator,
            key=_KEY,
            has_money=surroundings.choice // 3 % 7 != 0,
            onboarded=surroundings.choice // 21 % 7 != 0,
            bank_takes=surroundings.choice // 147 % 4 != 0,
        )
        self.routes: Sequence[web.AbstractRouteDef] = tuple(
            stripe_routes(self._simulator, identifiers=surroundings.identifiers)
        )

    def settings(self, base: str) -> Mapping[str, Any]:
        return {
            "secret_key": _KEY,
            "webhook_secrets": _SECRET,
            "api_url": f"{base}/sandbox/stripe",
            "success_url": f"{base}/thanks",
            "capture_manually": self._hold,
        }

    def join(self, webhook_url: str) -> None:
        self._accounts.webhook_url = webhook_url
        self.payer.open()

    def plan(self, operation: str, fault: Fault) -> None:
        self._trouble.plan(operation, fault)

    def calm(self) -> None:
        self._trouble.calm()

    async def pay(self, transaction: Transaction, how: How) -> None:
        name = _session(transaction)
        if not name or how is How.LEAVE:
            return
        for _ in range(2 if how is How.TWICE else 1):
            self._try(self._simulator.pay, name, method=_METHODS.get(how, Method.CARD))
        if how is How.ASKED_BY_BANK:
            self._try(self._simulator.authenticate, name, succeeded=self._banks_agree)
        await self.settled()

    async def give_back(self, transaction: Transaction, amount: int) -> None:
        self._try(self._simulator.dashboard_refund, _session(transaction), amount=amount)
        await self.settled()

    async def undo(self, transaction: Transaction) -> None:
        for refund in self._refunds(transaction):
            if refund["status"] == "succeeded":
                self._try(self._simulator.fail_refund, refund["id"])
                break
        await self.settled()

    async def decide(self, transaction: Transaction, *, amount: int | None) -> None:
        """Stripe gives a hold up that nobody captured."""
        if amount is None:
            for intent in self._intents(transaction):
                self._try(self._simulator.expire, intent["id"])
        await self.settled()

    async def settle(self) -> None:
        for books in self._simulator.backend.all_books():
            for intent in books.all("payment_intent"):
                if intent["status"] == "processing":
                    self._try(self._simulator.settle_delayed, intent["id"], succeeded=self._banks_agree)
            for refund in books.all("refund"):
                if refund["status"] == "pending":
                    self._try(self._simulator.settle_refund, refund["id"], succeeded=self._banks_agree)
        self.payer.settle()
        await self.settled()

    async def settled(self) -> None:
        await self._simulator.settled()

    def books(self, transaction: Transaction) -> ProviderBooks:
        lines = [
            line
            for statement in self._simulator.statements()
            for line in statement.payments
            if line.reference == str(transaction.id)
        ]
        return ProviderBooks(
            collected=sum(line.collected for line in lines),
            returned=sum(line.refunded for line in lines),
            held=sum(
                intent["amount_capturable"]
                for intent in self._intents(transaction)
                if intent["status"] == "requires_capture"
            ),
            refunds=tuple(
                (str((one["metadata"] or {}).get("refund_id") or one["id"]), one["amount"])
                for one in self._refunds(transaction)
                if one["status"] == "succeeded"
            ),
        )

    async def close(self) -> None:
        await self._simulator.close()

    def _intents(self, transaction: Transaction) -> list[dict[str, Any]]:
        names = {
            line.id
            for statement in self._simulator.statements()
            for line in statement.payments
            if line.reference == str(transaction.id)
        }
        return [
            intent
            for books in self._simulator.backend.all_books()
            for intent in books.all("payment_intent")
            if intent["id"] in names
        ]

    def _refunds(self, transaction: Transaction) -> list[dict[str, Any]]:
        names = {intent["id"] for intent in self._intents(transaction)}
        return [
            refund
            for books in self._simulator.backend.all_books()
            for refund in books.all("refund")
            if refund["payment_intent"] in names
        ]

    def _try(self, act: Callable[..., object], name: str, **arguments: object) -> None:
        """Do what may have become impossible."""
        with suppress(ApiError):
            act(name, **arguments)


def _session(transaction: Transaction) -> str:
    details = transaction.details
    return (details.session_id or "") if isinstance(details, StripeDetails) else ""
