"""A shop that takes Octo payments: billing behind the real webhook shell, in front of the simulated Octo."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count

import pytest
from aiohttp import ClientSession

from adapters.http_client.session import HttpSession
from adapters.sandbox.octo.behaviour import Behaviour, Envelope, Repeat
from adapters.sandbox.octo.routes import octo_routes
from adapters.sandbox.octo.simulator import OctoSimulator
from adapters.sandbox.octo.statement import Statement
from billing.domain.details.octo import OctoDetails
from billing.domain.discrepancy import Discrepancy
from billing.domain.errors import GatewayUnavailableError, UnknownOutcomeError
from billing.domain.provider_call import ProviderCall
from billing.domain.refund import Refund
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from billing.ports.webhook import WebhookHandler
from bootstrap.containers.payments import PaymentsContainer
from shared_kernel.currency import currency
from shared_kernel.idempotency import RequestKey, request_key
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.money import Money
from tests.contract.click.conftest import memory_store
from tests.contract.webhooks.handlers import handlers_of
from tests.contract.webhooks.shell import Shell, running_shell
from tests.fakes.billing.calls import MemoryDueCalls, MemoryGuard, MemoryRefundCover
from tests.fakes.billing.top_ups import MemoryAccountNumbers
from tests.fakes.billing.units_of_work import MemoryUnitOfWorks
from tests.fakes.billing.world import TENANT
from tests.integration.sandbox.octo.octo import HASTY, SHOP, MovableClock, Shops
from tests.unit.gateways.octo.shop import COMPLETE

UZS = currency("UZS")


@dataclass(kw_only=True)
class OctoShop:
    """The shop, running: payments are made through billing, everything Octo says goes over HTTP.

    Our clock and Octo's are two: ours is moved when the worker's time has to come, Octo's when a payer takes too long.
    """

    payments: PaymentsContainer
    units: MemoryUnitOfWorks
    simulator: OctoSimulator
    octo_clock: MovableClock
    clock: MovableClock
    guard: MemoryGuard
    shell: Shell
    path: str
    _requests: Iterator[int] = field(default_factory=count)

    async def order(
        self,
        *,
        tiyin: int = 1_200_000,
        reference: str = "",
        metadata: Mapping[str, str] | None = None,
        return_url: str = "https://m.example/return",
    ) -> Transaction:
        """A payment that waits for its payer."""
        return await self.payments.create_transaction()(
            tenant_id=TENANT,
            gateway="octo",
            amount=Money(tiyin, UZS),
            order_reference=reference,
            return_url=return_url,
            metadata=metadata or {},
        )

    async def failing_order(self) -> Transaction:
        """A payment whose opening is not answered; it is as it was left behind."""
        with pytest.raises((UnknownOutcomeError, GatewayUnavailableError)):
            await self.order()
        [found] = await self.transactions()
        return found

    async def transactions(self) -> tuple[Transaction, ...]:
        """Every payment of the shop."""
        rows = self.units.rows.committed.items()
        return tuple(row for (table, *_), row in rows if table == "transactions" and isinstance(row, Transaction))

    async def paid(self, **order: int) -> Transaction:
        """A payment that its payer has paid, or whose money is held."""
        transaction = await self.order(**order)
        await self.simulator.pay(octo_reference(transaction))
        return await self.transaction(transaction)

    async def transaction(self, transaction: Transaction) -> Transaction:
        """The payment as it stands."""
        async with self.units(tenant_id=TENANT) as unit:
            return await unit.transactions.get(transaction.id)

    async def status(self, transaction: Transaction) -> Status:
        return (await self.transaction(transaction)).status

    async def capture(self, transaction: Transaction, *, tiyin: int | None = None) -> Transaction:
        amount = None if tiyin is None else Money(tiyin, UZS)
        return await self.payments.capture_transaction()(
            tenant_id=TENANT, transaction_id=transaction.id, key=self._key(), amount=amount
        )

    async def cancel(self, transaction: Transaction) -> Transaction:
        return await self.payments.cancel_transaction()(
            tenant_id=TENANT, transaction_id=transaction.id, key=self._key()
        )

    async def refund(self, transaction: Transaction, *, tiyin: int | None = None) -> Refund:
        amount = None if tiyin is None else Money(tiyin, UZS)
        return await self.payments.refund_transaction()(
            tenant_id=TENANT, transaction_id=transaction.id, key=self._key(), amount=amount
        )

    async def refunds(self, transaction: Transaction) -> tuple[Refund, ...]:
        async with self.units(tenant_id=TENANT) as unit:
            return await unit.refunds.of_transaction(transaction.id)

    async def discrepancies(self, transaction: Transaction) -> tuple[Discrepancy, ...]:
        async with self.units(tenant_id=TENANT) as unit:
            return await unit.discrepancies.of_transaction(transaction.id)

    async def calls(self, transaction: Transaction) -> tuple[ProviderCall, ...]:
        async with self.units(tenant_id=TENANT) as unit:
            return await unit.calls.of_transaction(transaction.id)

    def behave(self, **changes: Envelope | Repeat | bool) -> None:
        """Let Octo behave otherwise from now on; it can be read as often as one likes all the same."""
        self.simulator.behave(replace(self.simulator.behaviour, **changes))

    async def work(self, *, rounds: int = 1) -> None:
        """The worker takes up everything whose time comes within the next two hours, so many times."""
        for _ in range(rounds):
            self.clock.pass_by(hours=2)
            await self.payments.resolve_calls()()

    async def completions(self) -> int:
        """How often money was booked."""
        return (await self.units.event_types(TENANT)).count("billing.transaction.completed.v1")

    async def say(self, body: bytes) -> tuple[int, bytes]:
        """What a notification is answered."""
        headers = {"Content-Type": "application/json"}
        async with self.shell.client.post(self.path, data=body, headers=headers) as answer:
            return answer.status, await answer.read()

    def books(self, transaction: Transaction) -> Statement:
        """What Octo's books say."""
        return self.simulator.statement(octo_reference(transaction))

    def _key(self) -> RequestKey:
        number = next(self._requests)
        return request_key(request_id=f"request-{number}", operation="test", content=(number,))


def octo_reference(transaction: Transaction) -> str:
    """The name under which Octo knows the payment."""
    assert isinstance(transaction.details, OctoDetails)
    assert transaction.details.shop_transaction_id
    return transaction.details.shop_transaction_id


def octo_uuid(transaction: Transaction) -> str:
    """Octo's own name of it."""
    assert isinstance(transaction.details, OctoDetails)
    assert transaction.details.octo_payment_uuid
    return transaction.details.octo_payment_uuid


@asynccontextmanager
async def octo_shop(**settings: str | int) -> AsyncIterator[OctoShop]:
    """A shop with Octo configured, and Octo, behind one address."""
    store, guard, octo_clock, clock = memory_store(), MemoryGuard(), MovableClock(), MovableClock()
    assert isinstance(store.units_of_work, MemoryUnitOfWorks)
    outside, sandbox_session, cover = HttpSession(), ClientSession(), MemoryRefundCover()
    simulator = OctoSimulator(
        shops=Shops(SHOP),
        session=sandbox_session,
        clock=octo_clock,
        identifiers=SystemIdentifiers(),
        patience=HASTY,
    )
    simulator.behave(Behaviour(read_interval=timedelta(0)))
    handlers: dict[str, WebhookHandler] = {}
    routes = octo_routes(simulator, identifiers=SystemIdentifiers())
    async with running_shell(
        handlers=handlers, configurations=store.configurations, delivery_log=store.delivery_log, more_routes=routes
    ) as shell:
        public_url = f"http://127.0.0.1:{shell.port}"
        payments = PaymentsContainer(
            units_of_work=store.units_of_work,
            configurations=store.configurations,
            account_numbers=MemoryAccountNumbers(set()),
            due_calls=MemoryDueCalls(store.units_of_work),
            cover=cover,
            guard=guard,
            http_session=outside,
            public_url=public_url,
            clock=clock,
            identifiers=SystemIdentifiers(),
        )
        top_ups = store.top_ups(payments.create_transaction())
        handlers.update(handlers_of(payments, delivery_log=store.delivery_log, top_ups=top_ups))
        configuration = await payments.configure_gateway()(
            tenant_id=TENANT,
            gateway="octo",
            settings={**COMPLETE, "api_url": f"{public_url}/sandbox/octo", **settings},
        )
        yield OctoShop(
            payments=payments,
            units=store.units_of_work,
            simulator=simulator,
            octo_clock=octo_clock,
            clock=clock,
            guard=guard,
            shell=shell,
            path=f"/webhooks/octo/{configuration.endpoint}",
        )
        await simulator.close()
        await outside.close()
        await sandbox_session.close()
