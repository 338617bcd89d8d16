"""The money will not move: the transaction fails and gives back what it holds."""

from uuid import UUID

from accounts.application.operation_queue import OperationQueue
from accounts.chain.operation import Operation, Verb
from accounts.domain.transaction import Failure, Transaction
from shared_kernel.inbox import InboxMark
from shared_kernel.tenant import TenantId


class FailPayment:
    """Fails an open deposit or withdrawal. Asked twice, it is done once."""

    def __init__(self, *, queue: OperationQueue) -> None:
        self._queue = queue

    async def __call__(
        self,
        *,
        tenant_id: TenantId,
        transaction_id: UUID,
        billing_transaction_id: UUID,
        failure: Failure,
        mark: InboxMark,
    ) -> Transaction:
        """The failed transaction; `billing_transaction_id` is the payment that will not move the money.

        Raises:
            TransactionNotFoundError: no such transaction in this tenant.
            IllegalStatusError: the money had moved already.
        """
        return await self._queue.submit(
            Operation(
                verb=Verb.FAIL,
                tenant_id=tenant_id,
                transaction_id=transaction_id,
                billing_transaction_id=billing_transaction_id,
                failure=failure,
                mark=mark,
            )
        )
