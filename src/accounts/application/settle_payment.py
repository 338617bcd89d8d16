"""What a gateway's verdict does to the deposit or withdrawal behind it."""

from uuid import UUID

from accounts.application.operation_queue import OperationQueue
from accounts.chain.operation import Operation, Verb
from accounts.domain.transaction import Transaction
from shared_kernel.inbox import InboxMark
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


class SettlePayment:
    """The money has moved: post it and complete the transaction. Asked twice, it is done once.

    A transaction that has failed is completed all the same: the payer was quicker than the clock, and what came is
    booked. What left after all is taken from the account, as far as it has it, and from the house.
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
        moved: Money,
        mark: InboxMark,
    ) -> Transaction:
        """The transaction: completed, or as a later version of its payment has left it.

        `billing_transaction_id` is the payment that moved the money, `payment_version` counts its changes.

        Raises:
            TransactionNotFoundError: no such transaction in this tenant.
            CurrencyMismatchError: the gateway moved something else than was asked.
        """
        return await self._queue.submit(
            Operation(
                verb=Verb.SETTLE,
                tenant_id=tenant_id,
                transaction_id=transaction_id,
                billing_transaction_id=billing_transaction_id,
                payment_version=payment_version,
                minor_units=moved.minor_units,
                currency_code=moved.currency.code,
                mark=mark,
            )
        )
