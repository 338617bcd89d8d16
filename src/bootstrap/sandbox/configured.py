"""Who takes money through a gateway here: the simulated providers know their merchants from this."""

from dataclasses import dataclass, field

from billing.domain.gateway import GatewayConfiguration
from billing.ports.gateway_configurations import GatewayConfigurations
from shared_kernel.pagination import MAX_PAGE_SIZE, PageRequest
from shared_kernel.tenant import Tenant
from shared_kernel.tenants import TenantStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Configured:
    """A tenant's way to a provider, as the provider sees it.

    Attributes:
        name: what payers are shown.
        webhook_url: what the provider calls. Its last part is an endpoint token, so it is not shown.
    """

    name: str
    webhook_url: str = field(repr=False)
    configuration: GatewayConfiguration


class ConfiguredGateways:
    """Looks through the gateway configurations of all tenants, anew every time, so that nothing needs a restart."""

    def __init__(self, *, tenants: TenantStore, configurations: GatewayConfigurations, public_url: str) -> None:
        self._tenants = tenants
        self._configurations = configurations
        self._public_url = public_url

    async def of(self, gateway: str) -> tuple[Configured, ...]:
        """Every tenant that has this gateway enabled, the newest first."""
        tenants = (await self._tenants.list(PageRequest(size=MAX_PAGE_SIZE))).items
        return tuple([found for tenant in tenants if (found := await self._of_tenant(tenant, gateway)) is not None])

    async def _of_tenant(self, tenant: Tenant, gateway: str) -> Configured | None:
        configuration = await self._configurations.get(tenant_id=tenant.id, gateway=gateway)
        if configuration is None or not configuration.enabled:
            return None
        webhook_url = f"{self._public_url}/webhooks/{gateway}/{configuration.endpoint}"
        return Configured(name=tenant.name, webhook_url=webhook_url, configuration=configuration)
