"""Envelopes for tests of whoever carries or receives them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID, uuid4

from shared_kernel.events import Envelope
from shared_kernel.tenant import TenantId
from tests.builders import TENANT

SUBJECT = UUID("01890000-0000-7000-8000-0000000000aa")
PAID = "billing.transaction.completed.v1"


def an_envelope(
    event_type: str = PAID,
    *,
    tenant_id: TenantId = TENANT,
    subject: UUID = SUBJECT,
    data: Mapping[str, object] | None = None,
) -> Envelope:
    """A fresh event; everything has a usual value."""
    return Envelope(
        id=uuid4(),
        type=event_type,
        tenant_id=tenant_id,
        subject=subject,
        occurred_at=datetime(2026, 1, 15, 10, 20, 30, 123456, tzinfo=UTC),
        data=data or {},
    )
