"""Octo as one object: what merchants ask of it, what payers do on its page, what is done in its cabinet."""

import asyncio
from collections.abc import Coroutine, Iterable

from aiohttp import ClientSession

from adapters.sandbox.faults import ANY, Fault, Faults
from adapters.sandbox.octo.answers import FAULTS
from adapters.sandbox.octo.api import OctoApi
from adapters.sandbox.octo.behaviour import Behaviour
from adapters.sandbox.octo.books import Books
from adapters.sandbox.octo.fields import bad_format
from adapters.sandbox.octo.notifier import Notifier, Patience
from adapters.sandbox.octo.payment import OctoPayment
from adapters.sandbox.octo.refund import OctoRefund, RefundStatus
from adapters.sandbox.octo.shops import OctoShops
from adapters.sandbox.octo.statement import Statement, statement_of
from shared_kernel.clock import Clock
from shared_kernel.identifiers import Identifiers


class OctoSimulator:
    """Plays Octo.

    Payments are named by `octo_payment_UUID` or `shop_transaction_id`. What a payer or the cabinet does is over when
    the merchant has been told, or could not be; what follows from a merchant's own call is told in the background.
    What is impossible (paying a canceled payment) raises OctoRefusalError.
    """

    def __init__(
        self,
        *,
        shops: OctoShops,
        session: ClientSession,
        clock: Clock,
        identifiers: Identifiers,
        patience: Patience | None = None,
    ) -> None:
        self.patience = patience or Patience()
        self.shops = shops
        self.faults = Faults()
        self.books = Books()
        self.api = OctoApi(shops=shops, books=self.books, clock=clock, identifiers=identifiers)
        self._notifier = Notifier(
            session=session, shops=shops, faults=self.faults, patience=self.patience, identifiers=identifiers
        )
        self._clock = clock
        self._identifiers = identifiers
        self._background: set[asyncio.Task[None]] = set()

    @property
    def behaviour(self) -> Behaviour:
        """How Octo behaves where its documentation leaves a choice."""
        return self.api.behaviour

    def behave(self, behaviour: Behaviour) -> None:
        """Behave otherwise from now on."""
        self.api.behaviour = behaviour

    def plan(self, faults: Iterable[Fault], *, operation: str, reference: str = ANY) -> None:
        """Let these go wrong; `reference` is a `shop_transaction_id` or, of refunds, also a `shop_refund_id`."""
        faults = tuple(faults)
        if not FAULTS.get(operation, frozenset()) >= set(faults):
            raise bad_format("faults")
        self.faults.plan(faults, operation=operation, reference=reference)

    def plan_refunds(self, outcomes: Iterable[RefundStatus], *, reference: str = ANY) -> None:
        """Let the next refunds of a payment (or the one with this `shop_refund_id`) end or wait like this."""
        self.api.refund_outcomes[reference].extend(outcomes)

    def payment(self, name: str) -> OctoPayment:
        """A payment as it stands now."""
        return self.books.find(name, at=self._clock.now())

    def statement(self, name: str) -> Statement:
        """What the books say of a payment."""
        return statement_of(self.payment(name))

    def statements(self) -> tuple[Statement, ...]:
        """What the books say of every payment."""
        return tuple(statement_of(payment) for payment in self.books.all(at=self._clock.now()))

    def open_page(self, name: str) -> OctoPayment:
        """The payer opens the link."""
        payment = self.payment(name)
        payment.open_page()
        return payment

    async def pay(self, name: str) -> None:
        """The payer pays."""
        payment = self.payment(name)
        payment.pay(at=self._clock.now())
        await self._notifier.announce(payment)

    async def decline(self, name: str) -> None:
        """The payer cannot pay or will not; the link is dead from then on."""
        payment = self.payment(name)
        payment.decline()
        await self._notifier.announce(payment)

    async def run_out(self, name: str) -> None:
        """The time of a link or of a hold is up, and the merchant is told; without this call it has to ask."""
        payment = self.payment(name)
        if payment.is_open:
            payment.decline()
        else:
            payment.release()
        await self._notifier.announce(payment)

    async def capture(self, name: str, *, amount: int | None = None) -> None:
        """Somebody captures a hold in the cabinet; `amount` in minor units, None for all of it."""
        payment = self.payment(name)
        payment.capture(amount)
        await self._notifier.announce(payment)

    async def release(self, name: str) -> None:
        """Somebody releases a hold in the cabinet."""
        payment = self.payment(name)
        payment.release()
        await self._notifier.announce(payment)

    async def send_back(self, name: str, *, amount: int) -> OctoRefund:
        """Somebody refunds in the cabinet: the merchant's own system never asked for it."""
        payment = self.payment(name)
        refund = self.api.send_back(payment, amount=amount, key=f"cabinet-{self._identifiers.new_id()}")
        await self._announce_refund(payment, refund.status)
        return refund

    async def settle_refund(self, name: str, *, key: str, outcome: RefundStatus) -> None:
        """A pending refund arrives, or fails after all."""
        payment = self.payment(name)
        payment.settle_refund(key, outcome)
        await self._announce_refund(payment, outcome)

    async def repeat(self, name: str) -> None:
        """Notify the merchant of how the payment stands, once more."""
        await self._notifier.announce(self.payment(name))

    async def deliver_withheld(self, name: str) -> None:
        """Send the notifications that were kept back."""
        await self._notifier.deliver_withheld(self.payment(name))

    def decided(self, payment: OctoPayment) -> None:
        """A merchant's own call captured or released a hold."""
        self._later(self._notifier.follow(payment))

    def refunded(self, payment: OctoPayment) -> None:
        """A merchant's own call sent money back."""
        if self.behaviour.announces_refunds:
            self._later(self._notifier.announce(payment))

    async def settled(self) -> None:
        """Wait until everything has been told that is being told in the background."""
        while self._background:
            await asyncio.gather(*self._background)

    async def close(self) -> None:
        """Tell nobody anything any more."""
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)

    async def _announce_refund(self, payment: OctoPayment, status: RefundStatus) -> None:
        if status is RefundStatus.SUCCEEDED and self.behaviour.announces_refunds:
            await self._notifier.announce(payment)

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        # The loop itself keeps only weak references to its tasks.
        self._background.add(task)
        task.add_done_callback(self._background.discard)
