"""From billing to accounts: the money of a refund is set aside in the wallet that the payment went to."""

from adapters.bridges.payment_identity import accounts_transaction_of
from billing.domain.errors import NotSupportedByGatewayError
from billing.domain.provider_call import Operation
from billing.domain.refund import Refund
from billing.domain.transaction import Transaction


class DepositCover:
    """Billing's refunds of deposits are paid by the accounts the money went to."""

    async def reserve(self, *, transaction: Transaction, refund: Refund) -> None:
        deposit = accounts_transaction_of(
            billing_transaction_id=transaction.id, order_reference=transaction.order_reference
        )
        if deposit is not None:
            raise NotSupportedByGatewayError(gateway=transaction.gateway, operation=Operation.REFUND)
