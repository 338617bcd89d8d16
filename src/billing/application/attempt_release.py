"""What becomes of a transaction when a try to pay it ends without money, and the tries whose time is over."""

from dataclasses import replace
from datetime import datetime

from billing.application.keep_changes import keep_changes
from billing.domain.attempt import Attempt
from billing.domain.details.update import DetailsUpdate
from billing.domain.failure import Failure
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from billing.ports.unit_of_work import BillingUnitOfWork

CANCELED = "ATTEMPT_CANCELED"
EXPIRED = "ATTEMPT_EXPIRED"


async def release(
    unit: BillingUnitOfWork,
    transaction: Transaction,
    attempt: Attempt,
    *,
    failure: Failure,
    details: DetailsUpdate,
    at: datetime,
) -> Transaction:
    """Keep an attempt that ended without money, and free its transaction of it: an order is payable again."""
    await unit.attempts.save(attempt)
    released = _released(transaction, attempt, failure=failure, details=details, at=at)
    await keep_changes(unit, released)
    return released


async def expire_overdue(
    unit: BillingUnitOfWork, transaction: Transaction, attempt: Attempt, *, details: DetailsUpdate, at: datetime
) -> tuple[Transaction, Attempt]:
    """Both as they are once the provider's time for the attempt is minded; both are locked by the caller."""
    if not attempt.is_overdue(at=at):
        return transaction, attempt
    expired = attempt.expire(at=at)
    failure = Failure(reason=EXPIRED, message="The provider's time for this payment was over.")
    released = await release(unit, transaction, expired, failure=failure, details=details, at=at)
    # Its events are kept with it; whoever goes on with the transaction records only what follows.
    return replace(released, events=()), expired


async def as_it_stands(unit: BillingUnitOfWork, seen: Attempt, *, details: DetailsUpdate, at: datetime) -> Attempt:
    """An attempt that was read without a lock, ended if its time is over."""
    if not seen.is_overdue(at=at):
        return seen
    transaction = await unit.transactions.lock(seen.transaction_id)
    attempt = await unit.attempts.lock(seen.number) or seen
    return (await expire_overdue(unit, transaction, attempt, details=details, at=at))[1]


def _released(
    transaction: Transaction, attempt: Attempt, *, failure: Failure, details: DetailsUpdate, at: datetime
) -> Transaction:
    """The transaction without the attempt; one that another attempt paid, or that is over, stays as it is."""
    if transaction.status is not Status.PENDING:
        return transaction
    told = details(transaction.details, attempt)
    if attempt.reference == transaction.order_reference:
        return transaction.change_details(at=at, details=told)
    # Found by an account number, not by its order: a top-up, which no other attempt can ever pay.
    return transaction.fail(at=at, failure=failure, details=told)
