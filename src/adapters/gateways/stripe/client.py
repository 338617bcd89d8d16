"""Calls Stripe: one method for each call we make, plain data in and out."""

from collections.abc import AsyncIterator
from typing import Any

from adapters.gateways.stripe.event import Json
from adapters.gateways.stripe.settings import StripeSettings
from adapters.http_client.circuit import Circuits, CircuitSettings
from adapters.http_client.client import HttpClient
from adapters.http_client.session import HttpSession

# What a call is made with; the library describes it in types of its own, which start-up would have to wait for.
Params = Any

PAGE = 100


class StripeApi:
    """One merchant's calls, or those of one of his connected accounts.

    A method that changes something takes the idempotency key under which it is done once, however often it is asked.
    Each of them raises GatewayRefusedError, GatewayUnavailableError or UnknownOutcomeError; reads, which cannot have
    done anything, as well.
    """

    def __init__(self, *, settings: StripeSettings, http: HttpClient, account: str = "") -> None:
        from adapters.gateways.stripe import sdk  # noqa: PLC0415 - see there: a third of a second

        self._v1 = sdk.open_client(settings=settings, http=http, account=account).v1
        self._answer = sdk.answer
        self._list = sdk.whole_list
        self._stream = sdk.stream

    async def create_session(self, params: Params, *, key: str) -> Json:
        """Open a page of Stripe's for one payment (section 5.1)."""
        return await self._answer(self._v1.checkout.sessions.create_async(params, {"idempotency_key": key}))

    async def session(self, name: str) -> Json:
        """A session, with its payment where it has one, and what Stripe's ledger says of that."""
        params: Params = {"expand": ["payment_intent.latest_charge.balance_transaction"]}
        return await self._answer(self._v1.checkout.sessions.retrieve_async(name, params))

    async def sessions(self, params: Params) -> list[Json]:
        """All sessions that match."""
        return await self._list(self._v1.checkout.sessions.list_async(params))

    async def expire_session(self, name: str, *, key: str) -> Json:
        """Close an open page (section 8)."""
        return await self._answer(self._v1.checkout.sessions.expire_async(name, {}, {"idempotency_key": key}))

    async def create_intent(self, params: Params, *, key: str) -> Json:
        """Charge a saved payment method without a page (section 6)."""
        return await self._answer(self._v1.payment_intents.create_async(params, {"idempotency_key": key}))

    async def intent(self, name: str) -> Json:
        """A payment, with what Stripe's ledger says of it."""
        params: Params = {"expand": ["latest_charge.balance_transaction"]}
        return await self._answer(self._v1.payment_intents.retrieve_async(name, params))

    async def intents(self, params: Params) -> list[Json]:
        """All payments that match."""
        return await self._list(self._v1.payment_intents.list_async(params))

    async def capture_intent(self, name: str, params: Params, *, key: str) -> Json:
        """Take held money, and release the rest of it."""
        return await self._answer(self._v1.payment_intents.capture_async(name, params, {"idempotency_key": key}))

    async def cancel_intent(self, name: str, *, key: str) -> Json:
        """Release held money, or keep the payer from paying."""
        return await self._answer(self._v1.payment_intents.cancel_async(name, {}, {"idempotency_key": key}))

    async def create_refund(self, params: Params, *, key: str) -> Json:
        """Send money back (section 7)."""
        return await self._answer(self._v1.refunds.create_async(params, {"idempotency_key": key}))

    async def refund(self, name: str) -> Json:
        """A refund."""
        return await self._answer(self._v1.refunds.retrieve_async(name))

    async def refunds_of(self, intent: str) -> list[Json]:
        """All refunds of a payment."""
        return await self._list(self._v1.refunds.list_async({"payment_intent": intent, "limit": PAGE}))

    async def charge(self, name: str) -> Json:
        """A charge, with what Stripe's ledger says of it."""
        params: Params = {"expand": ["balance_transaction"]}
        return await self._answer(self._v1.charges.retrieve_async(name, params))

    async def dispute(self, name: str) -> Json:
        """A dispute (section 10)."""
        return await self._answer(self._v1.disputes.retrieve_async(name))

    def ledger(self, *, start: int, end: int) -> AsyncIterator[Json]:
        """The entries of Stripe's ledger from `start` until before `end` (seconds), each with its source."""
        params: Params = {"created": {"gte": start, "lt": end}, "expand": ["data.source"], "limit": PAGE}
        return self._stream(self._v1.balance_transactions.list_async(params))

    async def invoice(self, name: str) -> Json:
        """An invoice (section 11)."""
        return await self._answer(self._v1.invoices.retrieve_async(name))

    async def payments_of_invoice(self, invoice: str) -> list[Json]:
        """Which payments paid an invoice (section 11)."""
        return await self._list(self._v1.invoice_payments.list_async({"invoice": invoice, "limit": PAGE}))

    async def account(self, name: str) -> Json:
        """A connected account (section 9)."""
        return await self._answer(self._v1.accounts.retrieve_async(name))

    async def create_transfer(self, params: Params, *, key: str) -> Json:
        """Move money from the merchant's balance to a connected account's."""
        return await self._answer(self._v1.transfers.create_async(params, {"idempotency_key": key}))

    async def transfer(self, name: str) -> Json:
        """A transfer."""
        return await self._answer(self._v1.transfers.retrieve_async(name))

    async def transfers(self, params: Params) -> list[Json]:
        """All transfers that match."""
        return await self._list(self._v1.transfers.list_async(params))

    async def reverse_transfer(self, name: str, *, key: str) -> Json:
        """Take a transfer back, all of it."""
        return await self._answer(self._v1.transfers.reversals.create_async(name, {}, {"idempotency_key": key}))

    async def create_payout(self, params: Params, *, key: str) -> Json:
        """Send money from this account's balance to its bank."""
        return await self._answer(self._v1.payouts.create_async(params, {"idempotency_key": key}))

    async def payout(self, name: str) -> Json:
        """A payout of this account."""
        return await self._answer(self._v1.payouts.retrieve_async(name))

    async def payouts(self, params: Params) -> list[Json]:
        """All payouts of this account that match."""
        return await self._list(self._v1.payouts.list_async(params))


class StripeApis:
    """Opens the calls of merchants, on the process's connections."""

    def __init__(self, session: HttpSession) -> None:
        circuits = Circuits(name="stripe", settings=CircuitSettings())
        self._http = HttpClient(name="stripe", session=session, circuits=circuits)

    def of(self, settings: StripeSettings, *, account: str = "") -> StripeApi:
        """The calls of a merchant, or of a connected account of his."""
        return StripeApi(settings=settings, http=self._http, account=account)
