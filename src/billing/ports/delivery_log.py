"""The memory of everything that providers ever sent us, as a port."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared_kernel.tenant import TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One call of a provider and our answer to it, also of a call we refused.

    Attributes:
        tenant_id: None when the endpoint names nobody.
        headers: without those that carry secrets.
        outcome: one word for the operator: `accepted`, `refused: -1`, `failed`.
    """

    gateway: str
    endpoint: str
    tenant_id: TenantId | None
    received_at: datetime
    headers: Mapping[str, str]
    body: bytes
    outcome: str
    http_status: int
    answer: bytes
    correlation_id: str
    duration_ms: int


class DeliveryLog(Protocol):
    """Keeps deliveries for audit and replay."""

    async def record(self, delivery: Delivery) -> None:
        """Keep it, in a commit of its own: a refused or failed call is remembered as well."""
        ...
