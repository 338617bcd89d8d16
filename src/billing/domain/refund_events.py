"""What billing tells of refunds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from billing.domain.refund import Refund
from billing.domain.transaction import Transaction
from shared_kernel.tenant import TenantId

REFUND_SUCCEEDED = "billing.refund.succeeded.v1"
REFUND_FAILED = "billing.refund.failed.v1"
REFUND_CANCELED = "billing.refund.canceled.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundChanged:
    """A refund reached a status: pending, succeeded, failed or canceled."""

    refund: Refund
    transaction: Transaction

    @property
    def type(self) -> str:
        """Like `billing.refund.succeeded.v1`."""
        return f"billing.refund.{self.refund.status}.v1"

    @property
    def tenant_id(self) -> TenantId:
        """The tenant of the refund."""
        return self.refund.tenant_id

    @property
    def subject(self) -> UUID:
        """The payment, so that its story stays in order."""
        return self.refund.transaction_id

    @property
    def occurred_at(self) -> datetime:
        """When the status was reached (UTC)."""
        return self.refund.updated_at

    def data(self) -> Mapping[str, object]:
        """The refund and whose it is; amounts in minor units of `currency`, times as ISO 8601 in UTC."""
        refund, transaction = self.refund, self.transaction
        return {
            "refund_id": str(refund.id),
            "transaction_id": str(refund.transaction_id),
            "gateway": transaction.gateway,
            "order_reference": transaction.order_reference,
            "amount": refund.amount.minor_units,
            "currency": refund.amount.currency.code,
            "original_amount": transaction.captured_amount.minor_units,
            "refunded_amount": transaction.refunded_amount.minor_units,
            "status": refund.status.value,
            "origin": refund.origin.value,
            "reason": refund.reason,
            "failure": refund.failure and {"reason": refund.failure.reason, "message": refund.failure.message},
            "occurred_at": self.occurred_at.isoformat(),
        }
