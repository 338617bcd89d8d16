"""The simulated Click's merchants: whoever has configured Click in this installation."""

from adapters.gateways.click.settings import settings_of
from adapters.sandbox.merchants import Merchant
from bootstrap.sandbox.configured import Configured, ConfiguredGateways


class ConfiguredMerchants:
    """Finds the merchant of a Click service."""

    def __init__(self, gateways: ConfiguredGateways) -> None:
        self._gateways = gateways

    async def find(self, service_id: str) -> Merchant | None:
        """The merchant with this service id."""
        return next((merchant for merchant in await self.known() if merchant.service_id == service_id), None)

    async def known(self) -> tuple[Merchant, ...]:
        """Every merchant."""
        return tuple(map(_merchant, await self._gateways.of("click")))


def _merchant(found: Configured) -> Merchant:
    settings = settings_of(found.configuration)
    return Merchant(
        service_id=str(settings.service_id),
        name=found.name,
        secret_key=settings.secret_key,
        webhook_url=found.webhook_url,
        merchant_user_id="" if settings.merchant_user_id is None else str(settings.merchant_user_id),
    )
