"""What billing tells everybody: every change of a transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from billing.domain.direction import Direction
from billing.domain.failure import Failure
from billing.domain.status import Status
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId

CREATED = "created"
DETAILS_CHANGED = "details_changed"
RESTORED = "restored"

TRANSACTION_PENDING = "billing.transaction.pending.v1"
TRANSACTION_COMPLETED = "billing.transaction.completed.v1"
TRANSACTION_FAILED = "billing.transaction.failed.v1"
TRANSACTION_CANCELED = "billing.transaction.canceled.v1"
TRANSACTION_EXPIRED = "billing.transaction.expired.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionChanged:
    """A transaction as it stands after a change.

    Attributes:
        kind: what happened: `created`, `details_changed`, `restored` (a refund came back), or else the new status.
        version: counts the changes of this transaction from 1, without gaps.
    """

    kind: str
    tenant_id: TenantId
    transaction_id: UUID
    gateway: str
    direction: Direction
    status: Status
    version: int
    amount: Money
    captured_amount: Money
    refunded_amount: Money
    order_reference: str
    payment_url: str
    failure: Failure | None
    metadata: Mapping[str, str]
    late: bool
    occurred_at: datetime

    @property
    def type(self) -> str:
        """Like `billing.transaction.completed.v1`."""
        return f"billing.transaction.{self.kind}.v1"

    @property
    def subject(self) -> UUID:
        """The transaction."""
        return self.transaction_id

    def data(self) -> Mapping[str, object]:
        """The transaction; amounts in minor units of `currency`, times as ISO 8601 in UTC."""
        return {
            "transaction_id": str(self.transaction_id),
            "gateway": self.gateway,
            "direction": self.direction.value,
            "status": self.status.value,
            "version": self.version,
            "amount": self.amount.minor_units,
            "currency": self.amount.currency.code,
            "captured_amount": self.captured_amount.minor_units,
            "refunded_amount": self.refunded_amount.minor_units,
            "order_reference": self.order_reference,
            "payment_url": self.payment_url,
            "failure": self.failure and {"reason": self.failure.reason, "message": self.failure.message},
            "metadata": dict(self.metadata),
            "late": self.late,
            "occurred_at": self.occurred_at.isoformat(),
        }
