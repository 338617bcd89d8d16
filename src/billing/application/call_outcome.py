"""What a caller is told of a call that was made for him, and whether another may be made."""

from billing.application.make_call import Made
from billing.domain.errors import GatewayRefusedError, OperationInProgressError, UnknownOutcomeError
from billing.domain.provider_call import CallStatus, Operation
from billing.domain.transaction import Transaction
from billing.ports.unit_of_work import BillingUnitOfWork
from shared_kernel.idempotency import RequestInProgressError

_MOVING = frozenset({Operation.CREATE, Operation.CAPTURE, Operation.CANCEL, Operation.PAY_OUT})


def require_done(made: Made) -> Transaction:
    """The transaction of a call that is done.

    Raises:
        GatewayRefusedError: the provider said no, in its code and words.
        RequestInProgressError: somebody is asking the provider at this moment.
        UnknownOutcomeError: it is not known yet; the same request again tells.
        HamyonError: whatever else kept the provider from being asked.
    """
    call = made.call
    match call.status:
        case CallStatus.DONE:
            return made.transaction
        case CallStatus.REFUSED:
            raise GatewayRefusedError(gateway=call.gateway, code=call.code, message=call.message)
        case _ if made.obstacle is not None:
            raise made.obstacle
        case CallStatus.UNDER_WAY:
            raise RequestInProgressError
        case CallStatus.DROPPED:
            # What it was to do has happened otherwise, or the payment is over.
            return made.transaction
        case _:
            raise UnknownOutcomeError


async def require_nothing_under_way(unit: BillingUnitOfWork, transaction: Transaction) -> None:
    """Let a locked transaction pass of which its gateway is asked nothing that decides about its money.

    Raises:
        OperationInProgressError: it is.
    """
    calls = await unit.calls.of_transaction(transaction.id)
    if any(call.is_open and call.operation in _MOVING for call in calls):
        raise OperationInProgressError
