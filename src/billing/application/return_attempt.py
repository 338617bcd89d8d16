"""A provider returns the money of a paid attempt: somebody refunded it there, or it carries out a refund of ours."""

from datetime import datetime
from uuid import uuid5

from billing.application.attempt_search import lock_attempt
from billing.application.follow_gateway import FollowGateway
from billing.domain.attempt import Attempt, AttemptStatus
from billing.domain.details.codec import Details
from billing.domain.details.update import DetailsUpdate
from billing.domain.errors import AttemptCanceledError, AttemptNotFoundError, ReturnRefusedError
from billing.domain.failure import Failure
from billing.domain.observation import Observation, RefundNews, Standing
from billing.domain.refund import Refund, RefundOrigin, RefundStatus, reserved
from billing.domain.refund_events import RefundChanged
from billing.domain.transaction import Transaction
from billing.domain.which_attempt import ByExternalId
from billing.ports.refund_cover import RefundCover
from billing.ports.unit_of_work import BillingUnitOfWork, BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.errors import ConflictError
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId

_CAME_TO_NOTHING = frozenset({RefundStatus.FAILED, RefundStatus.CANCELED})


class ReturnAttempt:
    """Takes a paid attempt's money out of our books, because its provider gives it back (Payme: CancelTransaction).

    - Whoever keeps the money covers it first; where nobody can, the provider is refused and the payment stays paid.
    - A refund that we asked for ourselves is the same refund, not a second one.
    - A crash in between leaves the refund pending; the provider repeats itself, and it goes on from there.
    - A refund of ours that fails meanwhile is not this return: another one is begun, and covered, in its place.
    """

    def __init__(
        self, *, units_of_work: BillingUnitOfWorks, cover: RefundCover, follow: FollowGateway, clock: Clock
    ) -> None:
        self._units_of_work = units_of_work
        self._cover = cover
        self._follow = follow
        self._clock = clock

    async def __call__(
        self,
        *,
        tenant_id: TenantId,
        gateway: str,
        endpoint: str,
        which: ByExternalId,
        reason: int | None,
        allowed: bool,
        details: DetailsUpdate,
    ) -> Attempt:
        """The attempt once its money is returned; one that is returned is answered as it is.

        `allowed`: whether anybody but ourselves may start a refund at this provider.

        Raises:
            AttemptNotFoundError: this endpoint prepared no such attempt.
            AttemptCanceledError: it has no money to return.
            ReturnRefusedError: refunds from there are not allowed, or the money is not there any more.
        """
        returned = None
        while returned is None:
            async with self._units_of_work(tenant_id=tenant_id) as unit:
                transaction, attempt = await _paid(unit, gateway=gateway, endpoint=endpoint, which=which)
                if attempt.status is AttemptStatus.RETURNED:
                    return attempt
                refund = await self._refund_of(unit, transaction, attempt, allowed=allowed)
            if refund is not None:
                await self._require_cover(transaction, refund)
            returned = await self._return(attempt, refund, reason=reason, details=details)
        return returned

    async def _return(
        self, attempt: Attempt, refund: Refund | None, *, reason: int | None, details: DetailsUpdate
    ) -> Attempt | None:
        """The attempt once it is returned; None when its refund failed before that."""
        async with self._units_of_work(tenant_id=attempt.tenant_id) as unit:
            order = await unit.transactions.lock_with_order(attempt.transaction_id)
            attempt = await unit.attempts.lock(attempt.number) or attempt
            if attempt.status is AttemptStatus.RETURNED:
                return attempt
            if refund is not None and (await unit.refunds.get(refund.id)).status in _CAME_TO_NOTHING:
                return None
            returned = attempt.give_back(at=self._clock.now(), reason=reason)
            await unit.attempts.save(returned)
            await self._follow.within(unit, order=order, news=_news(returned, refund, details))
            return returned

    async def _refund_of(
        self, unit: BillingUnitOfWork, transaction: Transaction, attempt: Attempt, *, allowed: bool
    ) -> Refund | None:
        """The refund that the provider carries out; None when it has succeeded already."""
        refunds = await unit.refunds.of_transaction(transaction.id)
        under_way = next((one for one in refunds if one.is_open and one.amount == attempt.amount), None)
        if under_way is not None:
            return under_way
        if transaction.refunded_amount == attempt.amount:
            return None
        if not allowed or reserved(refunds, captured=transaction.captured_amount).minor_units:
            raise ReturnRefusedError
        refund = _draft(transaction, attempt, tried=len(refunds), at=self._clock.now())
        await unit.refunds.keep(refund)
        await unit.outbox.add([RefundChanged(refund=refund, transaction=transaction)])
        return refund

    async def _require_cover(self, transaction: Transaction, refund: Refund) -> None:
        try:
            await self._cover.reserve(transaction=transaction, refund=refund)
        except ConflictError as error:
            failure = Failure(reason=error.reason, message=error.message)
            async with self._units_of_work(tenant_id=refund.tenant_id) as unit:
                locked = await unit.transactions.lock(transaction.id)
                now = await unit.refunds.get(refund.id)
                canceled = now.become(RefundStatus.CANCELED, at=self._clock.now(), failure=failure)
                if canceled != now:
                    await unit.refunds.keep(canceled)
                    await unit.outbox.add([RefundChanged(refund=canceled, transaction=locked)])
            raise ReturnRefusedError from error


async def _paid(
    unit: BillingUnitOfWork, *, gateway: str, endpoint: str, which: ByExternalId
) -> tuple[Transaction, Attempt]:
    found = await lock_attempt(unit, gateway=gateway, endpoint=endpoint, which=which)
    if found is None:
        raise AttemptNotFoundError
    if found[1].status not in {AttemptStatus.PAID, AttemptStatus.RETURNED}:
        raise AttemptCanceledError
    return found


def _draft(transaction: Transaction, attempt: Attempt, *, tried: int, at: datetime) -> Refund:
    """A refund somebody started at the provider; one that was refused before is not this one."""
    return Refund(
        id=uuid5(transaction.id, f"return:{attempt.number}:{tried}"),
        tenant_id=transaction.tenant_id,
        transaction_id=transaction.id,
        amount=attempt.amount,
        status=RefundStatus.PENDING,
        origin=RefundOrigin.PROVIDER,
        reason="",
        external_id="",
        failure=None,
        created_at=at,
        updated_at=at,
    )


def _news(attempt: Attempt, refund: Refund | None, details: DetailsUpdate) -> Observation:
    def told(known: Details | None) -> Details:
        return details(known, attempt)

    refunds = () if refund is None else (_succeeded(refund, attempt.amount),)
    return Observation(standing=Standing.PAID, refunds=refunds, details=told)


def _succeeded(refund: Refund, amount: Money) -> RefundNews:
    return RefundNews(refund_id=refund.id, external_id="", amount=amount, status=RefundStatus.SUCCEEDED)
