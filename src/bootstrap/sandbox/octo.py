"""The simulated Octo's shops: whoever has configured Octo in this installation."""

from adapters.gateways.octo.settings import settings_of
from adapters.sandbox.octo.shops import OctoShop
from bootstrap.sandbox.configured import ConfiguredGateways


class ConfiguredShops:
    """Finds an Octo shop; whom it notifies, every payment says itself."""

    def __init__(self, gateways: ConfiguredGateways) -> None:
        self._gateways = gateways

    async def find(self, shop_id: int) -> OctoShop | None:
        """The shop with this id."""
        for found in await self._gateways.of("octo"):
            settings = settings_of(found.configuration)
            if settings.octo_shop_id == shop_id:
                return OctoShop(
                    shop_id=shop_id, name=found.name, secret=settings.octo_secret, unique_key=settings.unique_key
                )
        return None
