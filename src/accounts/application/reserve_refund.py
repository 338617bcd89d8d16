"""Reserve a refund: the customer's account gives the money back before the gateway is asked to."""

from uuid import UUID

from accounts.application.operation_queue import OperationQueue
from accounts.chain.operation import Operation, Verb
from accounts.domain.errors import IllegalStatusError
from accounts.domain.status import Status
from accounts.domain.transaction import Transaction
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


class ReserveRefund:
    """Holds what a refund of a deposit will take from its account. `BookRefund` takes it, or gives it back."""

    def __init__(self, *, queue: OperationQueue) -> None:
        self._queue = queue

    async def __call__(
        self, *, tenant_id: TenantId, refund_id: UUID, deposit_id: UUID, billing_transaction_id: UUID, amount: Money
    ) -> Transaction:
        """The refund: pending, its money held. Asked again under the same id, the same one.

        `amount` is what the payer gets back, in the currency they paid; a converted deposit is paid back at its rate.

        Raises:
            InsufficientFundsError, AccountClosedError: the account cannot give the money. A frozen one can: a freeze
                stops the customer, not the operator.
            TransactionNotFoundError: there is no such deposit.
            DepositNotBookedError: that it was paid is not known here yet.
            IllegalStatusError: this refund has failed before.
        """
        refund = await self._queue.submit(
            Operation(
                verb=Verb.RESERVE_REFUND,
                tenant_id=tenant_id,
                transaction_id=refund_id,
                refunded_transaction_id=deposit_id,
                billing_transaction_id=billing_transaction_id,
                minor_units=amount.minor_units,
                currency_code=amount.currency.code,
            )
        )
        if refund.status is Status.FAILED:
            raise IllegalStatusError(parameters={"current": refund.status, "wanted": Status.PENDING})
        return refund
