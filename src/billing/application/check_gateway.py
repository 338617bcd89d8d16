"""Whether a gateway can be used, asked before anything is begun."""

from billing.application.gateway_use import is_on, require_currency
from billing.domain.amounts import require_possible
from billing.domain.errors import GatewayNotConfiguredError
from billing.ports.gateway_configurations import GatewayConfigurations
from billing.ports.payment_provider import PaymentProviders
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


class CheckGateway:
    """Tells whether the tenant may take or pay this amount through this gateway now."""

    def __init__(self, *, providers: PaymentProviders, configurations: GatewayConfigurations) -> None:
        self._providers = providers
        self._configurations = configurations

    async def __call__(self, *, tenant_id: TenantId, gateway: str, amount: Money) -> None:
        """Let a usable gateway pass.

        Raises:
            UnknownGatewayError: there is none of this name.
            CurrencyNotSupportedError: it does not take the currency.
            AmountTooLargeError, InvalidAmountError: no payment can have this amount.
            GatewayNotConfiguredError: the tenant has not configured it, or disabled it.
        """
        provider = self._providers.get(gateway)
        require_currency(provider, gateway=gateway, currency=amount.currency)
        require_possible(amount)
        configuration = await self._configurations.get(tenant_id=tenant_id, gateway=gateway)
        if not is_on(provider, configuration):
            raise GatewayNotConfiguredError(gateway)
