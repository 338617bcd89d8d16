"""A tenant's way to one payment provider."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from shared_kernel.tenant import TenantId

Settings = Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayConfiguration:
    """What one tenant told us about one gateway.

    Attributes:
        endpoint: unguessable token in the address the provider calls; it names tenant and gateway before anything
            else is known.
        settings: the gateway's own words, read only by its adapter; secrets among them, so never shown or logged.
    """

    tenant_id: TenantId
    gateway: str
    endpoint: str
    settings: Settings = field(repr=False)
    enabled: bool
    created_at: datetime
    updated_at: datetime

    def changed(self, *, settings: Settings, at: datetime) -> "GatewayConfiguration":
        """With other settings and enabled; the endpoint stays, because the provider has been told its address."""
        return replace(self, settings=settings, enabled=True, updated_at=at)

    def disabled(self, *, at: datetime) -> "GatewayConfiguration":
        """Taking no new payments; the endpoint still answers, for money that is already under way."""
        return replace(self, enabled=False, updated_at=at)
