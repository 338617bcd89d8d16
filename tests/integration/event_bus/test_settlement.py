"""The relay, the bridge and the ledger over PostgreSQL: a payment reported through a crash is booked exactly once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from accounts.application.deposit import Deposit
from accounts.application.fail_payment import FailPayment
from accounts.application.gateway_operations import GatewayOperations
from accounts.application.open_payment import OpenPayment
from accounts.application.operation_queue import OperationQueue
from accounts.application.quoted_operations import QuotedOperations
from accounts.application.settle_payment import SettlePayment
from accounts.domain.account import Account
from accounts.domain.status import Status
from accounts.domain.transaction import Transaction
from adapters.bridges.billing_to_accounts import SettlePayments
from adapters.bridges.payment_identity import payment_of
from adapters.postgres.accounts_unit_of_work import PostgresAccountsUnitsOfWork
from adapters.postgres.ledger_store import PostgresLedgerStore
from billing.domain.direction import Direction
from billing.domain.events import TransactionChanged
from billing.domain.initiate import initiate
from shared_kernel.clock import SystemClock
from shared_kernel.events import Envelope
from shared_kernel.identifiers import SystemIdentifiers
from tests.builders import NOON, TENANT, a_user, an_account, money
from tests.fakes.accounts.payments import MemoryPayments, MemoryRates
from tests.fakes.accounts.world import deposit_request
from tests.integration.event_bus.outbox import Outbox

CUT_OFF_THE_RELAY = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """The accounts module over PostgreSQL, with the bridge that settles its deposits."""

    outbox: Outbox
    deposit: Deposit
    units_of_work: PostgresAccountsUnitsOfWork
    bridge: SettlePayments

    async def account(self) -> Account:
        async with self.units_of_work(tenant_id=TENANT) as work:
            user = a_user()
            await work.users.add(user)
            account = an_account(user_id=user.id)
            await work.accounts.add(account)
            return account

    async def deposited(self, account: Account) -> Transaction:
        return await self.deposit(tenant_id=TENANT, request=deposit_request(account, money(150_000)))

    async def now(self, deposit: Transaction) -> tuple[Status, int]:
        """The deposit's status and the balance of its account."""
        async with self.units_of_work(tenant_id=TENANT) as work:
            transaction = await work.transactions.get(deposit.id)
            return transaction.status, (await work.accounts.get(deposit.account_id)).posted


@pytest.fixture
async def books(outbox: Outbox) -> AsyncIterator[Books]:
    await outbox.rows("INSERT INTO platform.tenants (id, name, created_at) VALUES (%s, 'test', now())", TENANT)
    identifiers = SystemIdentifiers()
    store = PostgresLedgerStore(pool=outbox.database.pool, identifiers=identifiers)
    queue, payments = OperationQueue(store=store, clock=SystemClock()), MemoryPayments()
    async with _running(queue):
        yield Books(
            outbox=outbox,
            deposit=Deposit(
                operations=GatewayOperations(
                    operations=QuotedOperations(queue=queue, rates=MemoryRates()),
                    open_payment=OpenPayment(queue=queue, payments=payments),
                    payments=payments,
                ),
                identifiers=identifiers,
            ),
            units_of_work=PostgresAccountsUnitsOfWork(engine=outbox.database.engine, identifiers=identifiers),
            bridge=SettlePayments(settle_payment=SettlePayment(queue=queue), fail_payment=FailPayment(queue=queue)),
        )


async def test_a_payment_reported_again_after_a_crash_is_booked_once(books: Books) -> None:
    deposit = await books.deposited(await books.account())
    await books.outbox.record(completion_of(deposit))
    handled = asyncio.Semaphore(0)
    deliveries: list[Envelope] = []

    async def settle_then_crash_once(event: Envelope) -> None:
        await books.bridge.handle(event)
        deliveries.append(event)
        if len(deliveries) == 1:
            await books.outbox.rows(CUT_OFF_THE_RELAY)
        handled.release()

    async with books.outbox.relaying(settle_then_crash_once), asyncio.timeout(20):
        await handled.acquire()
        await handled.acquire()
    assert deliveries[0] == deliveries[1]
    assert (Status.COMPLETED, 150_000) == await books.now(deposit)
    marks = await books.outbox.rows("SELECT consumer, event_id FROM platform.inbox")
    assert [("accounts.settle_payments", deliveries[0].id)] == marks


async def test_payments_that_arrive_together_are_all_booked(books: Books) -> None:
    account = await books.account()
    deposits = await asyncio.gather(*(books.deposited(account) for _ in range(100)))
    await books.outbox.record(*map(completion_of, deposits))
    handled = asyncio.Semaphore(0)

    async def settle(event: Envelope) -> None:
        await books.bridge.handle(event)
        handled.release()

    async with books.outbox.relaying(settle), asyncio.timeout(20):
        for _ in deposits:
            await handled.acquire()
    assert (Status.COMPLETED, 150_000 * len(deposits)) == await books.now(deposits[0])


def completion_of(deposit: Transaction) -> TransactionChanged:
    """Billing's event: the payment of this deposit was made."""
    payment = initiate(
        transaction_id=payment_of(deposit.id),
        tenant_id=deposit.tenant_id,
        gateway=deposit.gateway,
        direction=Direction.PAYMENT,
        amount=deposit.amount,
        order_reference=str(deposit.id),
        return_url="",
        metadata={},
        at=NOON,
    )
    return payment.await_payer(at=NOON, payment_url="").complete(at=NOON).events[-1]


@asynccontextmanager
async def _running(queue: OperationQueue) -> AsyncIterator[None]:
    writer = asyncio.create_task(queue.run())
    try:
        yield
    finally:
        queue.close()
        await writer
