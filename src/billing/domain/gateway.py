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
        """Off: no new payments, and its endpoint answers nobody, because its secret may have leaked."""
        return replace(self, enabled=False, updated_at=at)


def local_configuration(*, tenant_id: TenantId, gateway: str, at: datetime) -> GatewayConfiguration:
    """What stands in, unkept, for a gateway with nothing to configure and nobody who calls back."""
    return GatewayConfiguration(
        tenant_id=tenant_id, gateway=gateway, endpoint="", settings={}, enabled=True, created_at=at, updated_at=at
    )
