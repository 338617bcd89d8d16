"""What a running reconciliation has seen so far, and the sign of life it gives meanwhile."""

from collections import Counter
from uuid import UUID

from billing.application.keep_discrepancy import record_discrepancy
from billing.domain.discrepancy import Discrepancy, DiscrepancyKind
from billing.domain.errors import OperationInProgressError
from billing.domain.reconciliation import LEASE, Counts, Reconciliation
from billing.ports.unit_of_work import BillingUnitOfWork, BillingUnitOfWorks
from shared_kernel.clock import Clock

# Payments of the statement that are remembered at once; those beyond are asked about singly.
_MOST_REMEMBERED = 200_000


class Tally:
    """Counts, and remembers which payments the statement has shown."""

    def __init__(self, *, run: Reconciliation, units_of_work: BillingUnitOfWorks, clock: Clock) -> None:
        self.run = run
        self.lines = self.payments = self.asked = self.unanswered = 0
        self.shown: set[UUID] = set()
        self.statement_is_known = False
        self._found: dict[UUID, DiscrepancyKind] = {}
        self._units_of_work = units_of_work
        self._clock = clock

    @property
    def counts(self) -> Counts:
        """What was counted so far."""
        found = Counter(self._found.values())
        return Counts(
            lines=self.lines,
            payments=self.payments,
            asked=self.asked,
            unanswered=self.unanswered,
            discrepancies={kind: found[kind] for kind in DiscrepancyKind if found[kind]},
        )

    @property
    def remembers_all(self) -> bool:
        """Whether every payment of the statement is among those remembered."""
        return self.statement_is_known and len(self.shown) < _MOST_REMEMBERED

    def show(self, transaction_id: UUID) -> None:
        """The statement has shown this payment."""
        if len(self.shown) < _MOST_REMEMBERED:
            self.shown.add(transaction_id)

    async def record(self, unit: BillingUnitOfWork, discrepancy: Discrepancy) -> None:
        """Keep and count a discrepancy; one that somebody has resolved is settled and counts no more."""
        is_new = await record_discrepancy(unit, discrepancy)
        if is_new or (await unit.discrepancies.lock(discrepancy.id)).is_open:
            self._found[discrepancy.id] = discrepancy.kind

    async def give_sign_of_life(self) -> None:
        """Keep others from taking the run over, when it is time to.

        Raises:
            OperationInProgressError: somebody has taken it over already.
        """
        at = self._clock.now()
        if at < self.run.next_try_at - LEASE / 2:
            return
        self.run = self.run.go_on(at=at)
        async with self._units_of_work(tenant_id=self.run.tenant_id) as unit:
            if not self.run.is_same_try(await unit.reconciliations.lock(self.run.id)):
                raise OperationInProgressError
            await unit.reconciliations.save(self.run)
