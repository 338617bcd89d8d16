"""What a gateway's verdict does to the deposit or withdrawal behind it."""

from uuid import UUID

from accounts.application.operation_queue import OperationQueue
from accounts.chain.operation import Operation, Verb
from accounts.domain.transaction import Transaction
from shared_kernel.inbox import InboxMark
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


class SettlePayment:
    """The money has moved: post it and complete the transaction. Asked twice, it is done once."""

    def __init__(self, *, queue: OperationQueue) -> None:
        self._queue = queue

    async def __call__(
        self, *, tenant_id: TenantId, transaction_id: UUID, billing_transaction_id: UUID, moved: Money, mark: InboxMark
    ) -> Transaction:
        """The completed transaction; `billing_transaction_id` is the payment that moved the money.

        Raises:
            TransactionNotFoundError: no such transaction in this tenant.
            CurrencyMismatchError: the gateway moved something else than was asked.
            IllegalStatusError: the transaction has failed before.
        """
        return await self._queue.submit(
            Operation(
                verb=Verb.SETTLE,
                tenant_id=tenant_id,
                transaction_id=transaction_id,
                billing_transaction_id=billing_transaction_id,
                minor_units=moved.minor_units,
                currency_code=moved.currency.code,
                mark=mark,
            )
        )
