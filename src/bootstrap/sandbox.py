"""The sandbox's merchants: whoever has configured Click in this installation. In development only."""

from aiohttp import ClientSession, web

from adapters.sandbox.merchants import Merchant
from adapters.sandbox.routes import sandbox_routes
from billing.ports.gateway_configurations import GatewayConfigurations
from bootstrap.containers.foundation import FoundationContainer
from shared_kernel.pagination import MAX_PAGE_SIZE, PageRequest
from shared_kernel.tenant import Tenant
from shared_kernel.tenants import TenantStore

_GATEWAY = "click"


class ConfiguredMerchants:
    """Finds the merchant of a Click service among the gateway configurations of all tenants."""

    def __init__(self, *, tenants: TenantStore, configurations: GatewayConfigurations, public_url: str) -> None:
        self._tenants = tenants
        self._configurations = configurations
        self._public_url = public_url

    async def find(self, service_id: str) -> Merchant | None:
        """The merchant with this service id."""
        return next((merchant for merchant in await self.known() if merchant.service_id == service_id), None)

    async def known(self) -> tuple[Merchant, ...]:
        """The merchants of all tenants, the newest tenant first."""
        tenants = (await self._tenants.list(PageRequest(size=MAX_PAGE_SIZE))).items
        return tuple([merchant for tenant in tenants if (merchant := await self._merchant(tenant)) is not None])

    async def _merchant(self, tenant: Tenant) -> Merchant | None:
        found = await self._configurations.get(tenant_id=tenant.id, gateway=_GATEWAY)
        if found is None or not found.enabled:
            return None
        return Merchant(
            service_id=str(found.settings["service_id"]),
            name=tenant.name,
            secret_key=str(found.settings["secret_key"]),
            webhook_url=f"{self._public_url}/webhooks/{_GATEWAY}/{found.endpoint}",
        )


def sandbox_pages(foundation: FoundationContainer, *, session: ClientSession, public_url: str) -> list[web.RouteDef]:
    """The routes of the simulated providers' pay pages."""
    merchants = ConfiguredMerchants(
        tenants=foundation.tenants(), configurations=foundation.gateway_configurations(), public_url=public_url
    )
    return sandbox_routes(
        merchants=merchants, session=session, clock=foundation.clock(), identifiers=foundation.identifiers()
    )
