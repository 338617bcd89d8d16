"""From billing to accounts: the money of a refund is set aside in the wallet that the payment went to."""

from accounts.application.reserve_refund import ReserveRefund
from adapters.bridges.payment_identity import accounts_transaction_of, refund_of
from billing.domain.refund import Refund
from billing.domain.transaction import Transaction


class DepositCover:
    """Billing's refunds of deposits are paid by the accounts the money went to."""

    def __init__(self, *, reserve_refund: ReserveRefund) -> None:
        self._reserve_refund = reserve_refund

    async def reserve(self, *, transaction: Transaction, refund: Refund) -> None:
        deposit = accounts_transaction_of(
            billing_transaction_id=transaction.id, order_reference=transaction.order_reference
        )
        if deposit is None:
            return
        await self._reserve_refund(
            tenant_id=transaction.tenant_id,
            refund_id=refund_of(refund.id),
            deposit_id=deposit,
            billing_transaction_id=transaction.id,
            amount=refund.amount,
        )
