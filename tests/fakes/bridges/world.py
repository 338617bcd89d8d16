"""Accounts and billing over memory, joined by the real bridges and the memory bus."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID, uuid5

from accounts.application.deposit import Deposit
from accounts.application.gateway_operations import GatewayOperations
from accounts.application.open_payment import OpenPayment
from accounts.application.withdraw import Withdraw
from accounts.domain.account import Account
from accounts.domain.transaction import Transaction
from adapters.bridges.accounts_to_billing import BillingPayments
from adapters.bridges.billing_to_accounts import SettlePayments
from adapters.bridges.house_bookings import BookCharges
from adapters.bridges.refund_cover import DepositCover
from adapters.bridges.refunds_to_accounts import BookRefunds
from adapters.bridges.top_ups import AccountTopUps
from adapters.event_bus.memory import MemoryEventBus
from billing.application.cancel_attempt import CancelAttempt
from billing.application.check_gateway import CheckGateway
from billing.application.confirm_attempt import ConfirmAttempt
from billing.application.prepare_attempt import PrepareAttempt
from billing.domain.observation import Observation, RefundNews, Standing
from billing.domain.refund import Refund
from shared_kernel.events import Envelope
from shared_kernel.money import Money
from tests.builders import TENANT, a_key, money, new_id
from tests.fakes.accounts.world import AccountsWorld, deposit_request, withdraw_request
from tests.fakes.billing.world import BillingWorld


class BridgedWorld:
    """A deposit of one module is a payment of the other; events go back when a test delivers them."""

    def __init__(self) -> None:
        self.accounts = accounts = AccountsWorld()
        self.billing = billing = BillingWorld(cover=DepositCover(reserve_refund=accounts.reserve_refund))
        billing.units_of_work.concurrent = True
        self.check_gateway = CheckGateway(providers=billing.providers, configurations=billing.configurations)
        self.payments = payments = BillingPayments(check_gateway=self.check_gateway, create_transaction=billing.create)
        self.open_payment = open_payment = OpenPayment(queue=accounts.queue, payments=payments)
        through = GatewayOperations(operations=accounts.operations, open_payment=open_payment, payments=payments)
        self.deposit = Deposit(operations=through, identifiers=accounts.identifiers)
        self.withdraw = Withdraw(operations=through, identifiers=accounts.identifiers)
        self.top_ups = top_ups = AccountTopUps(units_of_work=accounts.units_of_work, deposit=self.deposit)
        units, clock = billing.units_of_work, billing.clock
        billing.prepare_attempt = PrepareAttempt(
            units_of_work=units, top_ups=top_ups, guard=billing.ask_guard, clock=clock
        )
        billing.confirm_attempt = ConfirmAttempt(
            units_of_work=units, top_ups=top_ups, follow=billing.follow, clock=clock
        )
        billing.cancel_attempt = CancelAttempt(units_of_work=units, top_ups=top_ups, clock=clock)
        self.bus = MemoryEventBus()
        SettlePayments(settle_payment=accounts.settle, fail_payment=accounts.fail).listen_to(self.bus)
        BookRefunds(book_refund=accounts.book_refund).listen_to(self.bus)
        BookCharges(book_for_house=accounts.book_for_house).listen_to(self.bus)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["BridgedWorld"]:
        """Click is configured and the ledger's queue runs."""
        await self.billing.configure_click()
        writer = asyncio.create_task(self.accounts.queue.run())
        try:
            yield self
        finally:
            self.accounts.queue.close()
            await writer

    async def deposited(self, account: Account, amount: Money | None = None, gateway: str = "cash") -> Transaction:
        """A pending deposit."""
        request = deposit_request(account, amount or money(100_000), gateway=gateway)
        return await self.deposit(tenant_id=TENANT, request=request)

    async def withdrawn(self, account: Account, amount: Money) -> Transaction:
        """A pending withdrawal."""
        return await self.withdraw(tenant_id=TENANT, request=withdraw_request(account, amount, gateway="cash"))

    async def funded(self, minor_units: int) -> Account:
        """An account with money that came through a payment."""
        account = await self.accounts.account()
        await self.paid(await self.deposited(account, money(minor_units)))
        await self.deliver(self.published())
        return self.accounts.now(account)

    async def paid(self, transaction: Transaction) -> None:
        """An operator completes the payment or payout."""
        await self.billing.complete(tenant_id=TENANT, transaction_id=payment_id(transaction))

    async def canceled(self, transaction: Transaction) -> None:
        """Somebody cancels the payment or payout."""
        await self.billing.cancel(tenant_id=TENANT, transaction_id=payment_id(transaction))

    async def refunded(self, deposit: Transaction, amount: Money | None = None, *, request_id: str = "") -> Refund:
        """An operator refunds a deposit, or a part of it."""
        key = a_key(request_id or str(new_id()), operation="Refund")
        return await self.billing.refund(tenant_id=TENANT, transaction_id=payment_id(deposit), key=key, amount=amount)

    async def heard(self, deposit: Transaction, *refunds: RefundNews) -> None:
        """The gateway says what became of refunds of the deposit's payment."""
        news = Observation(standing=Standing.PAID, refunds=refunds)
        await self.billing.follow(tenant_id=TENANT, transaction_id=payment_id(deposit), news=news)

    def published(self) -> list[Envelope]:
        """Every committed event of billing that the accounts listen to; the same event has the same id."""
        events = enumerate(self.billing.units_of_work.rows.events)
        return [
            Envelope(
                id=uuid5(event.subject, str(number)),
                type=event.type,
                tenant_id=event.tenant_id,
                subject=event.subject,
                occurred_at=event.occurred_at,
                data=event.data(),
            )
            for number, event in events
            if event.type in self.bus.types
        ]

    async def deliver(self, events: Sequence[Envelope]) -> None:
        """Take events to the bus, as the relay does."""
        for event in events:
            await self.bus.publish(event)

    def now(self, transaction: Transaction) -> Transaction:
        """The accounts transaction as it is committed."""
        return self.accounts.transaction(transaction.id)


def payment_id(transaction: Transaction) -> UUID:
    """The billing transaction a pending accounts transaction waits for."""
    if transaction.billing_transaction_id is None:
        raise AssertionError("the transaction is not pending")
    return transaction.billing_transaction_id
