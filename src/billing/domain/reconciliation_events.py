"""What billing tells of reconciliations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from billing.domain.reconciliation import Reconciliation
from shared_kernel.tenant import TenantId

RECONCILIATION_COMPLETED = "billing.reconciliation.completed.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciliationCompleted:
    """A gateway's payments of some period were compared, all of them."""

    reconciliation: Reconciliation

    @property
    def type(self) -> str:
        """Always the same."""
        return RECONCILIATION_COMPLETED

    @property
    def tenant_id(self) -> TenantId:
        """Whose payments."""
        return self.reconciliation.tenant_id

    @property
    def subject(self) -> UUID:
        """The reconciliation."""
        return self.reconciliation.id

    @property
    def occurred_at(self) -> datetime:
        """When it was completed (UTC)."""
        return self.reconciliation.completed_at or self.reconciliation.created_at

    def data(self) -> Mapping[str, object]:
        """What was compared and what does not agree; times as ISO 8601 in UTC."""
        run, counts = self.reconciliation, self.reconciliation.counts
        return {
            "reconciliation_id": str(run.id),
            "gateway": run.gateway,
            "start": run.period.start.isoformat(),
            "end": run.period.end.isoformat(),
            "requested_by": run.requested_by,
            "lines": counts.lines,
            "payments": counts.payments,
            "asked": counts.asked,
            "unanswered": counts.unanswered,
            "discrepancies": {kind.value: count for kind, count in counts.discrepancies.items()},
            "occurred_at": self.occurred_at.isoformat(),
        }
