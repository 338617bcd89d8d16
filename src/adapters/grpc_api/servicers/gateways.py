"""AdminService: the gateways of the caller's tenant."""

from uuid import UUID, uuid5

from adapters.grpc_api.call import Call
from adapters.grpc_api.mapping.gateways import gateway_to, settings_from
from billing.application.configure_gateway import ConfigureGateway
from billing.application.disable_gateway import DisableGateway
from billing.application.list_gateways import ListGateways
from billing.domain.errors import GatewayNotConfiguredError
from billing.domain.gateway import GatewayConfiguration
from billing.ports.payment_provider import PaymentProviders
from hamyon.admin.v1 import gateways_pb2 as messages
from shared_kernel.idempotency import request_key
from shared_kernel.once import Once
from shared_kernel.tenant import TenantId


class GatewaysServicer:
    """Configures gateways; `calling_gateways` are those whose provider calls our webhooks below `webhook_base_url`."""

    def __init__(
        self,
        *,
        configure: ConfigureGateway,
        list_: ListGateways,
        disable: DisableGateway,
        providers: PaymentProviders,
        once: Once,
        calling_gateways: frozenset[str],
        webhook_base_url: str,
    ) -> None:
        self._configure = configure
        self._list = list_
        self._disable = disable
        self._providers = providers
        self._once = once
        self._calling_gateways = calling_gateways
        self._webhook_base_url = webhook_base_url

    async def configure_gateway(
        self, request: messages.ConfigureGatewayRequest, call: Call
    ) -> messages.ConfigureGatewayResponse:
        """Rpc ConfigureGateway."""
        gateway, settings = settings_from(request)

        async def configure() -> GatewayConfiguration:
            return await self._configure(tenant_id=call.tenant_id, gateway=gateway, settings=settings)

        configured = await self._once(
            tenant_id=call.tenant_id,
            key=request_key(
                request_id=request.request_id,
                operation="ConfigureGateway",
                content=(gateway, *sorted(settings.items())),
            ),
            resource_id=_name(call.tenant_id, gateway),
            act=configure,
            recall=lambda: self._configured(call.tenant_id, gateway),
        )
        return messages.ConfigureGatewayResponse(gateway=self._shown(configured))

    async def list_gateways(self, request: messages.ListGatewaysRequest, call: Call) -> messages.ListGatewaysResponse:
        """Rpc ListGateways."""
        configured = await self._list(tenant_id=call.tenant_id)
        return messages.ListGatewaysResponse(gateways=map(self._shown, configured))

    async def disable_gateway(
        self, request: messages.DisableGatewayRequest, call: Call
    ) -> messages.DisableGatewayResponse:
        """Rpc DisableGateway."""
        # Asked first, so that a gateway that does not exist is not called unconfigured.
        self._providers.get(request.gateway)

        async def disable() -> GatewayConfiguration:
            return await self._disable(tenant_id=call.tenant_id, gateway=request.gateway)

        disabled = await self._once(
            tenant_id=call.tenant_id,
            key=request_key(request_id=request.request_id, operation="DisableGateway", content=(request.gateway,)),
            resource_id=_name(call.tenant_id, request.gateway),
            act=disable,
            recall=lambda: self._configured(call.tenant_id, request.gateway),
        )
        return messages.DisableGatewayResponse(gateway=self._shown(disabled))

    async def _configured(self, tenant_id: TenantId, gateway: str) -> GatewayConfiguration:
        for configuration in await self._list(tenant_id=tenant_id):
            if configuration.gateway == gateway:
                return configuration
        raise GatewayNotConfiguredError(gateway)

    def _shown(self, configuration: GatewayConfiguration) -> messages.Gateway:
        return gateway_to(
            configuration,
            provider_calls=configuration.gateway in self._calling_gateways,
            webhook_base_url=self._webhook_base_url,
        )


def _name(tenant_id: TenantId, gateway: str) -> UUID:
    """A gateway has no id of its own: it is named by its tenant and what it is."""
    return uuid5(tenant_id, f"gateway:{gateway}")
