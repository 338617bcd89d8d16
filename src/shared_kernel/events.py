"""Events: facts that happened, told to everybody who must know.

A module records an `Event` in the commit that made it true; the relay publishes it later as an `Envelope`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from shared_kernel.tenant import TenantId


class Event(Protocol):
    """A fact, as the module that made it records it."""

    @property
    def type(self) -> str:
        """Stable name with version, like `accounts.deposit.pending.v1`."""
        ...

    @property
    def tenant_id(self) -> TenantId:
        """Whose fact it is."""
        ...

    @property
    def subject(self) -> UUID:
        """The aggregate it happened to; events of one subject are published in order."""
        ...

    @property
    def occurred_at(self) -> datetime:
        """When it became true (UTC)."""
        ...

    def data(self) -> Mapping[str, object]:
        """The fact itself: JSON-able, amounts in minor units, no secrets."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """An event on its way: what consumers receive, at least once, in order per subject."""

    id: UUID
    type: str
    tenant_id: TenantId
    subject: UUID
    occurred_at: datetime
    data: Mapping[str, object]
