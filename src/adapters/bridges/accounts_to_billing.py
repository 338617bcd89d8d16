"""From accounts to billing: a deposit opens a payment, a withdrawal opens a payout."""

from accounts.domain.transaction import Kind, Transaction
from accounts.ports.payments import OpenedPayment, PaymentRefusedError
from adapters.bridges.payment_identity import payment_of
from billing.application.check_gateway import CheckGateway
from billing.application.create_transaction import CreateTransaction
from billing.domain.direction import Direction
from billing.domain.errors import GatewayRefusedError
from shared_kernel.errors import ConflictError, ValidationError
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId

_DIRECTIONS = {Kind.DEPOSIT: Direction.PAYMENT, Kind.WITHDRAWAL: Direction.PAYOUT}


class BillingPayments:
    """The accounts module's payments are transactions of billing; their order is the accounts transaction."""

    def __init__(self, *, check_gateway: CheckGateway, create_transaction: CreateTransaction) -> None:
        self._check_gateway = check_gateway
        self._create_transaction = create_transaction

    async def require_available(self, *, tenant_id: TenantId, gateway: str, amount: Money) -> None:
        await self._check_gateway(tenant_id=tenant_id, gateway=gateway, amount=amount)

    async def open(self, transaction: Transaction) -> OpenedPayment:
        try:
            payment = await self._create_transaction(
                tenant_id=transaction.tenant_id,
                transaction_id=payment_of(transaction.id),
                gateway=transaction.gateway,
                direction=_DIRECTIONS[transaction.kind],
                amount=transaction.amount,
                order_reference=str(transaction.id),
                return_url=transaction.return_url,
                destination=transaction.destination,
                metadata=transaction.metadata,
            )
        except (ConflictError, ValidationError, GatewayRefusedError) as refusal:
            if refusal.retryable:
                raise
            raise PaymentRefusedError(reason=refusal.reason, message=refusal.message) from refusal
        return OpenedPayment(billing_transaction_id=payment.id, payment_url=payment.payment_url)
