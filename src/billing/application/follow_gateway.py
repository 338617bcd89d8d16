"""A gateway says how a payment stands: the one way by which its word reaches our books.

Webhooks, answers to our calls and look-ups all end here, so that it does not matter which of them comes first.
"""

from collections.abc import Iterable
from uuid import UUID

from billing.application.call_pauses import first_look
from billing.application.keep_changes import keep_changes
from billing.application.keep_discrepancy import keep_discrepancy, record_discrepancy
from billing.application.returned_money import close_all_back, close_ended
from billing.application.settle_attempt import SettleAttempt
from billing.domain.attempt import AttemptStatus
from billing.domain.direction import Direction
from billing.domain.discrepancy import RETURNABLE, Discrepancy
from billing.domain.errors import TransactionNotFoundError
from billing.domain.failure import Failure
from billing.domain.follow import follow
from billing.domain.followed import Followed
from billing.domain.gateway_entry_events import GatewayEntryRecorded
from billing.domain.observation import Observation, Standing
from billing.domain.provider_call import Operation, due_call
from billing.domain.refund import Refund, RefundStatus
from billing.domain.status import KEEPING, LIVE, OVER, PAID, TAKEN, Status
from billing.domain.transaction import Transaction
from billing.ports.unit_of_work import BillingUnitOfWork, BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.identifiers import Identifiers
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId

_DID_NOT_ARRIVE = Failure(reason="REFUND_FAILED", message="The money that was sent back did not arrive.")
# A page that was closed once may hold money by now, and a payment that was over be reported as paid.
_ASKED_AGAIN = frozenset({Operation.CANCEL, Operation.LOOK_UP})
# Tries whose money has been seen to: the provider's books say nothing new of them.
_SEEN_TO = frozenset({AttemptStatus.PAID, AttemptStatus.SURPLUS, AttemptStatus.RETURNED})


class FollowGateway:
    """Applies what a gateway says.

    - Of one order the first payment that is paid wins; the others are called off, here and at their gateways.
    - Money for something that was called off is a discrepancy, and is sent back where the gateway can do that.
    - What is over here and still held there is released.
    - Money that was sent back and did not arrive is a discrepancy again.
    - News that name tries that were paid settle them, once with the provider's own confirmation of it.
    """

    def __init__(self, *, units_of_work: BillingUnitOfWorks, identifiers: Identifiers, clock: Clock) -> None:
        self._units_of_work = units_of_work
        self._identifiers = identifiers
        self._clock = clock
        self._settle = SettleAttempt(follow=self, clock=clock)

    async def __call__(
        self, *, tenant_id: TenantId, transaction_id: UUID, news: Observation, gateway: str | None = None
    ) -> Transaction:
        """The transaction after the news; `gateway`: whose word the id is, where nobody has looked it up before.

        Raises:
            TransactionNotFoundError: the tenant has none of this id, or it is another gateway's.
        """

        async def apply(unit: BillingUnitOfWork) -> Transaction:
            order = await unit.transactions.lock_with_order(transaction_id)
            if gateway not in {None, order[0].gateway}:
                raise TransactionNotFoundError
            return await self.within(unit, order=order, news=news)

        return await self._units_of_work.shared(tenant_id=tenant_id, work=apply)

    async def within(
        self, unit: BillingUnitOfWork, *, order: tuple[Transaction, ...], news: Observation
    ) -> Transaction:
        """The same in a commit that is open already; `order` is the transaction and the others of its order, locked."""
        transaction, *others = order
        await self._hear_of_attempts(unit, order, news)
        if news.paid_attempts and transaction.status not in TAKEN:
            # Settling the tries has booked their money, or found that it has nowhere to go.
            return await unit.transactions.get(transaction.id)
        if transaction.status in LIVE and any(other.status in PAID for other in others):
            transaction = await self.call_off(unit, transaction)
        refunds = await self._refunds(unit, transaction, news)
        followed = follow(transaction=transaction, refunds=refunds, news=news, at=self._clock.now())
        await self._keep(unit, before=transaction, followed=followed)
        await self._hear_of_returns(unit, transaction, news)
        await close_all_back(unit, followed.transaction, news=news, at=self._clock.now())
        if followed.transaction.status in KEEPING:
            await self.call_off_all(unit, others)
        if followed.transaction.status in OVER and news.standing is Standing.AUTHORIZED:
            await self.ask(unit, followed.transaction, operation=Operation.CANCEL)
        if came_back(followed.transaction) and not came_back(transaction):
            await self.ask(unit, followed.transaction, operation=Operation.CANCEL)
        return followed.transaction

    async def _hear_of_attempts(
        self, unit: BillingUnitOfWork, order: tuple[Transaction, ...], news: Observation
    ) -> None:
        if not (news.paid_attempts or news.ended_attempts):
            return
        transaction, *others = order
        attempts = {one.external_id: one for one in await unit.attempts.of_transaction(transaction.id)}
        for paid in news.paid_attempts:
            attempt = attempts.pop(paid.external_id, None)
            if attempt is None or attempt.status in _SEEN_TO:
                continue
            await self._settle.within(
                unit,
                (transaction, *others),
                attempt,
                amount=news.amount,
                details=paid.details,
                wants_receipt=paid.wants_receipt,
                found=True,
            )
            # The next one may be a second payment of what this one has paid.
            transaction = await unit.transactions.get(transaction.id)
        for ended in news.ended_attempts & attempts.keys():
            # While its payment waits, only its provider calls a try off: the word would come too early to be the last.
            if attempts[ended].status is AttemptStatus.PREPARED and transaction.status not in LIVE:
                await unit.attempts.save(attempts[ended].cancel(at=self._clock.now()))
        await close_ended(unit, transaction, news=news, at=self._clock.now())

    async def call_off_all(self, unit: BillingUnitOfWork, others: Iterable[Transaction]) -> None:
        """The order is paid: the other ways to pay it are closed."""
        for other in others:
            if other.status in LIVE:
                await self.call_off(unit, other)

    async def call_off(self, unit: BillingUnitOfWork, transaction: Transaction) -> Transaction:
        """Cancel a live transaction here, and have its gateway asked to do the same."""
        canceled = transaction.cancel(at=self._clock.now())
        await keep_changes(unit, canceled)
        await self.ask(unit, canceled, operation=Operation.CANCEL)
        # What follows may change it once more in this commit, and counts its events from here.
        return canceled.as_stored()

    async def ask(
        self,
        unit: BillingUnitOfWork,
        transaction: Transaction,
        *,
        operation: Operation,
        subject_id: UUID | None = None,
        amount: Money | None = None,
    ) -> None:
        """Have the gateway asked something, soon after this commit; about the transaction unless told otherwise."""
        call = due_call(
            call_id=self._identifiers.new_id(),
            transaction=transaction,
            operation=operation,
            subject_id=subject_id or transaction.id,
            amount=amount,
            wait=first_look(operation),
            at=self._clock.now(),
        )
        if await unit.calls.add(call) or operation not in _ASKED_AGAIN:
            return
        earlier = await unit.calls.find(operation=operation, subject_id=call.subject_id)
        if earlier is not None and not earlier.is_open:
            await unit.calls.save(earlier.again(at=call.next_try_at))

    async def _refunds(
        self, unit: BillingUnitOfWork, transaction: Transaction, news: Observation
    ) -> tuple[Refund, ...]:
        # Most news say that nothing went back, or no more than is known.
        if not news.refunds and news.refunded in {None, transaction.refunded_amount}:
            return ()
        return await unit.refunds.of_transaction(transaction.id)

    async def _keep(self, unit: BillingUnitOfWork, *, before: Transaction, followed: Followed) -> None:
        if followed.transaction.version != before.version:
            await unit.transactions.save(followed.transaction)
        for refund in followed.refunds:
            await unit.refunds.keep(refund)
        await unit.outbox.add(followed.events)
        for entry in followed.entries:
            if await unit.entries.first_time(entry):
                await unit.outbox.add([GatewayEntryRecorded(entry=entry)])
        for discrepancy in followed.discrepancies:
            await self._record(unit, followed.transaction, discrepancy)

    async def _hear_of_returns(self, unit: BillingUnitOfWork, transaction: Transaction, news: Observation) -> None:
        failed = {told.refund_id: told for told in news.refunds if told.status is RefundStatus.FAILED}
        if not failed:
            return
        for discrepancy in await unit.discrepancies.of_transaction(transaction.id):
            if discrepancy.id in failed:
                await self._return_failed(unit, discrepancy, failed[discrepancy.id].failure or _DID_NOT_ARRIVE)

    async def _return_failed(self, unit: BillingUnitOfWork, discrepancy: Discrepancy, failure: Failure) -> None:
        if discrepancy.is_open:
            # The word may overtake the answer to our own call, which says that the money is on its way.
            call = await unit.calls.find(operation=Operation.RETURN, subject_id=discrepancy.id)
            if call is not None and call.is_open:
                refused = call.refused(at=self._clock.now(), code=failure.reason, message=failure.message)
                await unit.calls.save(refused)
        elif not discrepancy.resolved_by:
            # What a person closed stays closed, however often the gateway repeats itself.
            await keep_discrepancy(unit, discrepancy.reopen())

    async def _record(self, unit: BillingUnitOfWork, transaction: Transaction, discrepancy: Discrepancy) -> None:
        if await record_discrepancy(unit, discrepancy) and discrepancy.kind in RETURNABLE:
            await self.ask(
                unit,
                transaction,
                operation=Operation.RETURN,
                subject_id=discrepancy.id,
                amount=discrepancy.amount,
            )


def came_back(transaction: Transaction) -> bool:
    """Whether it is a payout that did not reach its receiver: its gateway may have kept the money on its way."""
    return transaction.direction is Direction.PAYOUT and transaction.status is Status.FAILED
