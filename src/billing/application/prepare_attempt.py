"""A provider announces that a payer tries to pay: an order, or a top-up of an account."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from billing.application.announced_try import AnnouncedTry, ReceiversOf
from billing.application.ask_guard import AskGuard
from billing.application.attempt_release import expire_overdue
from billing.application.keep_changes import keep_changes
from billing.domain.announcement import NOTHING_MORE, Announcement, Receiver
from billing.domain.attempt import Attempt, AttemptStatus
from billing.domain.attempt_rules import AttemptRules
from billing.domain.details.update import DetailsUpdate
from billing.domain.errors import AmountMismatchError, AttemptCanceledError, UnknownReferenceError, VetoedError
from billing.domain.failure import Failure
from billing.domain.gateway import GatewayConfiguration
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from billing.ports.payment_guard import Moment
from billing.ports.top_ups import TopUps
from billing.ports.unit_of_work import BillingUnitOfWork, BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


def _nobody_else(_: Transaction) -> tuple[Receiver, ...]:
    return ()


class PrepareAttempt:
    """Prepares a payer's attempt (Click: Prepare; Payme: CreateTransaction).

    - A reference is an order of this gateway or else, where the endpoint takes top-ups, an account number.
    - An order may be attempted again and again while it is payable, unless its provider takes one attempt at a time;
      each top-up is a deposit of its own.
    - The amount is exact: the order's, or within the limits of a top-up.
    - The same external id again is the same attempt.
    - A tenant with a guard is asked once per attempt, before it is kept: a vetoed one leaves nothing but a top-up that
      failed.
    - When this returns the attempt is committed: the provider may complete it a moment later, on another machine.
    """

    def __init__(self, *, units_of_work: BillingUnitOfWorks, top_ups: TopUps, guard: AskGuard, clock: Clock) -> None:
        self._units_of_work = units_of_work
        self._top_ups = top_ups
        self._guard = guard
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
        configuration: GatewayConfiguration | None = None,
    ) -> Attempt:
        """Prepare the attempt; `configuration` names the guard, where the tenant has one.

        Raises (in Click's order of checks; `rules.amount_first` moves the last one forward):
            UnknownReferenceError: nothing can be paid under this reference.
            AlreadyPaidError: the order, or this attempt, is paid.
            OrderClosedError: the order is over.
            OrderBusyError: another attempt of the order waits, and the rules allow one at a time.
            AttemptCanceledError: this attempt is over, be it that it came later than its provider waits.
            AmountMismatchError: not the order's amount, or outside the limits of a top-up.
            VetoedError: the tenant's guard said no.
        """
        tried = AnnouncedTry(
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
            configuration=configuration,
        )
        order, outcome = await self._units_of_work.shared(tenant_id=tenant_id, work=partial(self._find, tried))
        if outcome is None:
            outcome = await self._prepare_anew(tried, order)
        # Raised only here, behind the commit that keeps what time has ended.
        if outcome.status is AttemptStatus.EXPIRED:
            raise AttemptCanceledError
        return outcome

    async def _find(self, tried: AnnouncedTry, unit: BillingUnitOfWork) -> tuple[Transaction | None, Attempt | None]:
        """What the try pays, and the attempt if nobody has to be asked first."""
        order, attempts = await tried.find(unit)
        if order is None:
            return None, None
        return order, await self._prepare(unit, order, attempts, tried, adds=not tried.is_guarded)

    async def _prepare(
        self,
        unit: BillingUnitOfWork,
        transaction: Transaction,
        attempts: Sequence[Attempt],
        tried: AnnouncedTry,
        *,
        adds: bool,
    ) -> Attempt | None:
        """The attempt; None for one that could be added and is not yet.

        `attempts` were read under the transaction's lock: of deliveries that arrive together the later see the first
        one's attempt.
        """
        at = self._clock.now()
        known = tried.among(attempts)
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
            transaction = await tried.require_alone(unit, transaction, attempts, at=at)
        return await tried.add(unit, transaction, at=at) if adds else None

    async def _prepare_anew(self, tried: AnnouncedTry, order: Transaction | None) -> Attempt:
        """The attempt of a top-up that is only now begun, or of whatever a guard has to be asked about first."""
        transaction_id = order.id if order is not None else await self._open_top_up(tried)
        if tried.is_guarded:
            await self._ask_guard(transaction_id, tried, is_top_up=order is None)
        async with self._units_of_work(tenant_id=tried.tenant_id) as unit:
            transaction = await unit.transactions.lock(transaction_id)
            attempts = await unit.attempts.of_transaction(transaction_id)
            prepared = await self._prepare(unit, transaction, attempts, tried, adds=True)
        if prepared is None:
            raise AttemptCanceledError
        return prepared

    async def _ask_guard(self, transaction_id: UUID, tried: AnnouncedTry, *, is_top_up: bool) -> None:
        async with self._units_of_work(tenant_id=tried.tenant_id) as unit:
            transaction = await unit.transactions.get(transaction_id)
        try:
            await self._guard(
                transaction, moment=Moment.BEFORE_CHARGE, amount=tried.amount, configuration=tried.configuration
            )
        except VetoedError as veto:
            if is_top_up:
                await self._fail(transaction, Failure(reason=veto.reason, message=veto.message))
            raise

    async def _fail(self, transaction: Transaction, failure: Failure) -> None:
        """A top-up that may not be paid waits for nobody."""
        async with self._units_of_work(tenant_id=transaction.tenant_id) as unit:
            locked = await unit.transactions.lock(transaction.id)
            if locked.status is Status.PENDING:
                await keep_changes(unit, locked.fail(at=self._clock.now(), failure=failure))

    async def _open_top_up(self, tried: AnnouncedTry) -> UUID:
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
