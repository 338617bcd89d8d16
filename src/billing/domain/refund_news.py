"""A payment's refunds follow what its gateway says of them: by name, or only by their sum."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from billing.domain.discrepancy import DiscrepancyKind, discrepancy
from billing.domain.followed import Followed
from billing.domain.observation import Observation, RefundNews
from billing.domain.refund import Refund, RefundOrigin, RefundStatus
from billing.domain.refund_events import RefundChanged
from billing.domain.transaction import Transaction
from shared_kernel.events import Event
from shared_kernel.money import Money


def follow_refunds(followed: Followed, *, refunds: Sequence[Refund], news: Observation, at: datetime) -> Followed:
    """What is `followed` so far, with the refunds as the news tells them; the payment has the payer's money."""
    transaction = followed.transaction
    known = {refund.id: refund for refund in refunds}
    for told in news.refunds or _from_sum(transaction, refunds, news.refunded):
        refund = _known(known.values(), told) or _foreign(transaction, told, at)
        changed = refund.named(told.external_id).become(told.status, at=at, failure=told.failure)
        if changed != known.get(refund.id):
            followed = _take_in(followed, before=known.get(refund.id), refund=changed, at=at)
            known[refund.id] = changed
    return followed


def _take_in(followed: Followed, *, before: Refund | None, refund: Refund, at: datetime) -> Followed:
    """The payment with one refund more, or one that ended otherwise."""
    transaction = followed.transaction
    succeeded_before = before is not None and before.status is RefundStatus.SUCCEEDED
    succeeds = refund.status is RefundStatus.SUCCEEDED
    if succeeds and not succeeded_before:
        if transaction.captured_amount < transaction.refunded_amount + refund.amount:
            surplus = discrepancy(
                transaction=transaction, kind=DiscrepancyKind.REFUND_MISMATCH, amount=refund.amount, at=at
            )
            return replace(followed, discrepancies=(*followed.discrepancies, surplus))
        transaction = transaction.refund(at=at, amount=refund.amount)
    elif succeeded_before and not succeeds:
        transaction = transaction.restore(at=at, amount=refund.amount)
    events: list[Event] = [*followed.events, *transaction.events[len(followed.transaction.events) :]]
    if before is None or before.status is not refund.status:
        events.append(RefundChanged(refund=refund, transaction=transaction))
    return replace(
        followed,
        transaction=transaction,
        refunds=(*(one for one in followed.refunds if one.id != refund.id), refund),
        events=tuple(events),
    )


def _known(refunds: Iterable[Refund], told: RefundNews) -> Refund | None:
    for refund in refunds:
        if refund.id == told.refund_id or (told.external_id and refund.external_id == told.external_id):
            return refund
    return None


def _foreign(transaction: Transaction, told: RefundNews, at: datetime) -> Refund:
    """A refund somebody started at the provider, as we first hear of it."""
    return Refund(
        id=told.refund_id or uuid5(transaction.id, f"refund:{told.external_id}"),
        tenant_id=transaction.tenant_id,
        transaction_id=transaction.id,
        amount=told.amount,
        status=RefundStatus.PENDING,
        origin=RefundOrigin.PROVIDER,
        reason="",
        external_id=told.external_id,
        failure=None,
        created_at=at,
        updated_at=at,
    )


def _from_sum(transaction: Transaction, refunds: Sequence[Refund], total: Money | None) -> tuple[RefundNews, ...]:
    """What a sum of refunds says of single ones, where the gateway tells no more than that.

    Ours that wait for their end come first, oldest first; what is left over somebody refunded at the provider, unless
    one of ours might still be part of it.
    """
    if total is None:
        return ()
    left = total - transaction.refunded_amount
    news: list[RefundNews] = []
    waiting = [refund for refund in refunds if refund.is_open]
    for refund in waiting:
        if refund.amount <= left:
            left -= refund.amount
            news.append(_succeeded(refund.id, refund.external_id, refund.amount))
    if left.minor_units > 0 and len(news) == len(waiting):
        news.append(_succeeded(None, f"sum {total.minor_units}", left))
    return tuple(news)


def _succeeded(refund_id: UUID | None, external_id: str, amount: Money) -> RefundNews:
    return RefundNews(refund_id=refund_id, external_id=external_id, amount=amount, status=RefundStatus.SUCCEEDED)
