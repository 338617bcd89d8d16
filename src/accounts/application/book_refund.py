"""Book a refund: what became of it at the gateway, whether we had asked for it or not."""

from dataclasses import dataclass
from uuid import UUID

from accounts.application.operation_queue import OperationQueue
from accounts.chain.operation import Operation, Verb
from accounts.domain.transaction import Failure, Transaction
from shared_kernel.inbox import InboxMark
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundVerdict:
    """What a gateway said of a refund.

    Attributes:
        refund_id: the id of the refund's transaction; it follows from billing's, so that nothing is booked twice.
        deposit_id: the deposit that is paid back.
        version: counts the changes of the refund.
        amount: what went back, in the currency that was paid.
        failure: why the money is still here, or here again; None when it went back.
    """

    tenant_id: TenantId
    refund_id: UUID
    deposit_id: UUID
    billing_transaction_id: UUID
    version: int
    amount: Money
    failure: Failure | None = None


class BookRefund:
    """Ends a reserved refund, and books one that nobody reserved.

    - Money that the provider gave back unasked is gone: the account pays what it has available, the house the rest,
      so that no customer falls below zero.
    - A refund that fails after it succeeded gives everybody back what they paid, once.
    - What the customer gets back of a failed refund repays the house first, for other refunds of the same deposit.
    """

    def __init__(self, *, queue: OperationQueue) -> None:
        self._queue = queue

    async def __call__(self, *, verdict: RefundVerdict, mark: InboxMark) -> Transaction:
        """The refund as this verdict, or a later one, has left it.

        Raises:
            TransactionNotFoundError: there is no such deposit.
            DepositNotBookedError: that it was paid is not known here yet.
            CurrencyMismatchError: another amount than was reserved, or another currency than was paid.
        """
        return await self._queue.submit(
            Operation(
                verb=Verb.FAIL_REFUND if verdict.failure else Verb.BOOK_REFUND,
                tenant_id=verdict.tenant_id,
                transaction_id=verdict.refund_id,
                refunded_transaction_id=verdict.deposit_id,
                billing_transaction_id=verdict.billing_transaction_id,
                payment_version=verdict.version,
                minor_units=verdict.amount.minor_units,
                currency_code=verdict.amount.currency.code,
                failure=verdict.failure,
                mark=mark,
            )
        )
