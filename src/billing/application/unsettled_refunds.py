"""A refund whose end no gateway tells becomes an operator's work; once the end is known, that work is over.

Click tells nothing of parts that went back, and Octo nothing of a refund that its bank returned: whoever only asks on
keeps the payer waiting for ever.
"""

from datetime import datetime, timedelta

from billing.application.keep_discrepancy import keep_discrepancy, record_discrepancy
from billing.domain.discrepancy import Discrepancy, unsettled_refund
from billing.domain.provider_call import Operation, ProviderCall
from billing.domain.transaction import Transaction
from billing.ports.unit_of_work import BillingUnitOfWork

# For so long a refund may be in doubt, or on its way by its gateway's own word; it is asked about all the same.
DOUBT = timedelta(days=1)
WAY = timedelta(days=7)


async def watch_refund(unit: BillingUnitOfWork, *, call: ProviderCall, transaction: Transaction, at: datetime) -> None:
    """Have somebody look after the refund of a call that takes too long; its transaction is locked."""
    is_overdue = at >= call.created_at + (DOUBT if call.operation is Operation.REFUND else WAY)
    if not is_overdue or not _is_about_refund(call, transaction):
        return
    refund = await unit.refunds.get(call.subject_id)
    unsettled = unsettled_refund(transaction=transaction, refund=refund, at=at)
    if not refund.is_open:
        await _close(unit, unsettled, of=transaction, at=at, word=refund.status)
    elif _nobody_tells(call):
        await record_discrepancy(unit, unsettled)


async def _close(unit: BillingUnitOfWork, unsettled: Discrepancy, *, of: Transaction, at: datetime, word: str) -> None:
    for known in await unit.discrepancies.of_transaction(of.id):
        if known.id == unsettled.id and known.is_open:
            await keep_discrepancy(unit, known.resolve(at=at, resolution=f"The refund ended: {word}."))


def _is_about_refund(call: ProviderCall, transaction: Transaction) -> bool:
    is_about_payment = call.subject_id == transaction.id
    return call.operation is Operation.REFUND or (call.operation is Operation.LOOK_UP and not is_about_payment)


def _nobody_tells(call: ProviderCall) -> bool:
    return call.is_open and (call.doubtful or call.operation is Operation.LOOK_UP)
