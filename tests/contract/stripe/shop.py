"""A shop that takes Stripe payments: billing on one side, the simulated Stripe on the other, HTTP between them."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from aiohttp import ClientSession, web

from adapters.gateways.stripe.signature import sign
from adapters.http_client.session import HttpSession
from adapters.sandbox.faults import ANY, Fault
from adapters.sandbox.stripe.accounts import StripeAccount
from adapters.sandbox.stripe.options import Patience, StripeOptions
from adapters.sandbox.stripe.resources.money import enter
from adapters.sandbox.stripe.routes import stripe_routes
from adapters.sandbox.stripe.simulator import StripeSimulator
from billing.domain.details.stripe import StripeDetails
from billing.domain.direction import Direction
from billing.domain.discrepancy import Discrepancy
from billing.domain.gateway import GatewayConfiguration
from billing.domain.refund import Refund
from billing.domain.transaction import Transaction
from bootstrap.containers.payments import PaymentsContainer
from shared_kernel.currency import currency
from shared_kernel.idempotency import RequestKey, request_key
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.money import Money
from tests.contract.click.shop import BillingStore
from tests.contract.webhooks.handlers import handlers_of
from tests.contract.webhooks.shell import Shell, running_shell
from tests.fakes.billing.calls import MemoryDueCalls, MemoryGuard, MemoryRefundCover
from tests.fakes.billing.top_ups import MemoryAccountNumbers
from tests.fakes.billing.units_of_work import MemoryUnitOfWorks

KEY = "sk_test_shop"
SECRET = "whsec_test_5f2b1c9d8e7a6b4c3d2e1f0a"
USD = currency("USD")
# Longer than the first pauses of the worker.
A_WHILE = timedelta(minutes=3)

HASTY = StripeOptions(
    patience=Patience(answer_seconds=5.0, pauses_seconds=(0.0, 0.0), late_seconds=0.2),
    hang_seconds=0.1,
    slow_seconds=0.1,
    settle_seconds=None,
)


def usd(cents: int) -> Money:
    return Money(cents, USD)


class MovableClock:
    """The machine's clock, and as much later as a test wants."""

    def __init__(self) -> None:
        self.later = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.later


@dataclass(kw_only=True)
class Accounts:
    """The one account of the shop, found as bootstrap finds it."""

    webhook_url: str = ""

    async def find(self, secret_key: str) -> StripeAccount | None:
        if secret_key != KEY:
            return None
        return StripeAccount(
            name="Bahor Books", secret_key=KEY, webhook_url=self.webhook_url, signing_secrets=(SECRET,)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StripeShop:
    """The shop, running.

    Attributes:
        accounts: an empty `webhook_url` there keeps Stripe from telling anything.
    """

    store: BillingStore
    payments: PaymentsContainer
    simulator: StripeSimulator
    accounts: Accounts
    clock: MovableClock
    stripes_clock: MovableClock
    configuration: GatewayConfiguration
    shell: Shell

    async def order(self, amount: Money | None = None, *, return_url: str = "", **metadata: str) -> Transaction:
        """A payment that waits for its payer."""
        return await self.payments.create_transaction()(
            tenant_id=self.store.tenant_id,
            gateway="stripe",
            amount=amount or usd(1999),
            order_reference=f"order-{uuid4()}",
            return_url=return_url,
            metadata=metadata,
        )

    async def paid(self, amount: Money | None = None, **metadata: str) -> Transaction:
        """A payment that has come in."""
        order = await self.order(amount, **metadata)
        self.simulator.pay(session_of(order))
        return await self.told(order.id)

    async def told(self, transaction_id: UUID) -> Transaction:
        """The payment once Stripe has said everything."""
        await self.simulator.settled()
        return await self.transaction(transaction_id)

    async def transaction(self, transaction_id: UUID) -> Transaction:
        async with self.store.units_of_work(tenant_id=self.store.tenant_id) as unit:
            return await unit.transactions.get(transaction_id)

    async def refunds(self, transaction_id: UUID) -> tuple[Refund, ...]:
        async with self.store.units_of_work(tenant_id=self.store.tenant_id) as unit:
            return await unit.refunds.of_transaction(transaction_id)

    async def discrepancies(self, transaction_id: UUID) -> tuple[Discrepancy, ...]:
        async with self.store.units_of_work(tenant_id=self.store.tenant_id) as unit:
            return await unit.discrepancies.of_transaction(transaction_id)

    async def refund(self, order: Transaction, cents: int | None = None, *, reason: str = "") -> Refund:
        """Send money back, as a caller of ours does."""
        return await self.payments.refund_transaction()(
            tenant_id=self.store.tenant_id,
            transaction_id=order.id,
            key=request("RefundTransaction"),
            amount=None if cents is None else usd(cents),
            reason=reason,
        )

    async def connect(self, *, onboarded: bool = True, funds: Money | None = None) -> str:
        """A connected account; the platform has money of its own to send there."""
        books = self.simulator.backend.books_of(KEY)
        account = books.add(
            "acct", "account", capabilities={"transfers": "inactive"}, payouts_enabled=False, requirements={}
        )
        books.connect(account["id"])
        if onboarded:
            self.simulator.onboard(account["id"])
        if funds is not None:
            code = funds.currency.code.lower()
            self.simulator.top_up(KEY, amount=funds.minor_units, currency=code)
        return str(account["id"])

    def earn(self, account: str, amount: Money) -> None:
        """The connected account has taken money from elsewhere."""
        books = self.simulator.backend.books_of(KEY).connected[account]
        code = amount.currency.code.lower()
        source = books.add("tu", "topup", amount=amount.minor_units, currency=code, status="succeeded")
        enter(books, source, kind="topup", amount=amount.minor_units)

    async def payout(
        self, account: str, amount: Money | None = None, *, transaction_id: UUID | None = None
    ) -> Transaction:
        """Money that goes out to a connected account's bank."""
        return await self.payments.create_transaction()(
            tenant_id=self.store.tenant_id,
            gateway="stripe",
            amount=amount or usd(1000),
            direction=Direction.PAYOUT,
            transaction_id=transaction_id,
            order_reference=f"payout-{uuid4()}",
            destination=account,
        )

    async def capture(self, order: Transaction, cents: int | None = None) -> Transaction:
        """Take held money."""
        return await self.payments.capture_transaction()(
            tenant_id=self.store.tenant_id,
            transaction_id=order.id,
            key=request("CaptureTransaction"),
            amount=None if cents is None else usd(cents),
        )

    async def cancel(self, order: Transaction) -> Transaction:
        """Call a payment off."""
        return await self.payments.cancel_transaction()(tenant_id=self.store.tenant_id, transaction_id=order.id)

    async def work(self, *, later: timedelta = timedelta(0)) -> None:
        """Let the worker make what is due, as if so much time had passed."""
        self.clock.later += later
        await self.payments.resolve_calls()()

    async def say(self, event: Mapping[str, Any]) -> tuple[int, str]:
        """An event signed by Stripe; the status of our answer and what the delivery log says of it."""
        return await self.deliver(json.dumps(event).encode())

    async def deliver(self, body: bytes, *, secret: str = SECRET) -> tuple[int, str]:
        """A body signed with a secret."""
        timestamp = int(datetime.now(UTC).timestamp())
        header = f"t={timestamp},v1={sign(body=body, secret=secret, timestamp=timestamp)}"
        headers = {"Stripe-Signature": header, "Content-Type": "application/json; charset=utf-8"}
        path = f"/webhooks/stripe/{self.configuration.endpoint}"
        async with self.shell.client.post(path, data=body, headers=headers) as response:
            status = response.status
        return status, (await self.store.deliveries())[-1].outcome

    def plan(self, *faults: Fault, operation: str, reference: str = ANY) -> None:
        """Let Stripe's next calls of this operation suffer these."""
        self.simulator.faults.plan(faults, operation=operation, reference=reference)

    def at_stripe(self, name: str) -> dict[str, Any]:
        """An object of Stripe's."""
        return self.simulator.backend.holding(name)[1]

    def all_at_stripe(self, kind: str) -> list[dict[str, Any]]:
        """All objects of a kind, newest first."""
        return list(self.simulator.backend.books_of(KEY).all(kind))

    def silence(self) -> None:
        """From now on Stripe tells nothing by itself."""
        self.accounts.webhook_url = ""


def request(operation: str) -> RequestKey:
    """The key of a new request."""
    return request_key(request_id=str(uuid4()), operation=operation, content=())


def details_of(order: Transaction) -> StripeDetails:
    """What is known of it at Stripe."""
    assert isinstance(order.details, StripeDetails)
    return order.details


def session_of(order: Transaction) -> str:
    """Its session's name."""
    name = details_of(order).session_id
    assert name is not None
    return name


@asynccontextmanager
async def stripe_shop(store: BillingStore, **settings: str | int | None) -> AsyncIterator[StripeShop]:
    """A shop with Stripe configured, from its opening to its closing."""
    clock, stripes_clock, accounts = MovableClock(), MovableClock(), Accounts()
    identifiers = SystemIdentifiers()
    async with ClientSession() as http:
        simulator = StripeSimulator(
            accounts=accounts, session=http, clock=stripes_clock, identifiers=identifiers, options=HASTY
        )
        app = web.Application()
        app.add_routes(stripe_routes(simulator, identifiers=identifiers))
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        session = HttpSession()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            base = f"http://127.0.0.1:{runner.addresses[0][1]}/sandbox/stripe"
            payments = _payments(store, clock=clock, session=session)
            configuration = await payments.configure_gateway()(
                tenant_id=store.tenant_id,
                gateway="stripe",
                settings={
                    "secret_key": KEY,
                    "webhook_secrets": SECRET,
                    "api_url": base,
                    "success_url": "https://m.example/ok?s={CHECKOUT_SESSION_ID}",
                    **settings,
                },
            )
            async with running_shell(
                handlers=handlers_of(
                    payments, delivery_log=store.delivery_log, top_ups=store.top_ups(payments.create_transaction())
                ),
                configurations=store.configurations,
                delivery_log=store.delivery_log,
            ) as shell:
                accounts.webhook_url = f"http://127.0.0.1:{shell.port}/webhooks/stripe/{configuration.endpoint}"
                yield StripeShop(
                    store=store,
                    payments=payments,
                    simulator=simulator,
                    accounts=accounts,
                    clock=clock,
                    stripes_clock=stripes_clock,
                    configuration=configuration,
                    shell=shell,
                )
        finally:
            await simulator.close()
            await session.close()
            await runner.cleanup()


def _payments(store: BillingStore, *, clock: MovableClock, session: HttpSession) -> PaymentsContainer:
    units = store.units_of_work
    assert isinstance(units, MemoryUnitOfWorks)
    return PaymentsContainer(
        units_of_work=units,
        configurations=store.configurations,
        account_numbers=MemoryAccountNumbers(set()),
        due_calls=MemoryDueCalls(units),
        cover=MemoryRefundCover(),
        guard=MemoryGuard(),
        http_session=session,
        public_url="https://hamyon.example",
        clock=clock,
        identifiers=SystemIdentifiers(),
    )
