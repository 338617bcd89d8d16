"""Go through a gateway's statement: each line finds its payment here, or is money that billing does not know."""

from datetime import datetime
from uuid import UUID

from billing.application.compare_payment import ComparePayment
from billing.application.reconciliation_tally import Tally
from billing.domain.attempt import Attempt, AttemptStatus
from billing.domain.errors import TransactionNotFoundError
from billing.domain.gateway import GatewayConfiguration
from billing.domain.statement import StatementLine, missing_here, paid_elsewhere
from billing.domain.transaction import Transaction
from billing.ports.statement_provider import StatementProvider
from billing.ports.transaction_filters import DetailsFilter, Operator, TransactionFilters, TransactionSort
from billing.ports.unit_of_work import BillingUnitOfWork, BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.pagination import PageRequest

# The money of these is the payment's; that of others settled nothing.
_SETTLING = frozenset({AttemptStatus.PAID, AttemptStatus.RETURNED})


class CompareStatement:
    """One line at a time: a statement may be long."""

    def __init__(self, *, units_of_work: BillingUnitOfWorks, compare: ComparePayment, clock: Clock) -> None:
        self._units_of_work = units_of_work
        self._compare = compare
        self._clock = clock

    async def __call__(
        self, *, statement: StatementProvider, configuration: GatewayConfiguration, tally: Tally
    ) -> None:
        """Every line of the run's period.

        Raises:
            HamyonError: as `StatementProvider` says; what was compared before stays compared.
        """
        period = tally.run.period
        heard_at = self._clock.now()
        async for line in statement.lines(configuration=configuration, start=period.start, end=period.end):
            tally.lines += 1
            await self._take(line, configuration, heard_at, tally)
            await tally.give_sign_of_life()
        tally.statement_is_known = True

    async def _take(
        self, line: StatementLine, configuration: GatewayConfiguration, heard_at: datetime, tally: Tally
    ) -> None:
        async with self._units_of_work(tenant_id=configuration.tenant_id) as unit:
            transaction, attempt = await _find(unit, line, configuration)
            if transaction is None:
                if missing := missing_here(line=line, configuration=configuration, at=self._clock.now()):
                    await tally.record(unit, missing)
                return
            settles = attempt is None or attempt.status in _SETTLING
            if not settles:
                await self._judge_attempt(unit, line, transaction, tally)
        if settles:
            tally.show(transaction.id)
            await self._compare.with_gateway(transaction=transaction, news=line.news, heard_at=heard_at, tally=tally)

    async def _judge_attempt(
        self, unit: BillingUnitOfWork, line: StatementLine, transaction: Transaction, tally: Tally
    ) -> None:
        """Money of an attempt that settled nothing: known by its own discrepancy, or found now."""
        known = await unit.discrepancies.of_transaction(transaction.id)
        same = [one for one in known if one.payment == line.payment]
        for discrepancy in same:
            await tally.record(unit, discrepancy)
        found = paid_elsewhere(line=line, transaction=transaction, at=self._clock.now())
        if found is not None and not same:
            await tally.record(unit, found)


async def _find(
    unit: BillingUnitOfWork, line: StatementLine, configuration: GatewayConfiguration
) -> tuple[Transaction | None, Attempt | None]:
    """The payment of a line: by our id, by a detail, or by the attempt that has the provider's id."""
    if line.transaction_id is not None:
        return await _of_gateway(unit, line.transaction_id, configuration.gateway), None
    if line.detail:
        return await _by_detail(unit, f"{configuration.gateway}.{line.detail}", line.payment), None
    attempt = await unit.attempts.by_external_id(
        gateway=configuration.gateway, endpoint=configuration.endpoint, external_id=line.payment
    )
    if attempt is None:
        return None, None
    return await unit.transactions.get(attempt.transaction_id), attempt


async def _of_gateway(unit: BillingUnitOfWork, transaction_id: UUID, gateway: str) -> Transaction | None:
    try:
        found = await unit.transactions.get(transaction_id)
    except TransactionNotFoundError:
        return None
    return found if found.gateway == gateway else None


async def _by_detail(unit: BillingUnitOfWork, path: str, value: str) -> Transaction | None:
    wanted = DetailsFilter(path=path, operator=Operator.EQUAL, values=(value,))
    filters = TransactionFilters(gateways=frozenset({wanted.gateway}), details=(wanted,))
    page = await unit.transactions.list(filters=filters, sort=TransactionSort(), page=PageRequest(size=1))
    return page.items[0] if page.items else None
