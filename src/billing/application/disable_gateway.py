"""Stop taking money through a gateway."""

from billing.domain.errors import GatewayNotConfiguredError
from billing.domain.gateway import GatewayConfiguration
from billing.ports.gateway_configurations import GatewayConfigurations
from shared_kernel.clock import Clock
from shared_kernel.tenant import TenantId


class DisableGateway:
    """Turns a gateway off: no new payments, and its endpoint answers nobody until it is configured again."""

    def __init__(self, *, configurations: GatewayConfigurations, clock: Clock) -> None:
        self._configurations = configurations
        self._clock = clock

    async def __call__(self, *, tenant_id: TenantId, gateway: str) -> GatewayConfiguration:
        """Disable it; one that is disabled stays so.

        Raises:
            GatewayNotConfiguredError: the tenant never configured it.
        """
        known = await self._configurations.get(tenant_id=tenant_id, gateway=gateway)
        if known is None:
            raise GatewayNotConfiguredError(gateway)
        return await self._configurations.save(known.disabled(at=self._clock.now()))
