"""A payer was charged, says the provider, or its books say so: the try is settled, or its money has nowhere to go."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Protocol
from uuid import UUID

from billing.application.attempt_release import expire_overdue
from billing.application.keep_changes import keep_changes
from billing.application.keep_discrepancy import record_discrepancy
from billing.domain.attempt import GIVEN_UP, Attempt
from billing.domain.details.update import DetailsUpdate
from billing.domain.discrepancy import RETURNABLE, DiscrepancyKind, discrepancy_of
from billing.domain.errors import AlreadyPaidError, AmountMismatchError, AttemptCanceledError
from billing.domain.provider_call import Operation
from billing.domain.status import ALLOWED, LIVE, PAID, TAKEN, Status
from billing.domain.transaction import Transaction
from billing.ports.unit_of_work import BillingUnitOfWork
from shared_kernel.clock import Clock
from shared_kernel.errors import ConflictError
from shared_kernel.money import Money

# Who is told that the order is paid keeps the payer's money; who is told that the try is over gives it back himself.
_KEPT_BY_WHO_IS_REFUSED = frozenset({DiscrepancyKind.SURPLUS_PAYMENT})


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
    - A try that we gave up and that is found paid settles its order all the same: who confirms it hears a no and gives
      the money back, but a look-up tells nobody no.
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
        found: bool = False,
    ) -> Attempt | ConflictError:
        """The try once it is paid, or the refusal to tell once what was found out is committed.

        `order` is the try's transaction and the others of its order, locked. `amount` None: the provider does not
        repeat it. `found`: we learned it from the provider's books, and it hears no answer.

        Raises:
            AlreadyPaidError, AttemptCanceledError: the try is over; nothing changes.
        """
        transaction, *others = order
        at = self._clock.now()
        if found:
            attempt = await _reopened(unit, attempt, at=at)
        else:
            transaction, attempt = await expire_overdue(unit, transaction, attempt, details=details, at=at)
        reported = attempt.amount if amount is None else amount
        record = partial(self._record, unit, transaction, attempt, amount=reported, found=found)
        if attempt.status in GIVEN_UP:
            await record(kind=DiscrepancyKind.PAYMENT_OF_CANCELED)
            return AttemptCanceledError()
        attempt.require_prepared()
        # Another transaction of the order may have been paid in the moment in which this one was made; money that this
        # very attempt holds is not another's.
        if transaction.status in TAKEN or (transaction.status in LIVE and any(one.status in PAID for one in others)):
            await unit.attempts.save(attempt.mark_surplus(at=at))
            await record(kind=DiscrepancyKind.SURPLUS_PAYMENT)
            return AlreadyPaidError()
        if Status.COMPLETED not in ALLOWED[transaction.status]:
            await unit.attempts.save(attempt.cancel(at=at))
            await record(kind=DiscrepancyKind.PAYMENT_OF_CANCELED)
            return AttemptCanceledError()
        if reported != attempt.amount:
            if found:
                await record(kind=DiscrepancyKind.AMOUNT_MISMATCH)
            return AmountMismatchError()
        paid = attempt.pay(at=at)
        completed = transaction.complete(at=at, details=details(transaction.details, paid))
        await self._keep(unit, completed, paid, wants_receipt=wants_receipt)
        await self._follow.call_off_all(unit, others)
        return paid

    async def _keep(
        self, unit: BillingUnitOfWork, completed: Transaction, paid: Attempt, *, wants_receipt: bool
    ) -> None:
        await keep_changes(unit, completed)
        await unit.attempts.save(paid)
        if wants_receipt:
            await self._follow.ask(unit, completed, operation=Operation.FISCALIZE)

    async def _record(
        self,
        unit: BillingUnitOfWork,
        transaction: Transaction,
        attempt: Attempt,
        *,
        kind: DiscrepancyKind,
        amount: Money,
        found: bool,
    ) -> None:
        """Keep the discrepancy, tell of it, and send the money back where nobody else does; each of it once.

        Where the provider does, it is asked whether it did, also if all that it had to tell was heard before.
        """
        discrepancy = discrepancy_of(attempt=attempt, kind=kind, amount=amount, at=self._clock.now())
        is_new = await record_discrepancy(unit, discrepancy)
        if kind in (RETURNABLE if found else _KEPT_BY_WHO_IS_REFUSED):
            await self._follow.ask(
                unit,
                transaction,
                operation=Operation.RETURN,
                subject_id=discrepancy.id,
                amount=discrepancy.amount,
            )
        elif is_new and kind in RETURNABLE:
            await self._follow.ask(unit, transaction, operation=Operation.LOOK_UP)


async def _reopened(unit: BillingUnitOfWork, attempt: Attempt, *, at: datetime) -> Attempt:
    """The try as if it still waited; one whose money the provider was told to give back stays over."""
    refused = discrepancy_of(attempt=attempt, kind=DiscrepancyKind.PAYMENT_OF_CANCELED, amount=attempt.amount, at=at)
    known = await unit.discrepancies.of_transaction(attempt.transaction_id)
    return attempt if refused.id in {one.id for one in known} else attempt.reopen(at=at)
