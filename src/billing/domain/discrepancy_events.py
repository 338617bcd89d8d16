"""What billing tells of discrepancies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from billing.domain.discrepancy import Discrepancy
from shared_kernel.tenant import TenantId

DISCREPANCY_RECORDED = "billing.discrepancy.recorded.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscrepancyRecorded:
    """A provider's word and our books do not agree; somebody must look into it."""

    discrepancy: Discrepancy

    @property
    def type(self) -> str:
        """Always the same."""
        return DISCREPANCY_RECORDED

    @property
    def tenant_id(self) -> TenantId:
        """The tenant of the discrepancy."""
        return self.discrepancy.tenant_id

    @property
    def subject(self) -> UUID:
        """The transaction it is about, so that its story stays in order; itself where billing knows of none."""
        return self.discrepancy.transaction_id or self.discrepancy.id

    @property
    def occurred_at(self) -> datetime:
        """When it was noticed or, once it is resolved, when that was (UTC)."""
        return self.discrepancy.resolved_at or self.discrepancy.created_at

    def data(self) -> Mapping[str, object]:
        """The discrepancy; the amount in minor units of `currency`, the time as ISO 8601 in UTC."""
        transaction_id = self.discrepancy.transaction_id
        return {
            "discrepancy_id": str(self.discrepancy.id),
            "transaction_id": str(transaction_id) if transaction_id else None,
            "gateway": self.discrepancy.gateway,
            "party": self.discrepancy.party.value,
            "kind": self.discrepancy.kind.value,
            "amount": self.discrepancy.amount.minor_units,
            "currency": self.discrepancy.amount.currency.code,
            "payment": self.discrepancy.payment,
            "note": self.discrepancy.note,
            "resolution": self.discrepancy.resolution,
            "resolved_by": self.discrepancy.resolved_by,
            "occurred_at": self.occurred_at.isoformat(),
        }
