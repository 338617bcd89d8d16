"""A payer was charged, says the provider, or its books say so: the try is settled, or its money has nowhere to go."""

from collections.abc import Iterable
from functools import partial
from typing import Protocol
from uuid import UUID

from billing.application.attempt_release import expire_overdue
from billing.domain.attempt import Attempt, AttemptStatus
from billing.domain.details.update import DetailsUpdate
from billing.domain.discrepancy import Discrepancy, DiscrepancyKind, discrepancy_of
from billing.domain.discrepancy_events import DiscrepancyRecorded
from billing.domain.errors import AlreadyPaidError, AmountMismatchError, AttemptCanceledError
from billing.domain.provider_call import Operation
from billing.domain.status import ALLOWED, LIVE, PAID, Status
from billing.domain.transaction import Transaction
from billing.ports.unit_of_work import BillingUnitOfWork
from shared_kernel.clock import Clock
from shared_kernel.errors import ConflictError
from shared_kernel.money import Money

_TAKEN = PAID - {Status.AUTHORIZED}


class Gateways(Protocol):
    """What settling a try asks of the gateways (FollowGateway, whose own news may settle one)."""

    async def call_off_all(self, unit: BillingUnitOfWork, others: Iterable[Transaction]) -> None:
        """Close the other ways to pay an order."""
        ...

    async def ask(
        self,
        unit: BillingUnitOfWork,
        transaction: Transaction,
        *,
        operation: Operation,
        subject_id: UUID | None = None,
        amount: Money | None = None,
    ) -> None:
        """Have a gateway asked something, soon after this commit."""
        ...


class SettleAttempt:
    """Settles one try in a commit that is open already.

    - Of one order the first that is paid wins; the other ways to pay it are closed.
    - Money for an order that is paid, or for something canceled, is a discrepancy.
    """

    def __init__(self, *, follow: Gateways, clock: Clock) -> None:
        self._follow = follow
        self._clock = clock

    async def within(
        self,
        unit: BillingUnitOfWork,
        order: tuple[Transaction, ...],
        attempt: Attempt,
        *,
        amount: Money | None,
        details: DetailsUpdate,
        wants_receipt: bool = False,
    ) -> Attempt | ConflictError:
        """The try once it is paid, or the refusal to tell once what was found out is committed.

        `order` is the try's transaction and the others of its order, locked. `amount` None: the provider does not
        repeat it.

        Raises:
            AlreadyPaidError, AttemptCanceledError: the try is over; nothing changes.
            AmountMismatchError: not the amount prepared; nothing changes.
        """
        transaction, *others = order
        at = self._clock.now()
        transaction, attempt = await expire_overdue(unit, transaction, attempt, details=details, at=at)
        reported = attempt.amount if amount is None else amount
        vain = partial(discrepancy_of, attempt=attempt, amount=reported, at=at)
        if attempt.status in {AttemptStatus.CANCELED, AttemptStatus.EXPIRED}:
            await self._record(unit, transaction, vain(kind=DiscrepancyKind.PAYMENT_OF_CANCELED))
            return AttemptCanceledError()
        attempt.require_prepared()
        # Another transaction of the order may have been paid in the moment in which this one was made; money that this
        # very attempt holds is not another's.
        if transaction.status in _TAKEN or (transaction.status in LIVE and any(one.status in PAID for one in others)):
            await unit.attempts.save(attempt.mark_surplus(at=at))
            await self._record(unit, transaction, vain(kind=DiscrepancyKind.SURPLUS_PAYMENT))
            return AlreadyPaidError()
        if Status.COMPLETED not in ALLOWED[transaction.status]:
            await unit.attempts.save(attempt.cancel(at=at))
            await self._record(unit, transaction, vain(kind=DiscrepancyKind.PAYMENT_OF_CANCELED))
            return AttemptCanceledError()
        if reported != attempt.amount:
            raise AmountMismatchError
        paid = attempt.pay(at=at)
        completed = transaction.complete(at=at, details=details(transaction.details, paid))
        await unit.transactions.save(completed)
        await unit.attempts.save(paid)
        await unit.outbox.add(completed.events)
        await self._follow.call_off_all(unit, others)
        if wants_receipt:
            await self._follow.ask(unit, completed, operation=Operation.FISCALIZE)
        return paid

    async def _record(self, unit: BillingUnitOfWork, transaction: Transaction, discrepancy: Discrepancy) -> None:
        """Keep the discrepancy and tell of it, once however often the provider repeats itself.

        Who hears that his order is paid keeps the payer's money, so it is sent back; who hears that his attempt was
        canceled gives it back himself.
        """
        if not await unit.discrepancies.first_time(discrepancy):
            return
        await unit.outbox.add([DiscrepancyRecorded(discrepancy=discrepancy)])
        if discrepancy.kind is DiscrepancyKind.SURPLUS_PAYMENT:
            await self._follow.ask(
                unit,
                transaction,
                operation=Operation.RETURN,
                subject_id=discrepancy.id,
                amount=discrepancy.amount,
            )
