"""A shop that takes Payme payments: billing behind the real webhook shell, spoken to over HTTP as Payme does."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

from adapters.gateways.payme.basic import authorization
from adapters.http_client.session import HttpSession
from billing.application.cancel_transaction import CancelTransaction
from billing.application.capture_transaction import CaptureTransaction
from billing.application.configure_gateway import ConfigureGateway
from billing.application.create_transaction import CreateTransaction
from billing.application.expire_attempts import ExpireAttempts
from billing.application.refund_transaction import RefundTransaction
from billing.application.resolve_calls import ResolveCalls
from billing.domain.attempt import Attempt
from billing.domain.observation import Observation
from billing.domain.transaction import Transaction
from billing.ports.gateway_configurations import GatewayConfigurations
from billing.ports.overdue_attempts import OverdueAttempts
from billing.ports.payment_provider import PaymentProvider
from billing.ports.provider_call_repository import DueCalls
from billing.ports.unit_of_work import BillingUnitOfWorks
from bootstrap.containers.payments import PaymentsContainer
from shared_kernel.currency import currency
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId
from tests.contract.webhooks.handlers import handlers_of
from tests.contract.webhooks.shell import Shell, running_shell
from tests.fakes.billing.calls import MemoryGuard, MemoryRefundCover
from tests.fakes.billing.top_ups import MemoryAccountNumbers, overlapping_top_ups
from tests.fakes.billing.world import ACCOUNT_NUMBER
from tests.fakes.clock import SetClock
from tests.fakes.delivery_log import MemoryDeliveryLog

UZS = currency("UZS")
MERCHANT = "587f72c72cac0d162c722ae2"
KEY = "0123456789abcdefghijklmnopqrstuvwxyz"
SETTINGS: dict[str, Any] = {"merchant_id": MERCHANT, "key": KEY}
TIYIN = 500_000
P1 = authorization(login="Paycom", password=KEY)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymeStore:
    """Where billing keeps things in a run of this suite: memory, or PostgreSQL."""

    tenant_id: TenantId
    units_of_work: BillingUnitOfWorks
    configurations: GatewayConfigurations
    overdue: OverdueAttempts
    due_calls: DueCalls
    event_types: Callable[[], Awaitable[list[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymeShop:
    """The shop, running: orders are made through billing, everything Payme says goes over HTTP."""

    store: PaymeStore
    shell: Shell
    path: str
    clock: SetClock
    create: CreateTransaction
    cancel_transaction: CancelTransaction
    cover: MemoryRefundCover
    deliveries: MemoryDeliveryLog
    guard: MemoryGuard
    refund: RefundTransaction
    capture: CaptureTransaction
    resolve: ResolveCalls
    provider: PaymentProvider
    expire: ExpireAttempts
    configure_gateway: ConfigureGateway
    _ids: Any = field(default_factory=lambda: count(1))

    async def order(
        self,
        reference: str,
        *,
        tiyin: int = TIYIN,
        gateway: str = "payme",
        metadata: Mapping[str, str] | None = None,
        return_url: str = "",
    ) -> UUID:
        """An order that waits for its payer."""
        transaction = await self.create(
            tenant_id=self.store.tenant_id,
            gateway=gateway,
            amount=Money(tiyin, UZS),
            order_reference=reference,
            metadata=metadata or {},
            return_url=return_url,
        )
        return transaction.id

    async def ask(self, method: str, **params: object) -> dict[str, Any]:
        """What a call is answered, without the envelope: `result`, or `error` without its message."""
        answer = await self.say({"id": next(self._ids), "method": method, "params": params})
        if "error" in answer:
            assert {"ru", "uz", "en"} == answer["error"]["message"].keys()
        return answer.get("result") or {name: answer["error"][name] for name in answer["error"] if name != "message"}

    async def code(self, method: str, **params: object) -> int:
        """Only the code of the answer; 0 when it was done."""
        return int((await self.ask(method, **params)).get("code", 0))

    async def say(self, call: object, *, header: str = P1) -> dict[str, Any]:
        """What Payme is answered; always HTTP 200 and JSON."""
        return await self.post(json.dumps(call).encode(), header=header)

    async def post(self, data: bytes, *, header: str = P1, method: str = "POST", path: str = "") -> dict[str, Any]:
        headers = {"Content-Type": "text/json; charset=UTF-8"} | ({"Authorization": header} if header else {})
        request = self.shell.client.request(method, path or self.path, data=data, headers=headers)
        async with request as response:
            assert 200 == response.status, await response.text()
            return json.loads(await response.read())

    async def transaction(self, transaction_id: UUID) -> Transaction:
        async with self.store.units_of_work(tenant_id=self.store.tenant_id) as unit:
            return await unit.transactions.get(transaction_id)

    async def attempts(self, transaction_id: UUID) -> tuple[Attempt, ...]:
        async with self.store.units_of_work(tenant_id=self.store.tenant_id) as unit:
            return await unit.attempts.of_transaction(transaction_id)

    async def configure(self, **settings: object) -> None:
        """Configure Payme anew; the endpoint stays."""
        await self.configure_gateway(tenant_id=self.store.tenant_id, gateway="payme", settings={**SETTINGS, **settings})

    async def attempts_of(self, reference: str) -> tuple[Attempt, ...]:
        """The tries to pay an order, by its name."""
        async with self.store.units_of_work(tenant_id=self.store.tenant_id) as unit:
            order = await unit.transactions.find_payable(gateway="payme", reference=reference)
            assert order is not None
            return await unit.attempts.of_transaction(order.id)

    async def look_up(self, transaction: Transaction) -> Observation:
        """What Payme says of the payment's receipt."""
        configuration = await self.store.configurations.get(tenant_id=self.store.tenant_id, gateway="payme")
        assert configuration is not None
        return await self.provider.look_up(transaction=transaction, configuration=configuration)

    async def make_due_calls(self) -> None:
        """An hour passes, and the worker asks Payme whatever waits to be asked."""
        self.clock.move(milliseconds=3_600_000)
        await self.resolve()

    async def sweep(self) -> int:
        """End what nobody touches; how many were ended."""
        return await self.expire()

    async def settlements(self) -> int:
        """How often money was booked."""
        return (await self.store.event_types()).count("billing.transaction.completed.v1")


def payme_shop(store: PaymeStore, **settings: object) -> AbstractAsyncContextManager[PaymeShop]:
    """A shop with Payme configured, from its opening to its closing."""
    return _payme_shop(store, {**SETTINGS, **settings})


@asynccontextmanager
async def _payme_shop(store: PaymeStore, settings: Mapping[str, Any]) -> AsyncIterator[PaymeShop]:
    guard = MemoryGuard()
    clock, cover, log, outside = SetClock(), MemoryRefundCover(), MemoryDeliveryLog(), HttpSession()
    payments = PaymentsContainer(
        units_of_work=store.units_of_work,
        configurations=store.configurations,
        account_numbers=MemoryAccountNumbers({ACCOUNT_NUMBER}),
        cover=cover,
        guard=guard,
        due_calls=store.due_calls,
        overdue_attempts=store.overdue,
        http_session=outside,
        public_url="https://hamyon.example",
        clock=clock,
        identifiers=SystemIdentifiers(),
    )
    create = payments.create_transaction()
    configuration = await payments.configure_gateway()(tenant_id=store.tenant_id, gateway="payme", settings=settings)
    try:
        async with running_shell(
            handlers=handlers_of(
                payments, delivery_log=log, top_ups=overlapping_top_ups(ACCOUNT_NUMBER, create=create)
            ),
            configurations=store.configurations,
            delivery_log=log,
        ) as shell:
            yield PaymeShop(
                store=store,
                shell=shell,
                path=f"/webhooks/payme/{configuration.endpoint}",
                clock=clock,
                cover=cover,
                deliveries=log,
                guard=guard,
                create=create,
                cancel_transaction=payments.cancel_transaction(),
                refund=payments.refund_transaction(),
                capture=payments.capture_transaction(),
                resolve=payments.resolve_calls(),
                provider=payments.gateways().get("payme"),
                expire=payments.expire_attempts(),
                configure_gateway=payments.configure_gateway(),
            )
    finally:
        await outside.close()


def payme_id(number: int) -> str:
    """One of Payme's ids: 24 hex digits."""
    return f"{number:024x}"
