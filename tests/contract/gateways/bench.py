"""A gateway's way to its provider, asked call by call: what `billing.ports.payment_provider` promises, on trial."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import cast
from uuid import UUID, uuid4

from billing.domain.direction import Direction
from billing.domain.gateway import GatewayConfiguration
from billing.domain.initiate import initiate
from billing.domain.observation import Observation, RefundNews
from billing.domain.provider_call import Operation, ProviderCall, due_call
from billing.domain.refund import Refund, RefundOrigin, RefundStatus
from billing.domain.transaction import Transaction
from billing.ports.payment_provider import PaymentLink, PaymentProvider
from shared_kernel.money import Money
from tests.contract.gateways.dialect import Account, Simulated
from tests.contract.gateways.house import Merchant, two_merchants
from tests.contract.gateways.stores import memory_store

Answer = PaymentLink | Observation | RefundNews


@dataclass(slots=True, kw_only=True)
class Task:
    """One recorded call, and what it is about.

    Attributes:
        payment: as it stood when the call was recorded.
        refund: of a refund.
    """

    bench: "Bench"
    call: ProviderCall
    payment: Transaction
    refund: Refund | None = None

    async def ask(self, *, doubtful: bool = False) -> Answer:
        """One try, begun as the worker begins it."""
        if self.call.operation is not Operation.CREATE:
            # As the worker reads it: what we were told meanwhile is known.
            self.payment = await self.bench.merchant.now(self.payment)
        begun = self.call.begin(at=_now())
        self.call = replace(begun, doubtful=doubtful or begun.doubtful)
        provider, configuration = self.bench.provider, self.bench.configuration
        match self.call.operation:
            case Operation.CREATE:
                return await provider.create(transaction=self.payment, configuration=configuration, call=self.call)
            case Operation.CAPTURE:
                return await provider.capture(transaction=self.payment, configuration=configuration, call=self.call)
            case Operation.CANCEL:
                return await provider.cancel(transaction=self.payment, configuration=configuration, call=self.call)
            case Operation.REFUND:
                assert self.refund is not None
                return await provider.refund(
                    transaction=self.payment, refund=self.refund, configuration=configuration, call=self.call
                )
            case _:
                return await provider.look_up(transaction=self.payment, configuration=configuration)

    def lost(self, message: str) -> None:
        """Nobody knows what came of the last try."""
        self.call = self.call.lost(at=_now(), message=message, again_at=_now())

    def postponed(self, message: str) -> None:
        """The last try certainly did nothing; an earlier one may have."""
        self.call = self.call.postponed(at=_now(), message=message, again_at=_now())

    def account(self) -> Account:
        """What the provider's books say of the payment."""
        return self.bench.simulated.account(self.payment)

    @property
    def done(self) -> Account:
        """What the books say once the call has been carried out, once."""
        whole = self.payment.amount.minor_units
        match self.call.operation:
            case Operation.CAPTURE:
                return Account(taken=whole)
            case Operation.CANCEL:
                return Account()
            case Operation.REFUND:
                assert self.refund is not None
                return Account(taken=whole, returned=self.refund.amount.minor_units)
            case Operation.CREATE:
                return Account(pages=1)
            case _:
                return Account(taken=whole)


@dataclass(slots=True, kw_only=True)
class Bench:
    """One gateway in front of its simulated provider."""

    merchant: Merchant
    provider: PaymentProvider
    configuration: GatewayConfiguration

    @property
    def simulated(self) -> Simulated:
        return cast("Simulated", self.merchant.dialect)

    async def task(self, operation: Operation) -> Task:
        """A call that can be carried out: a payment to open, money that is held or paid."""
        if operation is Operation.CREATE:
            return self._task(operation, self.draft())
        if operation is Operation.CANCEL:
            return self._task(operation, await self._called_off(await self._open()))
        if operation is Operation.CAPTURE:
            return self._task(operation, await self.held())
        payment = await self.paid()
        if operation is not Operation.REFUND:
            return self._task(operation, payment)
        parts = 4 if self.simulated.refunds_parts else 1
        part = Money(payment.amount.minor_units // parts, payment.amount.currency)
        refund = _refund(payment, part)
        # Recorded before it is asked for: a provider may ask us whose wish it was.
        async with self.merchant.store.units_of_work(tenant_id=payment.tenant_id) as unit:
            await unit.refunds.keep(refund)
        return replace(self._task(operation, payment, subject_id=refund.id, amount=part), refund=refund)

    async def unpromised(self, operation: Operation) -> Task:
        """A call that the gateway is not able to make."""
        payment = await self.waiting()
        return replace(self._task(operation, payment), refund=_refund(payment, payment.amount))

    def draft(self) -> Transaction:
        """A payment nobody but us knows of."""
        transaction_id = uuid4()
        return initiate(
            transaction_id=transaction_id,
            tenant_id=self.merchant.tenant_id,
            gateway=self.merchant.gateway,
            direction=Direction.PAYMENT,
            amount=self.simulated.amount,
            order_reference=str(transaction_id),
            return_url="https://shop.example/thanks",
            metadata=self.simulated.wishes,
            at=_now(),
        )

    async def waiting(self) -> Transaction:
        """A payment that waits for its payer."""
        return await self.merchant.order(metadata=self.simulated.wishes)

    async def paid(self) -> Transaction:
        """A payment whose payer has paid."""
        payment = await self.waiting()
        await self.simulated.pay(payment)
        return await self.merchant.now(payment)

    async def held(self) -> Transaction:
        """A payment whose money is reserved and waits for our decision."""
        settings = {**self.merchant.settings, **self.simulated.holding}
        await self.merchant.configure(settings)
        self.configuration = replace(self.configuration, settings=settings)
        payment = await self.merchant.order(metadata={**self.simulated.wishes, **self.simulated.holding_wishes})
        await self.simulated.pay(payment)
        return await self.merchant.now(payment)

    async def look_up(self, payment: Transaction) -> Observation:
        await self.simulated.settled()
        seen = await self.merchant.now(payment)
        return await self.provider.look_up(transaction=seen, configuration=self.configuration)

    async def _open(self) -> Transaction:
        """A payment that can be called off: its money is held or, where no money is, its page waits."""
        return await (self.held() if self.simulated.faults.get(Operation.CAPTURE) else self.waiting())

    async def _called_off(self, payment: Transaction) -> Transaction:
        """The decision is ours and committed before the provider is asked."""
        async with self.merchant.store.units_of_work(tenant_id=payment.tenant_id) as unit:
            locked = await unit.transactions.lock(payment.id)
            await unit.transactions.save(locked.cancel(at=_now()))
        return await self.merchant.now(payment)

    def _task(
        self,
        operation: Operation,
        payment: Transaction,
        *,
        subject_id: UUID | None = None,
        amount: Money | None = None,
    ) -> Task:
        call = due_call(
            call_id=uuid4(),
            transaction=payment,
            operation=operation,
            subject_id=subject_id or payment.id,
            amount=amount,
            at=_now(),
        )
        return Task(bench=self, call=call, payment=payment)


@asynccontextmanager
async def running_bench(gateway: str) -> AsyncIterator[Bench]:
    """The gateway configured with everything it can, its provider simulated and telling us what happens."""
    async with two_merchants(gateway, memory_store(), passes_on=True) as (merchant, _):
        await merchant.configure({**merchant.settings, **cast("Simulated", merchant.dialect).able})
        configuration = await merchant.store.configurations.get(tenant_id=merchant.tenant_id, gateway=gateway)
        assert configuration is not None
        yield Bench(merchant=merchant, provider=merchant.payments.gateways().get(gateway), configuration=configuration)


def _refund(payment: Transaction, amount: Money) -> Refund:
    return Refund(
        id=uuid4(),
        tenant_id=payment.tenant_id,
        transaction_id=payment.id,
        amount=amount,
        status=RefundStatus.PENDING,
        origin=RefundOrigin.CALLER,
        reason="",
        external_id="",
        failure=None,
        created_at=_now(),
        updated_at=_now(),
    )


def _now() -> datetime:
    return datetime.now(UTC)
