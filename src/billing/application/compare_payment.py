"""Compare one payment with its gateway's word and with the books; what the gateway says is booked first."""

from datetime import datetime, timedelta

from billing.application.follow_gateway import FollowGateway
from billing.application.reconciliation_tally import Tally
from billing.application.returned_money import close_all_back, close_ended
from billing.domain.comparison import compare_with_books, compare_with_gateway, speaks_of, unknown_there
from billing.domain.discrepancy import RETURNABLE, Discrepancy
from billing.domain.observation import Observation
from billing.domain.status import LIVE, PAID
from billing.domain.transaction import Transaction
from billing.ports.books import Books
from billing.ports.unit_of_work import BillingUnitOfWork, BillingUnitOfWorks
from shared_kernel.clock import Clock

# What changed just now is still on its way to the books.
_ON_ITS_WAY = timedelta(minutes=1)


class ComparePayment:
    """Three words about one payment: the gateway's, billing's and the books'."""

    def __init__(self, *, units_of_work: BillingUnitOfWorks, follow: FollowGateway, books: Books, clock: Clock) -> None:
        self._units_of_work = units_of_work
        self._follow = follow
        self._books = books
        self._clock = clock

    async def with_gateway(
        self, *, transaction: Transaction, news: Observation, heard_at: datetime, tally: Tally
    ) -> None:
        """Take in what the gateway says and record what still does not agree.

        A payment that moved after the gateway was heard is not judged by old news.
        """
        async with self._units_of_work(tenant_id=transaction.tenant_id) as unit:
            await close_all_back(unit, transaction, news=news, at=self._clock.now())
            await close_ended(unit, transaction, news=news, at=self._clock.now())
            known = await self._paid_in_vain(unit, transaction)
            for discrepancy in known:
                await tally.record(unit, discrepancy)
        if known:
            return
        # Sums of another currency can be added to nothing: they are only compared.
        if transaction.status in LIVE or speaks_of(transaction, news):
            await self._follow(tenant_id=transaction.tenant_id, transaction_id=transaction.id, news=news)
        if transaction.updated_at > heard_at:
            return
        async with self._units_of_work(tenant_id=transaction.tenant_id) as unit:
            now = await unit.transactions.lock(transaction.id)
            refunds = await unit.refunds.of_transaction(transaction.id)
            at = self._clock.now()
            # Following the gateway may have found out just now that the money is of an attempt that settles nothing.
            known = await self._paid_in_vain(unit, now)
            for discrepancy in known or compare_with_gateway(transaction=now, refunds=refunds, news=news, at=at):
                await tally.record(unit, discrepancy)

    async def unknown_there(self, *, transaction: Transaction, tally: Tally) -> None:
        """The gateway has no such payment."""
        if missing := unknown_there(transaction, at=self._clock.now()):
            async with self._units_of_work(tenant_id=transaction.tenant_id) as unit:
                await tally.record(unit, missing)

    async def with_books(self, *, transaction: Transaction, tally: Tally) -> None:
        """Record what the books and the payment do not agree in."""
        async with self._units_of_work(tenant_id=transaction.tenant_id) as unit:
            now = await unit.transactions.get(transaction.id)
            refunds = await unit.refunds.of_transaction(transaction.id)
        if now.updated_at > self._clock.now() - _ON_ITS_WAY:
            return
        booked = await self._books.of_payment(transaction=now, refunds=refunds)
        if booked is None:
            return
        found = compare_with_books(transaction=now, refunds=refunds, booked=booked, at=self._clock.now())
        if found is not None:
            async with self._units_of_work(tenant_id=transaction.tenant_id) as unit:
                await tally.record(unit, found)

    async def _paid_in_vain(self, unit: BillingUnitOfWork, transaction: Transaction) -> tuple[Discrepancy, ...]:
        """What is known already of money that settles nothing here: the gateway will only report it once more."""
        if transaction.status in PAID:
            return ()
        known = await unit.discrepancies.of_transaction(transaction.id)
        return tuple(one for one in known if one.kind in RETURNABLE)
