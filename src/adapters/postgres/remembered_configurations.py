"""Gateway configurations, remembered for a moment: every webhook needs one, and they hardly ever change."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from billing.domain.gateway import GatewayConfiguration
from billing.ports.gateway_configurations import GatewayConfigurations
from shared_kernel.tenant import TenantId

# What another process has changed takes effect here within so many seconds; what this one changes, at once.
REMEMBERED_SECONDS = 1.0
_MOST = 1000

_Key = tuple[object, str]
_Found = GatewayConfiguration | None


class RememberedConfigurations:
    """A store of configurations that is asked once a second at most for each; what is not there is not remembered.

    Whoever needs one while it is asked for waits for the same answer.
    """

    def __init__(
        self, configurations: GatewayConfigurations, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._configurations = configurations
        self._monotonic = monotonic
        self._changes = 0
        self._remembered: dict[_Key, tuple[float, GatewayConfiguration]] = {}
        self._asking: dict[_Key, asyncio.Task[_Found]] = {}

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
            self._asking.clear()
            self._changes += 1

    async def list(self, tenant_id: TenantId) -> tuple[GatewayConfiguration, ...]:
        return await self._configurations.list(tenant_id)

    async def _find(self, name: object, gateway: str, ask: Callable[[], Awaitable[_Found]]) -> _Found:
        key = (name, gateway)
        until, known = self._remembered.get(key, (0.0, None))
        if known is not None and self._monotonic() < until:
            return known
        asking = self._asking.get(key)
        if asking is None:
            asking = self._asking[key] = asyncio.create_task(
                self._ask(key, ask, changes=self._changes), name="gateway configuration"
            )
        # Others may wait for it as well: one who gives up leaves it to them.
        return await asyncio.shield(asking)

    async def _ask(self, key: _Key, ask: Callable[[], Awaitable[_Found]], *, changes: int) -> _Found:
        until = self._monotonic() + REMEMBERED_SECONDS
        try:
            found = await ask()
        finally:
            if changes == self._changes:
                del self._asking[key]
        # What was saved while we asked may be newer than the answer.
        if found is not None and changes == self._changes:
            if len(self._remembered) >= _MOST:
                self._remembered.clear()
            self._remembered[key] = (until, found)
        return found
