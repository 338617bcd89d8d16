"""A provider announces that a payer tries to pay: an order, or a top-up of an account."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from billing.application.attempt_release import expire_overdue
from billing.domain.announcement import NOTHING_MORE, Announcement, Receiver
from billing.domain.attempt import Attempt, AttemptDraft, AttemptStatus
from billing.domain.attempt_rules import AttemptRules
from billing.domain.details.update import DetailsUpdate
from billing.domain.errors import (
    AmountMismatchError,
    AttemptCanceledError,
    OrderBusyError,
    UnknownReferenceError,
)
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from billing.ports.top_ups import TopUps
from billing.ports.unit_of_work import BillingUnitOfWork, BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId

# Who shares the money is the order's affair, so it is asked of the transaction.
ReceiversOf = Callable[[Transaction], tuple[Receiver, ...]]


def _nobody_else(_: Transaction) -> tuple[Receiver, ...]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Try:
    tenant_id: TenantId
    gateway: str
    endpoint: str
    external_id: str
    reference: str
    amount: Money
    rules: AttemptRules
    announcement: Announcement
    receivers: ReceiversOf
    details: DetailsUpdate


class PrepareAttempt:
    """Prepares a payer's attempt (Click: Prepare; Payme: CreateTransaction).

    - A reference is an order of this gateway or else, where the endpoint takes top-ups, an account number.
    - An order may be attempted again and again while it is payable, unless its provider takes one attempt at a time;
      each top-up is a deposit of its own.
    - The amount is exact: the order's, or within the limits of a top-up.
    - The same external id again is the same attempt.
    - When this returns the attempt is committed: the provider may complete it a moment later, on another machine.
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
        external_id: str,
        reference: str,
        amount: Money,
        rules: AttemptRules,
        details: DetailsUpdate,
        announcement: Announcement = NOTHING_MORE,
        receivers: ReceiversOf = _nobody_else,
    ) -> Attempt:
        """Prepare the attempt.

        Raises (in Click's order of checks; `rules.amount_first` moves the last one forward):
            UnknownReferenceError: nothing can be paid under this reference.
            AlreadyPaidError: the order, or this attempt, is paid.
            OrderClosedError: the order is over.
            OrderBusyError: another attempt of the order waits, and the rules allow one at a time.
            AttemptCanceledError: this attempt is over, be it that it came later than its provider waits.
            AmountMismatchError: not the order's amount, or outside the limits of a top-up.
        """
        tried = _Try(
            tenant_id=tenant_id,
            gateway=gateway,
            endpoint=endpoint,
            external_id=external_id,
            reference=reference,
            amount=amount,
            rules=rules,
            announcement=announcement,
            receivers=receivers,
            details=details,
        )
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            transaction = await _find(unit, tried)
            outcome = None if transaction is None else await self._prepare(unit, transaction, tried)
        if outcome is None:
            deposit_id = await self._open_top_up(tried)
            async with self._units_of_work(tenant_id=tenant_id) as unit:
                outcome = await self._prepare(unit, await unit.transactions.lock(deposit_id), tried)
        # Raised only here, behind the commit that keeps what time has ended.
        if outcome.status is AttemptStatus.EXPIRED:
            raise AttemptCanceledError
        return outcome

    async def _prepare(self, unit: BillingUnitOfWork, transaction: Transaction, tried: _Try) -> Attempt:
        at = self._clock.now()
        # Asked under the transaction's lock: of deliveries that arrive together the later see the first one's attempt.
        known = await _known(unit, tried)
        if known is not None:
            transaction, known = await expire_overdue(unit, transaction, known, details=tried.details, at=at)
            if known.status is AttemptStatus.EXPIRED:
                return known
            if tried.rules.exact_repeats:
                known.require_prepared()
                return known
            if known.reference != tried.reference:
                raise UnknownReferenceError
            known.require_prepared()
        if transaction.status is Status.INITIATED:
            # The provider asks before it answers the call by which we opened the payment.
            transaction = transaction.await_payer(at=at, payment_url=transaction.payment_url)
        tried.rules.require_payable(transaction, amount=tried.amount)
        if known is not None:
            return known
        if tried.rules.one_at_a_time:
            transaction = await _require_alone(unit, transaction, tried, at)
        return await _add(unit, transaction, tried, at)

    async def _open_top_up(self, tried: _Try) -> UUID:
        """The transaction of a deposit that is only now begun; it answers to no order, so only this attempt pays it."""
        limits = tried.rules.top_up_limits
        if limits is None:
            raise UnknownReferenceError
        if not limits.allow(tried.amount):
            accepted = await self._top_ups.accepts(
                tenant_id=tried.tenant_id, number=tried.reference, currency=tried.amount.currency
            )
            raise AmountMismatchError if accepted else UnknownReferenceError
        if tried.announcement.is_over(at=self._clock.now()):
            raise AttemptCanceledError
        deposit_id = await self._top_ups.open(
            tenant_id=tried.tenant_id,
            number=tried.reference,
            amount=tried.amount,
            gateway=tried.gateway,
            # The provider's own id of the attempt: a crash after this call is healed by the provider asking again.
            key=f"{tried.gateway}:{tried.endpoint}:{tried.external_id}",
        )
        if deposit_id is None:
            raise UnknownReferenceError
        return deposit_id


async def _find(unit: BillingUnitOfWork, tried: _Try) -> Transaction | None:
    known = await _known(unit, tried)
    if known is not None:
        return await unit.transactions.lock(known.transaction_id)
    return await unit.transactions.find_payable(gateway=tried.gateway, reference=tried.reference)


async def _known(unit: BillingUnitOfWork, tried: _Try) -> Attempt | None:
    return await unit.attempts.by_external_id(
        gateway=tried.gateway, endpoint=tried.endpoint, external_id=tried.external_id
    )


async def _require_alone(unit: BillingUnitOfWork, transaction: Transaction, tried: _Try, at: datetime) -> Transaction:
    """The transaction without the attempts whose time is over; its lock lets nobody slip in between."""
    for other in await unit.attempts.of_transaction(transaction.id):
        transaction, seen = await expire_overdue(unit, transaction, other, details=tried.details, at=at)
        if seen.status is AttemptStatus.PREPARED:
            raise OrderBusyError
    return transaction


async def _add(unit: BillingUnitOfWork, transaction: Transaction, tried: _Try, at: datetime) -> Attempt:
    if tried.announcement.is_over(at=at):
        raise AttemptCanceledError
    draft = AttemptDraft(
        tenant_id=tried.tenant_id,
        gateway=tried.gateway,
        endpoint=tried.endpoint,
        external_id=tried.external_id,
        reference=tried.reference,
        transaction_id=transaction.id,
        amount=tried.amount,
        created_at=at,
        announcement=tried.announcement,
        receivers=tried.receivers(transaction),
    )
    attempt = await unit.attempts.add(draft)
    told = transaction.change_details(at=at, details=tried.details(transaction.details, attempt))
    if told.events:
        await unit.transactions.save(told)
        await unit.outbox.add(told.events)
    return attempt
