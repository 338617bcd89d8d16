"""A payment follows what its gateway says of it, in whatever order and however often that is said.

Nothing regresses: old news and repeated news change nothing. Money that was really taken is booked wherever it can be,
and is a discrepancy where it cannot.
"""

from collections.abc import Sequence
from datetime import datetime

from billing.domain.direction import Direction
from billing.domain.discrepancy import (
    Discrepancy,
    DiscrepancyKind,
    discrepancy,
    returned_in_part,
    surplus_payment,
)
from billing.domain.failure import Failure
from billing.domain.follow_payout import follow_payout
from billing.domain.followed import Followed
from billing.domain.gateway_entry import gateway_entry
from billing.domain.observation import Observation, Standing
from billing.domain.refund import Refund
from billing.domain.refund_news import follow_refunds
from billing.domain.status import LIVE, OVER, TAKEN, Status
from billing.domain.transaction import Transaction
from shared_kernel.money import Money

_UNTOLD = Failure(reason="PAYMENT_FAILED", message="The gateway says that the payment failed.")


def follow(*, transaction: Transaction, refunds: Sequence[Refund], news: Observation, at: datetime) -> Followed:
    """The payment, and those of its `refunds` that changed, after the news."""
    told = transaction
    if news.details is not None:
        told = transaction.change_details(at=at, details=news.details(transaction.details))
    if transaction.direction is Direction.PAYOUT:
        payout = follow_payout(transaction=told, news=news, at=at)
        # Whose money a part is, the gateway does not tell: its receiver may have been paid in full.
        parts = () if news.refunded is None else (returned_in_part(transaction=told, returned=news.refunded, at=at),)
        return Followed(transaction=payout, events=payout.events, discrepancies=parts)
    entries = tuple(gateway_entry(transaction=transaction, news=entry, at=at) for entry in news.entries)
    if news.surplus is not None:
        surplus = surplus_payment(
            transaction=transaction, payment=news.surplus.payment, amount=news.surplus.amount, at=at
        )
        return Followed(transaction=told, events=told.events, discrepancies=(surplus,), entries=entries)
    if misfit := _misfit(told, news, at):
        return Followed(transaction=told, events=told.events, discrepancies=(misfit,), entries=entries)
    stands = _stand(told, news, at)
    followed = Followed(transaction=stands, events=stands.events, entries=entries)
    if stands.status in LIVE | OVER:
        return followed
    return follow_refunds(followed, refunds=refunds, news=news, at=at)


def is_all_back(transaction: Transaction, news: Observation) -> bool:
    """Whether the gateway says that the payer paid and has all of it back."""
    if news.standing is not Standing.PAID or news.returned is None:
        return False
    amount = news.amount or transaction.amount
    return amount.currency == news.returned.currency and amount <= news.returned


def _misfit(transaction: Transaction, news: Observation, at: datetime) -> Discrepancy | None:
    """Why the money that the gateway reports cannot be booked; None when it can, or when there is none."""
    if news.standing is not Standing.PAID or transaction.status in TAKEN:
        return None
    amount = news.amount or transaction.amount
    if not _fits(transaction, amount):
        return discrepancy(transaction=transaction, kind=DiscrepancyKind.AMOUNT_MISMATCH, amount=amount, at=at)
    if transaction.unwanted and not is_all_back(transaction, news):
        return discrepancy(transaction=transaction, kind=DiscrepancyKind.PAYMENT_OF_CANCELED, amount=amount, at=at)
    return None


def _fits(transaction: Transaction, amount: Money) -> bool:
    if amount.currency != transaction.amount.currency:
        return False
    # Of reserved money less may be taken; everything else is paid to the last unit.
    if transaction.status is Status.AUTHORIZED:
        return 0 < amount.minor_units <= transaction.amount.minor_units
    return amount == transaction.amount


def _stand(transaction: Transaction, news: Observation, at: datetime) -> Transaction:
    """The payment in the status the gateway says, where that is a step forward."""
    if news.standing is Standing.WAITING or transaction.status in TAKEN:
        return transaction
    if transaction.status in OVER:
        return _stand_after_the_end(transaction, news, at)
    # The news may overtake the answer to our own call that opened the payment.
    if transaction.status is Status.INITIATED and news.standing not in {Standing.FAILED, Standing.CANCELED}:
        transaction = transaction.await_payer(at=at, payment_url=transaction.payment_url)
    return _step(transaction, news, at)


def _step(transaction: Transaction, news: Observation, at: datetime) -> Transaction:
    is_held = transaction.status is Status.AUTHORIZED
    match news.standing:
        case Standing.PAID:
            return transaction.complete(at=at, captured=news.amount)
        case Standing.AUTHORIZED:
            return transaction if is_held else transaction.authorize(at=at)
        case Standing.EXPIRED:
            return transaction.expire(at=at)
        case Standing.FAILED if not is_held:
            return transaction.fail(at=at, failure=news.failure or _UNTOLD)
        case _:
            return transaction.close(at=at, failure=news.failure)


def _stand_after_the_end(transaction: Transaction, news: Observation, at: datetime) -> Transaction:
    if news.standing is Standing.PAID and not transaction.unwanted:
        return transaction.complete_late(at=at)
    return transaction
