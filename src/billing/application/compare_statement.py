"""Go through a gateway's statement: each line finds its payment here, or is money that billing does not know."""

from datetime import datetime

from billing.application.compare_payment import ComparePayment
from billing.application.reconciliation_tally import Tally
from billing.domain.attempt import Attempt, AttemptStatus
from billing.domain.errors import TransactionNotFoundError
from billing.domain.gateway import GatewayConfiguration
from billing.domain.statement import StatementLine, missing_here, paid_elsewhere
from billing.domain.transaction import Transaction
from billing.ports.statement_provider import StatementProvider
from billing.ports.unit_of_work import BillingUnitOfWork, BillingUnitOfWorks
from shared_kernel.clock import Clock

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
    """The payment of a line: by our id, or by the attempt that has the provider's id."""
    gateway, attempt = configuration.gateway, None
    transaction_id = line.transaction_id
    if transaction_id is None:
        attempt = await unit.attempts.by_external_id(
            gateway=gateway, endpoint=configuration.endpoint, external_id=line.payment
        )
        if attempt is None:
            return None, None
        transaction_id = attempt.transaction_id
    try:
        transaction = await unit.transactions.get(transaction_id)
    except TransactionNotFoundError:
        return None, None
    return (transaction, attempt) if transaction.gateway == gateway else (None, None)
