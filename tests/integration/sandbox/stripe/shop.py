"""A shop that takes money through the simulated Stripe: the official library in one hand, a webhook in the other."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import stripe
from aiohttp import ClientSession, web

from adapters.sandbox.stripe.accounts import StripeAccount
from adapters.sandbox.stripe.options import Patience, StripeOptions
from adapters.sandbox.stripe.routes import stripe_routes
from adapters.sandbox.stripe.simulator import StripeSimulator
from shared_kernel.identifiers import SystemIdentifiers

KEY = "sk_test_shop"
SECRET = "whsec_test_5f2b1c9d8e7a6b4c3d2e1f0a"
OLD_SECRET = "whsec_old_00112233445566778899aabb"
Json = dict[str, Any]

HASTY = StripeOptions(
    patience=Patience(answer_seconds=5.0, pauses_seconds=(0.0, 0.0), late_seconds=5.0),
    hang_seconds=0.2,
    slow_seconds=1.0,
    settle_seconds=None,
)


class MovableClock:
    """The machine's clock, and as much later as a test wants."""

    def __init__(self) -> None:
        self.later = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.later


@dataclass(kw_only=True)
class Accounts:
    """The accounts of a test, found as bootstrap finds them."""

    accounts: list[StripeAccount]

    async def find(self, secret_key: str) -> StripeAccount | None:
        return next((one for one in self.accounts if one.secret_key == secret_key), None)


@dataclass(kw_only=True)
class Webhook:
    """Verifies each delivery with the official library, and writes it down.

    Attributes:
        secret: the one it knows.
        events: what was genuine, as it came.
        thin: thin events with their signatures, for the library to read.
        refused: why the others were not.
        answers: the HTTP statuses of the next answers; 200 afterwards.
    """

    secret: str = SECRET
    events: list[Json] = field(default_factory=list)
    thin: list[tuple[bytes, str]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    came: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def receive(self, request: web.Request) -> web.Response:
        body = await request.read()
        header = request.headers["Stripe-Signature"]
        self.headers.append(header)
        if b'"v2.core.event"' in body:
            self.thin.append((body, header))
            return web.Response()
        try:
            event = stripe.Webhook.construct_event(body, header, self.secret)
        except stripe.SignatureVerificationError as error:
            self.refused.append(str(error))
            return web.Response(status=400)
        async with self.came:
            self.events.append(event.to_dict())
            self.came.notify_all()
        return web.Response(status=self.answers.pop(0) if self.answers else 200)

    @property
    def told(self) -> list[str]:
        """The types of the events, in order."""
        return [event["type"] for event in self.events]

    async def wait_for(self, *kinds: str) -> None:
        """Return when these have come, each as often as it is named."""
        async with self.came:
            await self.came.wait_for(lambda: not Counter(kinds) - Counter(self.told))

    def last(self, kind: str) -> Json:
        """The object of the last event of a type."""
        return next(event["data"]["object"] for event in reversed(self.events) if event["type"] == kind)


@dataclass(kw_only=True)
class Shop:
    """The shop."""

    base: str
    client: stripe.StripeClient
    simulator: StripeSimulator
    webhook: Webhook
    accounts: Accounts
    clock: MovableClock
    http: ClientSession

    async def session(self, amount: int = 1999, reference: str = "txn-0001", **more: Any) -> stripe.checkout.Session:  # noqa: ANN401 - parameters are JSON
        """A Checkout Session of one item in dollars, as section 15 creates it."""
        words = {"transaction_id": reference}
        data: Json = {"metadata": words} | more.pop("payment_intent_data", {})
        params: Json = {
            "mode": "payment",
            "client_reference_id": reference,
            "metadata": words,
            "payment_intent_data": data,
            "line_items": [item(amount)],
            "success_url": "https://m.example/ok?s={CHECKOUT_SESSION_ID}",
            "cancel_url": "https://m.example/back",
            **more,
        }
        return await self.client.v1.checkout.sessions.create_async(params)  # type: ignore[arg-type]

    async def read(self, name: str) -> stripe.checkout.Session:
        """The session as it is now."""
        return await self.client.v1.checkout.sessions.retrieve_async(name)

    async def paid(self, amount: int = 1999, **more: Any) -> str:  # noqa: ANN401 - the same
        """A payment that has come in; the PaymentIntent."""
        session = await self.session(amount, **more)
        self.simulator.pay(session.id)
        return str((await self.read(session.id)).payment_intent)

    async def told(self) -> list[str]:
        """The events that came since the last time, once all are delivered."""
        await self.simulator.settled()
        told = self.webhook.told
        self.webhook.events.clear()
        return told

    async def balance(self) -> int:
        """In cents."""
        balance = await self.client.v1.balance.retrieve_async()
        return next((fund.amount for fund in balance.available if fund.currency == "usd"), 0)


def item(amount: int, currency: str = "usd", **more: Any) -> Json:  # noqa: ANN401 - the same
    """A line item."""
    price = {"currency": currency, "unit_amount": amount, "product_data": {"name": "Order"}, **more}
    return {"quantity": 1, "price_data": price}


@contextmanager
def refused(kind: type[stripe.StripeError], code: str | None, status: int = 400) -> Iterator[Any]:
    """The call inside is refused so; the error is in `value`."""
    with pytest.raises(kind) as caught:
        yield caught
    assert (status, code) == (caught.value.http_status, caught.value.error.code if caught.value.error else None)


@asynccontextmanager
async def running_shop(options: StripeOptions = HASTY, *, webhook_url: str | None = None) -> AsyncIterator[Shop]:
    """Simulator and webhook on one free port, and the shop's client."""
    webhook, clock, identifiers = Webhook(), MovableClock(), SystemIdentifiers()
    accounts = Accounts(accounts=[])
    async with ClientSession() as http:
        simulator = StripeSimulator(
            accounts=accounts, session=http, clock=clock, identifiers=identifiers, options=options
        )
        app = web.Application()
        app.add_routes(
            [*stripe_routes(simulator, identifiers=identifiers), web.post("/webhooks/stripe/t0ken", webhook.receive)]
        )
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        library = stripe.AIOHTTPClient(timeout=5)
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            base = f"http://127.0.0.1:{runner.addresses[0][1]}"
            url = f"{base}/webhooks/stripe/t0ken" if webhook_url is None else webhook_url
            secrets = (SECRET,)
            account = StripeAccount(name="Bahor Books", secret_key=KEY, webhook_url=url, signing_secrets=secrets)
            accounts.accounts.append(account)
            yield Shop(
                base=base,
                client=client_of(base, library=library),
                simulator=simulator,
                webhook=webhook,
                accounts=accounts,
                clock=clock,
                http=http,
            )
        finally:
            await library.close_async()
            await simulator.close()
            await runner.cleanup()


def client_of(base: str, *, library: stripe.AIOHTTPClient, key: str = KEY) -> stripe.StripeClient:
    """The official client, with every address of Stripe's led to the simulator."""
    address = f"{base}/sandbox/stripe"
    return stripe.StripeClient(
        key,
        base_addresses={"api": address, "connect": address, "files": address, "meter_events": address},
        http_client=library,
    )
