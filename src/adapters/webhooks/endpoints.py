"""Whose endpoint a provider calls: asked of the store once a second at most, however often the provider calls."""

import time
from collections.abc import Callable

from billing.domain.gateway import GatewayConfiguration
from billing.ports.gateway_configurations import GatewayConfigurations

# So long a secret that was replaced, or a gateway that was disabled, may still be answered.
REMEMBERED_SECONDS = 1.0
_MOST = 1000


class Endpoints:
    """Finds configurations by their endpoint and remembers them for a moment; what nobody has is not remembered."""

    def __init__(
        self, configurations: GatewayConfigurations, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._configurations = configurations
        self._monotonic = monotonic
        self._remembered: dict[tuple[str, str], tuple[float, GatewayConfiguration]] = {}

    async def find(self, *, gateway: str, endpoint: str) -> GatewayConfiguration | None:
        """The enabled configuration whose provider calls this endpoint."""
        now = self._monotonic()
        until, known = self._remembered.get((gateway, endpoint), (now, None))
        if known is not None and now < until:
            return known
        found = await self._configurations.by_endpoint(gateway=gateway, endpoint=endpoint)
        if len(self._remembered) >= _MOST:
            self._remembered.clear()
        self._remembered.pop((gateway, endpoint), None)
        if found is not None:
            self._remembered[gateway, endpoint] = (now + REMEMBERED_SECONDS, found)
        return found
