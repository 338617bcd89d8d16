"""A provider reports that a payer was charged."""

from billing.application.attempt_release import expire_overdue
from billing.application.attempt_search import WhichAttempt, lock_attempt_with_order, unknown_attempt
from billing.application.follow_gateway import FollowGateway
from billing.domain.attempt import Attempt, AttemptStatus
from billing.domain.details.update import DetailsUpdate
from billing.domain.discrepancy import DiscrepancyKind, discrepancy_of
from billing.domain.discrepancy_events import DiscrepancyRecorded
from billing.domain.errors import AlreadyPaidError, AmountMismatchError, AttemptCanceledError
from billing.domain.provider_call import Operation
from billing.domain.status import ALLOWED, LIVE, PAID, Status
from billing.domain.transaction import Transaction
from billing.ports.top_ups import TopUps
from billing.ports.unit_of_work import BillingUnitOfWork, BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.errors import ConflictError
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


class ConfirmAttempt:
    """Settles a prepared attempt (Click: Complete without error; Payme: PerformTransaction).

    - However often and however many at once: a transaction is settled exactly once.
    - Of several links to one order the first that is paid wins; the others are called off.
    - An expired transaction is completed late: the payer was quicker than our clock.
    - Money for an order that another attempt paid, or for something canceled, is never dropped: the discrepancy is
      committed first, and only then the provider hears the refusal.
    """

    def __init__(
        self, *, units_of_work: BillingUnitOfWorks, top_ups: TopUps, follow: FollowGateway, clock: Clock
    ) -> None:
        self._units_of_work = units_of_work
        self._top_ups = top_ups
        self._follow = follow
        self._clock = clock

    async def __call__(
        self,
        *,
        tenant_id: TenantId,
        gateway: str,
        endpoint: str,
        which: WhichAttempt,
        amount: Money | None,
        details: DetailsUpdate,
    ) -> Attempt:
        """Settle the attempt and complete its transaction; `amount` None: the provider does not repeat it.

        Raises (in the protocol's order of checks):
            UnknownReferenceError: nothing can be paid under this reference.
            AttemptNotFoundError: this endpoint prepared no such attempt of this reference.
            AlreadyPaidError: the attempt is paid, or another attempt paid the order (recorded as a discrepancy).
            AttemptCanceledError: the attempt is over or the transaction was canceled (recorded as a discrepancy), or
                its money was returned.
            AmountMismatchError: not the amount prepared; nothing changes.
        """
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            found = await lock_attempt_with_order(unit, gateway=gateway, endpoint=endpoint, which=which)
            outcome = None if found is None else await self._settle(unit, *found, amount=amount, details=details)
        if outcome is None:
            raise await unknown_attempt(
                units_of_work=self._units_of_work,
                top_ups=self._top_ups,
                tenant_id=tenant_id,
                gateway=gateway,
                which=which,
            )
        # Raised only here, behind the commit that keeps the discrepancy.
        if isinstance(outcome, ConflictError):
            raise outcome
        return outcome

    async def _settle(
        self,
        unit: BillingUnitOfWork,
        order: tuple[Transaction, ...],
        attempt: Attempt,
        *,
        amount: Money | None,
        details: DetailsUpdate,
    ) -> Attempt | ConflictError:
        at = self._clock.now()
        transaction, *others = order
        transaction, attempt = await expire_overdue(unit, transaction, attempt, details=details, at=at)
        reported = attempt.amount if amount is None else amount
        if attempt.status in {AttemptStatus.CANCELED, AttemptStatus.EXPIRED}:
            await self._record(unit, transaction, attempt, DiscrepancyKind.PAYMENT_OF_CANCELED, reported)
            return AttemptCanceledError()
        attempt.require_prepared()
        # Another transaction of the order may have been paid in the moment in which this one was made.
        if transaction.status in PAID or (transaction.status in LIVE and any(one.status in PAID for one in others)):
            await unit.attempts.save(attempt.mark_surplus(at=at))
            await self._record(unit, transaction, attempt, DiscrepancyKind.SURPLUS_PAYMENT, reported)
            return AlreadyPaidError()
        if Status.COMPLETED not in ALLOWED[transaction.status]:
            await unit.attempts.save(attempt.cancel(at=at))
            await self._record(unit, transaction, attempt, DiscrepancyKind.PAYMENT_OF_CANCELED, reported)
            return AttemptCanceledError()
        if reported != attempt.amount:
            raise AmountMismatchError
        paid = attempt.pay(at=at)
        completed = transaction.complete(at=at, details=details(transaction.details, paid))
        await unit.transactions.save(completed)
        await unit.attempts.save(paid)
        await unit.outbox.add(completed.events)
        await self._follow.call_off_all(unit, others)
        return paid

    async def _record(
        self,
        unit: BillingUnitOfWork,
        transaction: Transaction,
        attempt: Attempt,
        kind: DiscrepancyKind,
        amount: Money,
    ) -> None:
        """Keep the discrepancy and tell of it, once however often the provider repeats itself.

        Who hears that his order is paid keeps the payer's money, so it is sent back; who hears that his attempt was
        canceled gives it back himself.
        """
        discrepancy = discrepancy_of(attempt=attempt, kind=kind, amount=amount, at=self._clock.now())
        if not await unit.discrepancies.first_time(discrepancy):
            return
        await unit.outbox.add([DiscrepancyRecorded(discrepancy=discrepancy)])
        if kind is DiscrepancyKind.SURPLUS_PAYMENT:
            await self._follow.ask(
                unit, transaction, operation=Operation.RETURN, subject_id=discrepancy.id, amount=amount
            )
