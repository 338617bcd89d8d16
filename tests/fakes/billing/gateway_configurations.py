"""Gateway configurations in memory."""

from dataclasses import replace

from billing.domain.gateway import GatewayConfiguration
from shared_kernel.tenant import TenantId


class MemoryGatewayConfigurations:
    def __init__(self) -> None:
        self._kept: dict[tuple[TenantId, str], GatewayConfiguration] = {}

    async def get(self, *, tenant_id: TenantId, gateway: str) -> GatewayConfiguration | None:
        return self._kept.get((tenant_id, gateway))

    async def by_endpoint(self, *, gateway: str, endpoint: str) -> GatewayConfiguration | None:
        enabled = (one for one in self._kept.values() if one.enabled)
        return next((one for one in enabled if (one.gateway, one.endpoint) == (gateway, endpoint)), None)

    async def save(self, configuration: GatewayConfiguration) -> GatewayConfiguration:
        key = configuration.tenant_id, configuration.gateway
        first = self._kept.get(key, configuration)
        self._kept[key] = replace(configuration, endpoint=first.endpoint, created_at=first.created_at)
        return self._kept[key]

    async def list(self, tenant_id: TenantId) -> tuple[GatewayConfiguration, ...]:
        mine = (one for one in self._kept.values() if one.tenant_id == tenant_id)
        return tuple(sorted(mine, key=lambda one: one.gateway))
