"""Bring an initiated deposit or withdrawal to its gateway."""

from accounts.application.operation_queue import OperationQueue
from accounts.chain.operation import Operation, Verb
from accounts.domain.status import Status
from accounts.domain.transaction import Failure, Transaction
from accounts.ports.payments import PaymentRefusedError, Payments


class OpenPayment:
    """Asks for the payment or payout of an initiated transaction and notes what came of it.

    Safe to repeat at any time: the transaction's id is the payment's idempotency key and a transaction that has moved
    on is answered as it is. That is how a repeated request and the recovery worker heal a crash between the steps.
    """

    def __init__(self, *, queue: OperationQueue, payments: Payments) -> None:
        self._queue = queue
        self._payments = payments

    async def __call__(self, transaction: Transaction) -> Transaction:
        """The transaction: pending, or failed when the gateway refused for good.

        Raises:
            HamyonError: the outcome is not known; the transaction stays initiated.
        """
        if transaction.status is not Status.INITIATED:
            return transaction
        return await self._queue.submit(await self._next_move(transaction))

    async def _next_move(self, transaction: Transaction) -> Operation:
        tenant_id, transaction_id = transaction.tenant_id, transaction.id
        try:
            payment = await self._payments.open(transaction)
        except PaymentRefusedError as refusal:
            failure = Failure(reason=refusal.reason, message=refusal.message)
            return Operation(verb=Verb.FAIL, tenant_id=tenant_id, transaction_id=transaction_id, failure=failure)
        return Operation(
            verb=Verb.PEND,
            tenant_id=tenant_id,
            transaction_id=transaction_id,
            billing_transaction_id=payment.billing_transaction_id,
            payment_url=payment.payment_url,
        )
