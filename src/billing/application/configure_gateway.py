"""Tell us how to take money through a gateway."""

from billing.domain.gateway import GatewayConfiguration, Settings
from billing.domain.guard_settings import InvalidGuardSettingsError, guard_of
from billing.ports.gateway_configurations import GatewayConfigurations
from billing.ports.payment_provider import PaymentProviders
from shared_kernel.clock import Clock
from shared_kernel.identifiers import Identifiers
from shared_kernel.tenant import TenantId


class ConfigureGateway:
    """Configures a gateway of the tenant, or configures it anew and enables it.

    - Half a configuration is refused here, not when a payer stands before it.
    - The endpoint is made once and then stays: the provider has been told its address.
    """

    def __init__(
        self,
        *,
        configurations: GatewayConfigurations,
        providers: PaymentProviders,
        clock: Clock,
        identifiers: Identifiers,
    ) -> None:
        self._configurations = configurations
        self._providers = providers
        self._clock = clock
        self._identifiers = identifiers

    async def __call__(self, *, tenant_id: TenantId, gateway: str, settings: Settings) -> GatewayConfiguration:
        """Keep the settings. Repeating it changes nothing more.

        Raises:
            UnknownGatewayError: there is no such gateway.
            ValidationError: naming the setting that is missing, wrong or unknown.
        """
        self._check(gateway, settings)
        known = await self._configurations.get(tenant_id=tenant_id, gateway=gateway)
        at = self._clock.now()
        if known is not None:
            configuration = known.changed(settings=settings, at=at)
        else:
            configuration = GatewayConfiguration(
                tenant_id=tenant_id,
                gateway=gateway,
                endpoint=self._identifiers.new_secret(),
                settings=settings,
                enabled=True,
                created_at=at,
                updated_at=at,
            )
        return await self._configurations.save(configuration)

    def _check(self, gateway: str, settings: Settings) -> None:
        provider = self._providers.get(gateway)
        provider.check_settings(settings)
        if guard_of(settings) is not None and provider.settles_locally:
            raise InvalidGuardSettingsError("An operator settles this gateway: no guard is asked.", name="guard_url")
