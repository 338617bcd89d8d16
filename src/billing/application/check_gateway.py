"""Whether a gateway can be used, asked before anything is begun."""

from billing.domain.errors import CurrencyNotSupportedError, GatewayNotConfiguredError
from billing.ports.gateway_configurations import GatewayConfigurations
from billing.ports.payment_provider import PaymentProviders
from shared_kernel.currency import Currency
from shared_kernel.tenant import TenantId


class CheckGateway:
    """Tells whether the tenant may take or pay this currency through this gateway now."""

    def __init__(self, *, providers: PaymentProviders, configurations: GatewayConfigurations) -> None:
        self._providers = providers
        self._configurations = configurations

    async def __call__(self, *, tenant_id: TenantId, gateway: str, currency: Currency) -> None:
        """Let a usable gateway pass.

        Raises:
            UnknownGatewayError: there is none of this name.
            CurrencyNotSupportedError: it does not take the currency.
            GatewayNotConfiguredError: the tenant has not configured it, or disabled it.
        """
        provider = self._providers.get(gateway)
        if provider.currencies is not None and currency.code not in provider.currencies:
            raise CurrencyNotSupportedError(gateway=gateway, currency=currency.code)
        configuration = await self._configurations.get(tenant_id=tenant_id, gateway=gateway)
        # A gateway that settles locally has nothing to configure, but it can be disabled.
        if not provider.settles_locally if configuration is None else not configuration.enabled:
            raise GatewayNotConfiguredError(gateway)
