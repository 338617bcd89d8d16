"""Where the tenants' gateway configurations are kept, as a port."""

from typing import Protocol

from billing.domain.gateway import GatewayConfiguration
from shared_kernel.tenant import TenantId


class GatewayConfigurations(Protocol):
    """One configuration per tenant and gateway; settings are encrypted at rest. Each call commits by itself."""

    async def get(self, *, tenant_id: TenantId, gateway: str) -> GatewayConfiguration | None:
        """The tenant's configuration of the gateway, also a disabled one."""
        ...

    async def by_endpoint(self, *, gateway: str, endpoint: str) -> GatewayConfiguration | None:
        """The enabled configuration whose provider calls this endpoint, whoever's it is.

        A disabled one is not answered: it may be disabled because its secret leaked.
        """
        ...

    async def save(self, configuration: GatewayConfiguration) -> GatewayConfiguration:
        """Keep it in place of the tenant's former one for this gateway, whose endpoint and creation stay.

        Returns:
            What is kept now: two may configure a gateway for the first time at once, and both hear one endpoint.
        """
        ...

    async def list(self, tenant_id: TenantId) -> tuple[GatewayConfiguration, ...]:
        """Every configuration of the tenant, by gateway name."""
        ...
