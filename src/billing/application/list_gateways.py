"""Show the gateways a tenant has configured."""

from billing.domain.gateway import GatewayConfiguration
from billing.ports.gateway_configurations import GatewayConfigurations
from shared_kernel.tenant import TenantId


class ListGateways:
    """Reads the tenant's gateway configurations; their settings are for adapters, never for answers."""

    def __init__(self, *, configurations: GatewayConfigurations) -> None:
        self._configurations = configurations

    async def __call__(self, *, tenant_id: TenantId) -> tuple[GatewayConfiguration, ...]:
        """Every one, enabled or not, by name."""
        return await self._configurations.list(tenant_id)
