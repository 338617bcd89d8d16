"""What the answer to a call means for the payment, its refunds and its discrepancies."""

from dataclasses import replace
from datetime import timedelta

from billing.application.follow_gateway import FollowGateway
from billing.application.keep_changes import keep_changes
from billing.application.keep_discrepancy import keep_discrepancy
from billing.domain.attempt import AttemptStatus
from billing.domain.direction import Direction
from billing.domain.discrepancy import RETURNABLE
from billing.domain.errors import GatewayRefusedError
from billing.domain.failure import Failure
from billing.domain.observation import Observation, RefundNews, Standing
from billing.domain.provider_call import Operation, ProviderCall
from billing.domain.refund import RefundStatus
from billing.domain.refund_events import RefundChanged
from billing.domain.status import LIVE, OVER, PAID, Status
from billing.domain.transaction import Transaction
from billing.ports.payment_provider import PaymentLink
from billing.ports.unit_of_work import BillingUnitOfWork
from shared_kernel.clock import Clock
from shared_kernel.errors import HamyonError

_OPENING = frozenset({Operation.CREATE, Operation.PAY_OUT})
_UNENDED = frozenset({Standing.WAITING, Standing.AUTHORIZED})
# A bank sends a payout back within a working week, or not at all.
_BANKS_TAKE = timedelta(days=7)
# Providers that never give a try up by themselves (Click) see to it by hand in that time, or not at all.
_TRIES_HANG = timedelta(days=7)
# What went back as a whole was no sale.
_HAS_RECEIPT = PAID - {Status.REFUNDED}


class CallResults:
    """Decides whether a call is still wanted, and takes in what came of it; always under the transaction's lock."""

    def __init__(self, *, follow: FollowGateway, clock: Clock) -> None:
        self._follow = follow
        self._clock = clock

    async def is_wanted(self, unit: BillingUnitOfWork, call: ProviderCall, transaction: Transaction) -> bool:
        """Whether there is still something to do or to learn."""
        match call.operation:
            case Operation.RETURN:
                return (await unit.discrepancies.lock(call.subject_id)).is_open
            case Operation.CANCEL:
                return transaction.status in OVER
            case Operation.CAPTURE:
                return transaction.status is Status.AUTHORIZED
            case Operation.CREATE | Operation.PAY_OUT:
                # Even if it was called off meanwhile: what may be open at the gateway has to be known to be closed.
                return transaction.status is Status.INITIATED or call.is_left_in_doubt
            case _ if call.subject_id == transaction.id:
                return await self._tells_more(unit, call, transaction)
            case _:
                return (await unit.refunds.get(call.subject_id)).is_open

    async def _tells_more(self, unit: BillingUnitOfWork, call: ProviderCall, transaction: Transaction) -> bool:
        if call.operation is Operation.FISCALIZE:
            return transaction.status in _HAS_RECEIPT
        if transaction.direction is Direction.PAYOUT and transaction.status is Status.COMPLETED:
            return self._clock.now() < transaction.updated_at + _BANKS_TAKE
        return transaction.status in LIVE or await self._has_hanging_tries(unit, transaction)

    async def _has_hanging_tries(self, unit: BillingUnitOfWork, transaction: Transaction) -> bool:
        """Whether a payer may have been charged for what is paid otherwise, or over, and nobody sees to it."""
        longest = self._clock.now() - _TRIES_HANG
        refused = await _refused(unit, transaction)
        return any(
            (one.status is AttemptStatus.PREPARED or one.external_id in refused)
            and one.announcement.expires_at is None
            and longest < one.created_at
            for one in await unit.attempts.of_transaction(transaction.id)
        )

    async def take_in(
        self, unit: BillingUnitOfWork, call: ProviderCall, *, order: tuple[Transaction, ...], answer: object
    ) -> tuple[Transaction, bool]:
        """The transaction after the answer, and whether the call is over."""
        match answer:
            case PaymentLink():
                return await self._opened(unit, order[0], answer), True
            case RefundNews() if call.operation is Operation.RETURN:
                return order[0], await self._returned(unit, call, answer)
            case RefundNews():
                return await self._refunded(unit, call, order=order, news=answer), True
            case Observation():
                return await self._observed(unit, call, order=order, news=answer)
            case _:
                raise TypeError(answer)

    async def _observed(
        self, unit: BillingUnitOfWork, call: ProviderCall, *, order: tuple[Transaction, ...], news: Observation
    ) -> tuple[Transaction, bool]:
        transaction = await self._follow.within(unit, order=order, news=news)
        match call.operation:
            case Operation.PAY_OUT:
                await self._follow.ask(unit, transaction, operation=Operation.LOOK_UP)
                return transaction, True
            case Operation.CAPTURE:
                return transaction, transaction.status is not Status.AUTHORIZED
            case Operation.LOOK_UP | Operation.REFUND:
                return transaction, not await self.is_wanted(unit, call, transaction)
            case _:
                return transaction, news.standing not in _UNENDED

    async def give_up(
        self, unit: BillingUnitOfWork, call: ProviderCall, transaction: Transaction, obstacle: HamyonError
    ) -> Transaction:
        """The transaction after a no that will stay one."""
        failure = Failure(reason=obstacle.reason, message=obstacle.message)
        at = self._clock.now()
        if call.operation is Operation.REFUND:
            status = RefundStatus.FAILED if isinstance(obstacle, GatewayRefusedError) else RefundStatus.CANCELED
            refund = await unit.refunds.get(call.subject_id)
            ended = refund.become(status, at=at, failure=failure)
            await unit.refunds.keep(ended)
            await unit.outbox.add([RefundChanged(refund=ended, transaction=transaction)])
        elif call.operation in _OPENING and transaction.status in {Status.INITIATED, Status.PENDING}:
            details = obstacle.details if isinstance(obstacle, GatewayRefusedError) else None
            transaction = transaction.fail(at=at, failure=failure, details=details)
            await keep_changes(unit, transaction)
        return transaction

    async def _opened(self, unit: BillingUnitOfWork, transaction: Transaction, link: PaymentLink) -> Transaction:
        at = self._clock.now()
        if transaction.status is Status.INITIATED:
            opened = transaction.await_payer(at=at, payment_url=link.payment_url, details=link.details)
        else:
            # The provider's callback was quicker, or the payment was called off meanwhile.
            opened = transaction.learn_link(at=at, payment_url=link.payment_url, details=link.details)
            if link.told is not None:
                opened = opened.change_details(at=at, details=link.told(opened.details))
        await keep_changes(unit, opened)
        # The gateway's word may get lost on its way; a gateway that cannot be asked is not.
        await self._follow.ask(unit, opened, operation=Operation.LOOK_UP)
        return opened

    async def _refunded(
        self, unit: BillingUnitOfWork, call: ProviderCall, *, order: tuple[Transaction, ...], news: RefundNews
    ) -> Transaction:
        # Whatever the gateway calls it, it is the refund that was asked for.
        news = replace(news, refund_id=call.subject_id)
        if news.status is RefundStatus.PENDING:
            await self._follow.ask(unit, order[0], operation=Operation.LOOK_UP, subject_id=call.subject_id)
        return await self._follow.within(unit, order=order, news=Observation(standing=Standing.PAID, refunds=(news,)))

    async def _returned(self, unit: BillingUnitOfWork, call: ProviderCall, news: RefundNews) -> bool:
        """Whether the gateway has decided; money that is on its way may still come back, so nothing is closed yet."""
        if not (await unit.calls.get(call.id)).is_open:
            # The gateway's later word, that the money did not arrive, was quicker than this answer.
            return True
        if news.status is RefundStatus.PENDING:
            return False
        discrepancy = await unit.discrepancies.lock(call.subject_id)
        if news.status is RefundStatus.SUCCEEDED and discrepancy.is_open:
            returned = f"Returned to the payer: {news.external_id}"
            await keep_discrepancy(unit, discrepancy.resolve(at=self._clock.now(), resolution=returned))
        return True


async def _refused(unit: BillingUnitOfWork, transaction: Transaction) -> frozenset[str]:
    """The tries whose money we did not take: their provider has to give it back, and nobody has seen that it did."""
    calls = await unit.calls.of_transaction(transaction.id)
    returned = {call.subject_id for call in calls if call.operation is Operation.RETURN}
    known = await unit.discrepancies.of_transaction(transaction.id)
    return frozenset(one.payment for one in known if one.is_open and one.kind in RETURNABLE and one.id not in returned)
