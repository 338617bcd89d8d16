"""Wraps the keys of all gateway settings with the current installation secret, so that a former one can go."""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.gateway_configurations import sealed_settings, stored
from adapters.postgres.settings_cipher import SettingsCipher, UnreadableSettingsError
from adapters.postgres.tables.platform import gateways
from adapters.postgres.transactions import system_transaction, tenant_transaction
from shared_kernel.tenant import TenantId

_G = gateways.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    """What a rotation did.

    Attributes:
        key_id: the master key that everything is wrapped with now.
        rewrapped: how many rows were wrapped again.
        current: how many had been before.
        unreadable: those that no known secret opens, named by gateway and tenant.
    """

    key_id: str
    rewrapped: int
    current: int
    unreadable: tuple[str, ...]


class RotateSettings:
    """Beside the running service, and as often as one likes: each row is a commit of its own, and readable throughout.

    One that is interrupted is simply run again: what it wrapped stays wrapped.
    """

    def __init__(self, *, engine: AsyncEngine, system_engine: AsyncEngine, cipher: SettingsCipher) -> None:
        self._engine = engine
        self._system_engine = system_engine
        self._cipher = cipher

    async def __call__(self) -> Rotated:
        """Wrap every row that is not under the current key; one that cannot be opened is left as it is and named."""
        rewrapped, current, unreadable = 0, 0, list[str]()
        async with system_transaction(self._system_engine) as connection:
            rows = (await connection.execute(select(_G.tenant_id, _G.gateway, _G.key_id))).all()
        for row in rows:
            if row.key_id == self._cipher.key_id:
                current += 1
                continue
            try:
                await self._rewrap(row.tenant_id, row.gateway)
            except UnreadableSettingsError:
                unreadable.append(f"{row.gateway} of tenant {row.tenant_id}")
            else:
                rewrapped += 1
        return Rotated(key_id=self._cipher.key_id, rewrapped=rewrapped, current=current, unreadable=tuple(unreadable))

    async def _rewrap(self, tenant_id: TenantId, gateway: str) -> None:
        """Locked in between: settings that are saved at the same moment must not be undone."""
        here = (_G.tenant_id == tenant_id, _G.gateway == gateway)
        async with tenant_transaction(self._engine, tenant_id) as connection:
            row = (await connection.execute(select(gateways).where(*here).with_for_update())).one()
            sealed = self._cipher.rewrap(sealed_settings(row), tenant_id=tenant_id, gateway=gateway)
            await connection.execute(update(gateways).where(*here).values(**stored(sealed)))
