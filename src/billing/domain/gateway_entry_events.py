"""What billing tells of fees and disputes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from billing.domain.gateway_entry import EntryKind, GatewayEntry
from shared_kernel.tenant import TenantId

FEE_RECORDED = "billing.fee.recorded.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayEntryRecorded:
    """A gateway kept a fee, or a dispute moved on; told once for each."""

    entry: GatewayEntry

    @property
    def type(self) -> str:
        """The fee's own, or like `billing.dispute.withdrawn.v1`."""
        if self.entry.kind is EntryKind.FEE:
            return FEE_RECORDED
        return f"billing.dispute.{self.entry.kind.removeprefix('dispute_')}.v1"

    @property
    def tenant_id(self) -> TenantId:
        """The tenant of the payment."""
        return self.entry.tenant_id

    @property
    def subject(self) -> UUID:
        """The payment, so that its story stays in order."""
        return self.entry.transaction_id

    @property
    def occurred_at(self) -> datetime:
        """When we heard of it (UTC)."""
        return self.entry.created_at

    def data(self) -> Mapping[str, object]:
        """The fee or the dispute; the amount in minor units of `currency`, the time as ISO 8601 in UTC."""
        entry = self.entry
        name = "fee_id" if entry.kind is EntryKind.FEE else "dispute_id"
        return {
            name: str(entry.subject_id),
            "transaction_id": str(entry.transaction_id),
            "gateway": entry.gateway,
            "amount": entry.amount.minor_units,
            "currency": entry.amount.currency.code,
            "movement": entry.kind.removeprefix("dispute_"),
            "external_id": entry.external_id,
            "occurred_at": self.occurred_at.isoformat(),
        }
