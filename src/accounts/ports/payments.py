"""Payments, as a port: what the accounts module asks of whoever takes money in and pays it out."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from accounts.domain.transaction import Transaction
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedPayment:
    """A payment or payout that waits for the payer or the operator."""

    billing_transaction_id: UUID
    payment_url: str


class PaymentRefusedError(Exception):
    """The gateway refused for good: the transaction fails with this reason."""

    def __init__(self, *, reason: str, message: str) -> None:
        self.reason = reason
        self.message = message
        super().__init__(message)


class Payments(Protocol):
    """Opens payments and payouts."""

    async def require_available(self, *, tenant_id: TenantId, gateway: str, amount: Money) -> None:
        """Raise the typed reason (ValidationError or ConflictError) why this gateway cannot serve this amount."""
        ...

    async def open(self, transaction: Transaction) -> OpenedPayment:
        """Open the payment of a deposit or the payout of a withdrawal.

        The transaction's id is the idempotency key: asking again answers the same payment.

        Raises:
            PaymentRefusedError: the gateway said no, and will say no again.
            HamyonError: nothing is known about the outcome; asking again is safe.
        """
        ...
