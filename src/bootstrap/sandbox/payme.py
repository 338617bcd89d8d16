"""The simulated Payme's cash registers: whoever has configured Payme in this installation."""

from adapters.gateways.payme.settings import PaymeSettings, settings_of
from adapters.sandbox.payme.registers import PaymeRegister
from bootstrap.sandbox.configured import Configured, ConfiguredGateways


class ConfiguredRegisters:
    """Finds a Payme register."""

    def __init__(self, gateways: ConfiguredGateways) -> None:
        self._gateways = gateways

    async def find(self, register_id: str) -> PaymeRegister | None:
        """The register with this id, of the links or of the Subscribe API, which may be two."""
        for found in await self._gateways.of("payme"):
            settings = settings_of(found.configuration)
            if register_id == settings.merchant_id or (settings.register and register_id == settings.register.id):
                return _register(register_id, found, settings)
        return None


def _register(register_id: str, found: Configured, settings: PaymeSettings) -> PaymeRegister:
    return PaymeRegister(
        id=register_id,
        name=found.name,
        login=settings.login,
        key=settings.password,
        endpoint_url=found.webhook_url,
        api_key=settings.register.key if settings.register else "",
    )
