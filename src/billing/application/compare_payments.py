"""Go through our payments of a period: the gateway is asked about those no statement has shown, the books about all."""

from collections.abc import AsyncIterator

from billing.application.compare_payment import ComparePayment
from billing.application.look_up_pace import LookUpPace
from billing.application.reconciliation_tally import Tally
from billing.domain.direction import Direction
from billing.domain.errors import UnknownToGatewayError
from billing.domain.gateway import GatewayConfiguration
from billing.domain.provider_call import Operation
from billing.domain.status import PAID, Status
from billing.domain.transaction import Transaction
from billing.ports.payment_provider import PaymentProvider
from billing.ports.transaction_filters import SortField, TransactionFilters, TransactionSort
from billing.ports.unit_of_work import BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.errors import HamyonError
from shared_kernel.pagination import PageRequest

_PAGE = 200
_OLDEST_CHANGE_FIRST = TransactionSort(field=SortField.UPDATED_AT, descending=False)


class ComparePayments:
    """Every payment and payout whose last change lies in the period: one that changes later belongs to a later one."""

    def __init__(
        self, *, units_of_work: BillingUnitOfWorks, compare: ComparePayment, pace: LookUpPace, clock: Clock
    ) -> None:
        self._units_of_work = units_of_work
        self._compare = compare
        self._pace = pace
        self._clock = clock

    async def __call__(
        self, *, provider: PaymentProvider, configuration: GatewayConfiguration | None, tally: Tally
    ) -> None:
        """Compare each; without a configuration only with the books."""
        async for transaction in self._changed(tally):
            tally.payments += 1
            if configuration is not None and _is_to_be_shown(transaction, tally):
                await self._with_gateway(transaction, provider, configuration, tally)
            await self._compare.with_books(transaction=transaction, tally=tally)
            await tally.give_sign_of_life()

    async def _changed(self, tally: Tally) -> AsyncIterator[Transaction]:
        run = tally.run
        # Comparing changes payments: what changes from now on is not met a second time.
        until = min(run.period.end, self._clock.now())
        filters = TransactionFilters(
            gateways=frozenset({run.gateway}), changed_from=run.period.start, changed_before=until
        )
        page: PageRequest | None = PageRequest(size=_PAGE)
        while page is not None:
            async with self._units_of_work(tenant_id=run.tenant_id) as unit:
                found = await unit.transactions.list(filters=filters, sort=_OLDEST_CHANGE_FIRST, page=page)
            for transaction in found.items:
                yield transaction
            page = PageRequest(size=_PAGE, after=found.next) if found.next else None

    async def _with_gateway(
        self, transaction: Transaction, provider: PaymentProvider, configuration: GatewayConfiguration, tally: Tally
    ) -> None:
        if Operation.LOOK_UP not in provider.abilities(configuration):
            if tally.remembers_all and tally.run.period.start <= transaction.created_at:
                await self._compare.unknown_there(transaction=transaction, tally=tally)
            return
        await self._pace.wait(transaction.gateway)
        tally.asked += 1
        heard_at = self._clock.now()
        try:
            news = await provider.look_up(transaction=transaction, configuration=configuration)
        except UnknownToGatewayError:
            await self._compare.unknown_there(transaction=transaction, tally=tally)
        except HamyonError:
            # One payment the gateway cannot tell of now hinders no other; the next run asks again.
            tally.unanswered += 1
        else:
            await self._compare.with_gateway(transaction=transaction, news=news, heard_at=heard_at, tally=tally)


def _is_to_be_shown(transaction: Transaction, tally: Tally) -> bool:
    """Whether the gateway has to say something of it that no line of the statement has said."""
    if transaction.direction is not Direction.PAYMENT or transaction.id in tally.shown:
        return False
    if tally.statement_is_known:
        return transaction.status in PAID
    return transaction.status is not Status.INITIATED
