"""What Octo says of a payment, in billing's words (protocol, section 14)."""

import structlog

from adapters.gateways.octo.answers import PaymentAnswer
from adapters.gateways.octo.settings import OctoSettings
from adapters.gateways.octo.statuses import Stand, stand_of
from billing.domain.details.octo import OctoDetails
from billing.domain.failure import Failure
from billing.domain.observation import DetailsChange, Observation, Standing
from billing.domain.status import TAKEN, Status
from billing.domain.transaction import Transaction
from shared_kernel.money import Money

_STANDINGS = {
    Stand.OPEN: Standing.WAITING,
    Stand.HELD: Standing.AUTHORIZED,
    Stand.PAID: Standing.PAID,
    Stand.CANCELED: Standing.CANCELED,
    Stand.FAILED: Standing.FAILED,
}
_WITH_MONEY = frozenset({Stand.HELD, Stand.PAID})
_DECLINED = Failure(reason="PAYMENT_FAILED", message="Octo says that the payment failed.")

_log = structlog.get_logger(__name__)


def observation_of(
    *,
    settings: OctoSettings,
    transaction: Transaction,
    answer: PaymentAnswer,
    details: DetailsChange | None = None,
) -> Observation:
    """What an answer of Octo's says of the transaction, which is as it was a moment ago.

    A word nobody knows settles nothing, and neither does a hold of another sum than ours. A test payment that a shop
    hears of when it takes real money has brought none, so it is over.
    """
    stand = stand_of(answer.status)
    if stand in _WITH_MONEY and _brings_no_money(transaction, settings):
        _log.warning("octo.test_payment", transaction_id=str(transaction.id))
        return Observation(standing=Standing.CANCELED, details=details)
    if stand is None:
        _log.warning("octo.unknown_status", status=answer.status[:40], transaction_id=str(transaction.id))
    if stand is Stand.CANCELED and transaction.status in TAKEN:
        _log.warning("octo.canceled_after_payment", transaction_id=str(transaction.id))
    if stand is None or (_is_held(transaction, stand) and not _is_ours(transaction, answer)):
        return Observation(standing=Standing.WAITING, details=details)
    return Observation(
        standing=_STANDINGS[stand],
        amount=charged(transaction, answer),
        refunded=gone_back(transaction, answer) if stand is Stand.PAID else None,
        failure=_DECLINED if stand is Stand.FAILED else None,
        details=details,
    )


def _brings_no_money(transaction: Transaction, settings: OctoSettings) -> bool:
    """Whether it was opened in test mode, which is off now; what was booked before stays booked."""
    details = transaction.details
    waits = transaction.status not in TAKEN
    return waits and not settings.test and isinstance(details, OctoDetails) and details.test is True


def charged(transaction: Transaction, answer: PaymentAnswer) -> Money | None:
    """What the payer was charged, or what is held: of a hold that was captured Octo goes on telling the sum it held."""
    return None if answer.total is None else answer.total - _released(transaction, answer)


def gone_back(transaction: Transaction, answer: PaymentAnswer) -> Money | None:
    """What was refunded of the charge, without what a hold released; None when Octo does not tell."""
    if answer.refunded is None:
        return transaction.amount if answer.status.strip().lower() == "refunded" else None
    return answer.refunded - _released(transaction, answer)


def _released(transaction: Transaction, answer: PaymentAnswer) -> Money:
    """What of a hold was never taken; Octo counts it as if it had been refunded."""
    nothing = Money(0, transaction.amount.currency)
    if _is_hold_captured_in_part(transaction, answer):
        return answer.refunded or nothing
    if transaction.captured_amount == nothing:
        return nothing
    released = transaction.amount - transaction.captured_amount
    return released if answer.refunded is None else min(released, answer.refunded)


def _is_hold_captured_in_part(transaction: Transaction, answer: PaymentAnswer) -> bool:
    """Whether what Octo calls refunded was never taken.

    Had somebody captured all of it and sent that part back in the meantime, the same money would be left.
    """
    if transaction.status is not Status.AUTHORIZED or stand_of(answer.status) is not Stand.PAID:
        return False
    return answer.refunded is not None and 0 < answer.refunded.minor_units < transaction.amount.minor_units


def _is_held(transaction: Transaction, stand: Stand) -> bool:
    return stand is Stand.HELD or transaction.status is Status.AUTHORIZED


def _is_ours(transaction: Transaction, answer: PaymentAnswer) -> bool:
    """Of a hold less may be taken than is held: another sum must be noticed before that."""
    if answer.total is None or answer.total == transaction.amount:
        return True
    _log.warning("octo.another_sum_held", transaction_id=str(transaction.id), total=str(answer.total))
    return False
