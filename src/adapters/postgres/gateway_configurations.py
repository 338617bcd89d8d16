"""The tenants' gateway configurations in PostgreSQL."""

from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.settings_cipher import SealedSettings, SettingsCipher
from adapters.postgres.tables.platform import gateways
from adapters.postgres.transactions import system_transaction, tenant_transaction
from billing.domain.gateway import GatewayConfiguration
from shared_kernel.tenant import TenantId

_G = gateways.c


class PostgresGatewayConfigurations:
    """One configuration per tenant and gateway, its settings encrypted."""

    def __init__(self, *, engine: AsyncEngine, system_engine: AsyncEngine, cipher: SettingsCipher) -> None:
        self._engine = engine
        self._system_engine = system_engine
        self._cipher = cipher

    async def get(self, *, tenant_id: TenantId, gateway: str) -> GatewayConfiguration | None:
        async with tenant_transaction(self._engine, tenant_id) as connection:
            row = (await connection.execute(_of(tenant_id).where(_G.gateway == gateway))).one_or_none()
        return None if row is None else self._configuration(row)

    async def by_endpoint(self, *, gateway: str, endpoint: str) -> GatewayConfiguration | None:
        wanted = select(gateways).where(_G.endpoint == endpoint, _G.gateway == gateway, _G.enabled)
        async with system_transaction(self._system_engine) as connection:
            row = (await connection.execute(wanted)).one_or_none()
        return None if row is None else self._configuration(row)

    async def save(self, configuration: GatewayConfiguration) -> GatewayConfiguration:
        sealed = self._cipher.seal(
            configuration.settings, tenant_id=configuration.tenant_id, gateway=configuration.gateway
        )
        changing = {
            **stored(sealed),
            "enabled": configuration.enabled,
            "updated_at": configuration.updated_at,
        }
        async with tenant_transaction(self._engine, configuration.tenant_id) as connection:
            saved = await connection.execute(
                insert(gateways)
                .values(
                    tenant_id=configuration.tenant_id,
                    gateway=configuration.gateway,
                    endpoint=configuration.endpoint,
                    created_at=configuration.created_at,
                    **changing,
                )
                # The endpoint stays as it was first: its provider may have been told the address already.
                .on_conflict_do_update(index_elements=[_G.tenant_id, _G.gateway], set_=changing)
                .returning(*gateways.columns)
            )
            row = saved.one()
        return self._configuration(row)

    async def list(self, tenant_id: TenantId) -> tuple[GatewayConfiguration, ...]:
        async with tenant_transaction(self._engine, tenant_id) as connection:
            rows = (await connection.execute(_of(tenant_id).order_by(_G.gateway))).all()
        return tuple(map(self._configuration, rows))

    def _configuration(self, row: Row[Any]) -> GatewayConfiguration:
        return GatewayConfiguration(
            tenant_id=row.tenant_id,
            gateway=row.gateway,
            endpoint=row.endpoint,
            settings=self._cipher.open(sealed_settings(row), tenant_id=row.tenant_id, gateway=row.gateway),
            enabled=row.enabled,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )


def sealed_settings(row: Row[Any]) -> SealedSettings:
    """The columns that hold sealed settings."""
    return SealedSettings(settings=row.settings, wrapped_key=row.wrapped_key, key_id=row.key_id)


def stored(sealed: SealedSettings) -> dict[str, Any]:
    """The same, to be written."""
    return {"settings": sealed.settings, "wrapped_key": sealed.wrapped_key, "key_id": sealed.key_id}


def _of(tenant_id: TenantId) -> Select[Any]:
    return select(gateways).where(_G.tenant_id == tenant_id)
