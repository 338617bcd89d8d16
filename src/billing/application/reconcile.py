"""Carry out a reconciliation: the gateway's word, billing and the books, three ways, for one gateway and period."""

from contextlib import suppress
from uuid import UUID

from billing.application.compare_payments import ComparePayments
from billing.application.compare_statement import CompareStatement
from billing.application.reconciliation_tally import Tally
from billing.domain.errors import NotSupportedByGatewayError
from billing.domain.reconciliation import Reconciliation
from billing.domain.reconciliation_events import ReconciliationCompleted
from billing.ports.gateway_configurations import GatewayConfigurations
from billing.ports.payment_provider import PaymentProviders
from billing.ports.statement_provider import StatementProviders
from billing.ports.unit_of_work import BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.errors import HamyonError
from shared_kernel.tenant import TenantId


class Reconcile:
    """Compares everything of the run's period.

    Safe at any time and from any process: a run somebody works on is left to him, one whose worker died is begun again,
    and what was found before is found under the same id. No commit is open while a gateway is asked.
    """

    def __init__(
        self,
        *,
        units_of_work: BillingUnitOfWorks,
        configurations: GatewayConfigurations,
        providers: PaymentProviders,
        statements: StatementProviders,
        compare_statement: CompareStatement,
        compare_payments: ComparePayments,
        clock: Clock,
    ) -> None:
        self._units_of_work = units_of_work
        self._configurations = configurations
        self._providers = providers
        self._statements = statements
        self._compare_statement = compare_statement
        self._compare_payments = compare_payments
        self._clock = clock

    async def __call__(self, *, tenant_id: TenantId, reconciliation_id: UUID) -> Reconciliation:
        """The run after this try: completed, failed, or still running with the reason why it waits."""
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            seen = await unit.reconciliations.lock(reconciliation_id)
            at = self._clock.now()
            if not seen.may_begin(at=at):
                return seen
            run = seen.begin(at=at)
            await unit.reconciliations.save(run)
        tally = Tally(run=run, units_of_work=self._units_of_work, clock=self._clock)
        try:
            await self._compare(tally)
        except HamyonError as obstacle:
            at = self._clock.now()
            stop = tally.run.wait if obstacle.retryable else tally.run.fail
            return await self._keep(stop(at=at, message=obstacle.message))
        return await self._keep(tally.run.complete(at=self._clock.now(), counts=tally.counts))

    async def _compare(self, tally: Tally) -> None:
        tenant_id, gateway = tally.run.tenant_id, tally.run.gateway
        provider = self._providers.get(gateway)
        # Also of a gateway that was disabled meanwhile: it may have taken money before.
        configuration = await self._configurations.get(tenant_id=tenant_id, gateway=gateway)
        statement = self._statements.statement(gateway)
        if statement is not None and configuration is not None:
            # As it is configured it may offer none: then its payments are compared one by one.
            with suppress(NotSupportedByGatewayError):
                await self._compare_statement(statement=statement, configuration=configuration, tally=tally)
        await self._compare_payments(provider=provider, configuration=configuration, tally=tally)

    async def _keep(self, run: Reconciliation) -> Reconciliation:
        async with self._units_of_work(tenant_id=run.tenant_id) as unit:
            now = await unit.reconciliations.lock(run.id)
            if not run.is_same_try(now):
                return now
            await unit.reconciliations.save(run)
            if run.completed_at is not None and not run.message:
                await unit.outbox.add([ReconciliationCompleted(reconciliation=run)])
        return run
