"""Gateway configurations, remembered for a moment: every webhook needs one, and they hardly ever change."""

import time
from collections.abc import Awaitable, Callable

from billing.domain.gateway import GatewayConfiguration
from billing.ports.gateway_configurations import GatewayConfigurations
from shared_kernel.tenant import TenantId

# What another process has changed takes effect here within so many seconds; what this one changes, at once.
REMEMBERED_SECONDS = 1.0
_MOST = 1000


class RememberedConfigurations:
    """A store of configurations that is asked once a second at most for each; what is not there is not remembered."""

    def __init__(
        self, configurations: GatewayConfigurations, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._configurations = configurations
        self._monotonic = monotonic
        self._changes = 0
        self._remembered: dict[tuple[object, str], tuple[float, GatewayConfiguration]] = {}

    async def get(self, *, tenant_id: TenantId, gateway: str) -> GatewayConfiguration | None:
        return await self._find(
            tenant_id, gateway, lambda: self._configurations.get(tenant_id=tenant_id, gateway=gateway)
        )

    async def by_endpoint(self, *, gateway: str, endpoint: str) -> GatewayConfiguration | None:
        return await self._find(
            endpoint, gateway, lambda: self._configurations.by_endpoint(gateway=gateway, endpoint=endpoint)
        )

    async def save(self, configuration: GatewayConfiguration) -> GatewayConfiguration:
        try:
            return await self._configurations.save(configuration)
        finally:
            self._remembered.clear()
            self._changes += 1

    async def list(self, tenant_id: TenantId) -> tuple[GatewayConfiguration, ...]:
        return await self._configurations.list(tenant_id)

    async def _find(
        self, name: object, gateway: str, ask: Callable[[], Awaitable[GatewayConfiguration | None]]
    ) -> GatewayConfiguration | None:
        now, changes = self._monotonic(), self._changes
        until, known = self._remembered.get((name, gateway), (now, None))
        if known is not None and now < until:
            return known
        found = await ask()
        # What was saved while we asked may be newer than the answer.
        if found is not None and changes == self._changes:
            if len(self._remembered) >= _MOST:
                self._remembered.clear()
            self._remembered[name, gateway] = (now + REMEMBERED_SECONDS, found)
        return found
