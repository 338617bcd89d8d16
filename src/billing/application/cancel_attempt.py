"""A provider reports that a payer was not charged."""

from datetime import datetime

from billing.application.attempt_search import lock_attempt, unknown_attempt
from billing.domain.attempt import Attempt, AttemptStatus
from billing.domain.details.update import DetailsUpdate
from billing.domain.failure import Failure
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from billing.ports.top_ups import TopUps
from billing.ports.unit_of_work import BillingUnitOfWork, BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId

FAILURE_REASON = "ATTEMPT_CANCELED"


class CancelAttempt:
    """Cancels a prepared attempt (Click protocol, SHOP API: Complete with an error).

    - An order stays payable: the payer may try again.
    - A top-up fails: no other attempt can ever pay it.
    - What is paid stays paid: money goes back by a refund, never by a callback.
    """

    def __init__(self, *, units_of_work: BillingUnitOfWorks, top_ups: TopUps, clock: Clock) -> None:
        self._units_of_work = units_of_work
        self._top_ups = top_ups
        self._clock = clock

    async def __call__(
        self,
        *,
        tenant_id: TenantId,
        gateway: str,
        endpoint: str,
        number: int,
        reference: str,
        amount: Money,
        note: str,
        details: DetailsUpdate,
    ) -> Attempt:
        """Cancel the attempt; one that is canceled is answered as it is. `note`: the provider's words.

        The amount is not compared: no money moved.

        Raises (in the protocol's order of checks):
            UnknownReferenceError: nothing can be paid under this reference.
            AttemptNotFoundError: this endpoint prepared no such attempt of this reference.
            AlreadyPaidError: its money was reported before; nothing changes.
        """
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            found = await lock_attempt(unit, gateway=gateway, endpoint=endpoint, number=number, reference=reference)
            if found is not None:
                return await self._cancel(unit, *found, note=note, details=details)
        raise await unknown_attempt(
            units_of_work=self._units_of_work,
            top_ups=self._top_ups,
            tenant_id=tenant_id,
            gateway=gateway,
            reference=reference,
            currency=amount.currency,
        )

    async def _cancel(
        self, unit: BillingUnitOfWork, transaction: Transaction, attempt: Attempt, *, note: str, details: DetailsUpdate
    ) -> Attempt:
        if attempt.status is AttemptStatus.CANCELED:
            return attempt
        at = self._clock.now()
        canceled = attempt.cancel(at=at)
        await unit.attempts.save(canceled)
        released = _released(transaction, canceled, note=note, details=details, at=at)
        if released.events:
            await unit.transactions.save(released)
            await unit.outbox.add(released.events)
        return canceled


def _released(
    transaction: Transaction, attempt: Attempt, *, note: str, details: DetailsUpdate, at: datetime
) -> Transaction:
    """The transaction without the attempt; one that another attempt paid, or that is over, stays as it is."""
    if transaction.status is not Status.PENDING:
        return transaction
    told = details(transaction.details, attempt.number)
    if attempt.reference == transaction.order_reference:
        return transaction.change_details(at=at, details=told)
    # Found by an account number, not by its order: a top-up.
    return transaction.fail(at=at, failure=Failure(reason=FAILURE_REASON, message=note), details=told)
