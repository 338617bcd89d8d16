"""A shop that takes Click payments: billing behind the real webhook shell, spoken to over HTTP as Click does."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from adapters.http_client.session import HttpSession
from billing.application.cancel_transaction import CancelTransaction
from billing.application.create_transaction import CreateTransaction
from billing.domain.attempt import Attempt
from billing.domain.discrepancy import Discrepancy
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from billing.ports.delivery_log import Delivery, DeliveryLog
from billing.ports.gateway_configurations import GatewayConfigurations
from billing.ports.top_ups import TopUps
from billing.ports.unit_of_work import BillingUnitOfWorks
from bootstrap.containers.payments import PaymentsContainer
from shared_kernel.clock import SystemClock
from shared_kernel.currency import currency
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId
from tests.contract.webhooks.handlers import handlers_of
from tests.contract.webhooks.shell import Shell, running_shell
from tests.fakes.billing.calls import MemoryGuard, MemoryRefundCover
from tests.fakes.billing.top_ups import MemoryAccountNumbers
from tests.fakes.billing.world import ACCOUNT_NUMBER
from tests.unit.gateways.click.forms import SECRET, body

UZS = currency("UZS")
SETTINGS = {"service_id": 73438, "merchant_id": 12345, "secret_key": SECRET, "top_up_minimum": 10_000}
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingStore:
    """Where billing keeps things in a run of this suite: memory, or PostgreSQL.

    Attributes:
        top_ups: builds the top-ups over the use case that begins their transactions; knows the account 7001234563.
        event_types: the types of the events committed so far, in order.
        deliveries: what the delivery log holds.
    """

    tenant_id: TenantId
    units_of_work: BillingUnitOfWorks
    configurations: GatewayConfigurations
    delivery_log: DeliveryLog
    top_ups: Callable[[CreateTransaction], TopUps]
    event_types: Callable[[], Awaitable[list[str]]]
    deliveries: Callable[[], Awaitable[list[Delivery]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickShop:
    """The shop, running: orders are made through billing, everything Click says goes over HTTP."""

    store: BillingStore
    shell: Shell
    path: str
    create: CreateTransaction
    cancel_transaction: CancelTransaction
    payments: PaymentsContainer
    guard: MemoryGuard

    async def order(self, reference: str, *, tiyin: int = 100_000, gateway: str = "click") -> UUID:
        """An order that waits for its payer."""
        transaction = await self.create(
            tenant_id=self.store.tenant_id, gateway=gateway, amount=Money(tiyin, UZS), order_reference=reference
        )
        return transaction.id

    async def say(self, form: Mapping[str, str]) -> dict[str, Any]:
        """What Click is answered; always HTTP 200 and JSON."""
        status, answer = await self.post(body(dict(form)))
        assert 200 == status, answer
        return json.loads(answer)

    async def code(self, form: Mapping[str, str]) -> int:
        """Only the `error` of the answer."""
        return (await self.say(form))["error"]

    async def post(self, data: bytes, *, path: str = "") -> tuple[int, bytes]:
        """The status and body a raw call gets."""
        headers = {"Content-Type": FORM}
        async with self.shell.client.post(path or self.path, data=data, headers=headers) as response:
            return response.status, await response.read()

    async def transaction(self, transaction_id: UUID) -> Transaction:
        async with self.store.units_of_work(tenant_id=self.store.tenant_id) as unit:
            return await unit.transactions.get(transaction_id)

    async def status(self, transaction_id: UUID) -> Status:
        return (await self.transaction(transaction_id)).status

    async def attempt(self, number: int) -> Attempt:
        async with self.store.units_of_work(tenant_id=self.store.tenant_id) as unit:
            found = await unit.attempts.get(number)
        assert found is not None
        return found

    async def discrepancies(self, transaction_id: UUID) -> tuple[Discrepancy, ...]:
        async with self.store.units_of_work(tenant_id=self.store.tenant_id) as unit:
            return await unit.discrepancies.of_transaction(transaction_id)

    async def expire(self, transaction_id: UUID) -> None:
        """The payer took too long."""
        async with self.store.units_of_work(tenant_id=self.store.tenant_id) as unit:
            transaction = await unit.transactions.lock(transaction_id)
            await unit.transactions.save(transaction.expire(at=SystemClock().now()))

    async def settlements(self) -> int:
        """How often money was booked."""
        return (await self.store.event_types()).count("billing.transaction.completed.v1")


def click_shop(store: BillingStore, **settings: object) -> AbstractAsyncContextManager[ClickShop]:
    """A shop with Click configured, from its opening to its closing."""
    return _click_shop(store, {**SETTINGS, **settings})


@asynccontextmanager
async def _click_shop(store: BillingStore, settings: Mapping[str, Any]) -> AsyncIterator[ClickShop]:
    session = HttpSession()
    guard = MemoryGuard()
    payments = PaymentsContainer(
        units_of_work=store.units_of_work,
        configurations=store.configurations,
        account_numbers=MemoryAccountNumbers({ACCOUNT_NUMBER}),
        cover=MemoryRefundCover(),
        guard=guard,
        http_session=session,
        public_url="https://hamyon.example",
        clock=SystemClock(),
        identifiers=SystemIdentifiers(),
    )
    configuration = await payments.configure_gateway()(tenant_id=store.tenant_id, gateway="click", settings=settings)
    try:
        async with running_shell(
            handlers=handlers_of(
                payments, delivery_log=store.delivery_log, top_ups=store.top_ups(payments.create_transaction())
            ),
            configurations=store.configurations,
            delivery_log=store.delivery_log,
        ) as shell:
            yield ClickShop(
                store=store,
                shell=shell,
                path=f"/webhooks/click/{configuration.endpoint}",
                create=payments.create_transaction(),
                cancel_transaction=payments.cancel_transaction(),
                payments=payments,
                guard=guard,
            )
    finally:
        await session.close()
