"""The money will not move, or has come back: the transaction fails and gives back what it holds or has taken."""

from uuid import UUID

from accounts.application.operation_queue import OperationQueue
from accounts.chain.operation import Operation, Verb
from accounts.domain.transaction import Failure, Transaction
from shared_kernel.inbox import InboxMark
from shared_kernel.tenant import TenantId


class FailPayment:
    """Fails what is open, and money that went out and came back days later is re-credited. Asked twice, done once.

    A deposit that was paid does not fail any more: its money goes back by a refund.
    """

    def __init__(self, *, queue: OperationQueue) -> None:
        self._queue = queue

    async def __call__(
        self,
        *,
        tenant_id: TenantId,
        transaction_id: UUID,
        billing_transaction_id: UUID,
        payment_version: int,
        failure: Failure,
        mark: InboxMark,
    ) -> Transaction:
        """The transaction: failed, or as a later version of its payment has left it.

        `billing_transaction_id` is the payment that moves no money, `payment_version` counts its changes.

        Raises:
            TransactionNotFoundError: no such transaction in this tenant.
        """
        return await self._queue.submit(
            Operation(
                verb=Verb.FAIL,
                tenant_id=tenant_id,
                transaction_id=transaction_id,
                billing_transaction_id=billing_transaction_id,
                payment_version=payment_version,
                failure=failure,
                mark=mark,
            )
        )
