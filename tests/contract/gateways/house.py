"""Two merchants of one provider: billing behind the real webhook shell, spoken to over HTTP as the provider does."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

from adapters.http_client.session import HttpSession
from billing.domain.discrepancy import Discrepancy
from billing.domain.gateway import Settings
from billing.domain.transaction import Transaction
from billing.ports.webhook import WebhookHandler
from bootstrap.containers.payments import PaymentsContainer
from shared_kernel.clock import SystemClock
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId
from tests.contract.gateways.dialect import Call, Dialect, Reply, dialect_of
from tests.contract.gateways.mailbox import Mailbox, running_mailbox
from tests.contract.gateways.registered import REGISTERED
from tests.contract.gateways.stores import Store
from tests.contract.webhooks.handlers import handlers_of
from tests.contract.webhooks.shell import Shell, running_shell
from tests.fakes.billing.calls import MemoryGuard, MemoryRefundCover
from tests.fakes.billing.top_ups import MemoryAccountNumbers, overlapping_top_ups
from tests.fakes.billing.world import ACCOUNT_NUMBER

_NUMBERS = count(1001)


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """Everything of one merchant that a call could have changed."""

    payments: tuple[Transaction, ...]
    event_types: tuple[str, ...]
    discrepancies: tuple[Discrepancy, ...]


@dataclass(slots=True, kw_only=True)
class Merchant:
    """A tenant with the gateway configured: payments are made through billing, the provider speaks over HTTP."""

    tenant_id: TenantId
    gateway: str
    dialect: Dialect
    settings: Settings
    path: str
    store: Store
    payments: PaymentsContainer
    shell: Shell
    mailbox: Mailbox
    posted: list[tuple[Call, Reply]] = field(default_factory=list)
    _orders: list[Transaction] = field(default_factory=list)

    async def order(
        self,
        *,
        gateway: str = "",
        amount: Money | None = None,
        reference: str = "",
        metadata: Mapping[str, str] | None = None,
    ) -> Transaction:
        """A payment that waits for its payer."""
        transaction = await self.payments.create_transaction()(
            tenant_id=self.tenant_id,
            gateway=gateway or self.gateway,
            amount=amount or self.dialect.amount,
            order_reference=reference or f"order-{next(_NUMBERS)}",
            return_url="https://shop.example/thanks",
            metadata=metadata or {},
        )
        self._orders.append(transaction)
        return transaction

    @asynccontextmanager
    async def waiting_at(self, gateway: str) -> AsyncIterator[Transaction]:
        """A payment of this merchant at another provider, where nobody has paid it yet."""
        dialect = dialect_of(gateway)(1)
        async with dialect.running(self.mailbox) as where:
            settings = {**dialect.settings, **where}
            await self.payments.configure_gateway()(tenant_id=self.tenant_id, gateway=gateway, settings=settings)
            yield await self.order(gateway=gateway, amount=dialect.amount)

    async def configure(self, settings: Settings) -> None:
        """Configure the gateway anew."""
        await self.payments.configure_gateway()(tenant_id=self.tenant_id, gateway=self.gateway, settings=settings)
        self.settings = settings

    async def post(self, call: Call, *, path: str = "") -> Reply:
        """What a call is answered."""
        async with self.shell.client.post(path or self.path, data=call.body, headers=call.headers) as response:
            reply = Reply(status=response.status, body=await response.read())
        self.posted.append((call, reply))
        return reply

    async def paid(self, payment: Transaction) -> Call:
        """The call that says that it was paid; everything before it has been said."""
        return await self.dialect.paid(payment, self.post)

    async def books(self) -> Books:
        """What this merchant has, as it stands."""
        payments, discrepancies = [], []
        async with self.store.units_of_work(tenant_id=self.tenant_id) as unit:
            for order in self._orders:
                payments.append(await unit.transactions.get(order.id))
                discrepancies += await unit.discrepancies.of_transaction(order.id)
        return Books(
            payments=tuple(payments),
            event_types=tuple(await self.store.event_types(self.tenant_id)),
            discrepancies=tuple(discrepancies),
        )

    async def now(self, payment: Transaction) -> Transaction:
        """The payment as it stands."""
        async with self.store.units_of_work(tenant_id=self.tenant_id) as unit:
            return await unit.transactions.get(payment.id)

    async def completions(self) -> int:
        """How often money was booked."""
        return (await self.store.event_types(self.tenant_id)).count("billing.transaction.completed.v1")

    @property
    def secrets(self) -> set[str]:
        """What must be written nowhere, the endpoint among it: who knows it knows where to knock."""
        named = {str(self.settings[name]) for name in self.dialect.secrets}
        return named | {self.path.rpartition("/")[2]}


@asynccontextmanager
async def two_merchants(
    gateway: str, store: Store, *, passes_on: bool = False
) -> AsyncIterator[tuple[Merchant, Merchant]]:
    """Both with the gateway configured, from their opening to their closing.

    What a simulated provider says by itself is kept for the test, or passed on to us as if it came from outside.
    """
    handlers: dict[str, WebhookHandler] = {}
    session = HttpSession()
    async with (
        running_mailbox() as mailbox,
        running_shell(handlers=handlers, configurations=store.configurations, delivery_log=store.delivery_log) as shell,
        # The providers close before those whom they may still be telling something.
        AsyncExitStack() as stack,
    ):
        stack.push_async_callback(session.close)
        mailbox.passes_on_to = shell.client if passes_on else None
        payments = _payments(store, session, public_url=mailbox.url)
        handlers.update(_handlers(store, payments))
        merchants = []
        for number, tenant_id in enumerate(store.tenants, start=1):
            dialect = dialect_of(gateway)(number)
            where = await stack.enter_async_context(dialect.running(mailbox))
            settings = {**dialect.settings, **where}
            configured = await payments.configure_gateway()(tenant_id=tenant_id, gateway=gateway, settings=settings)
            dialect.told(f"{mailbox.url}/webhooks/{gateway}/{configured.endpoint}")
            merchants.append(
                Merchant(
                    tenant_id=tenant_id,
                    gateway=gateway,
                    dialect=dialect,
                    settings=settings,
                    path=f"/webhooks/{gateway}/{configured.endpoint}",
                    store=store,
                    payments=payments,
                    shell=shell,
                    mailbox=mailbox,
                )
            )
        first, second = merchants
        yield first, second


def _payments(store: Store, session: HttpSession, *, public_url: str) -> PaymentsContainer:
    return PaymentsContainer(
        units_of_work=store.units_of_work,
        configurations=store.configurations,
        account_numbers=MemoryAccountNumbers({ACCOUNT_NUMBER}),
        cover=MemoryRefundCover(),
        guard=MemoryGuard(),
        http_session=session,
        public_url=public_url,
        clock=SystemClock(),
        identifiers=SystemIdentifiers(),
        registered=REGISTERED,
    )


def _handlers(store: Store, payments: PaymentsContainer) -> Mapping[str, WebhookHandler]:
    top_ups = overlapping_top_ups(ACCOUNT_NUMBER, create=payments.create_transaction())
    return handlers_of(payments, delivery_log=store.delivery_log, top_ups=top_ups, gateways=REGISTERED)
