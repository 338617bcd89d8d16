"""What a laptop gets at every start: what is missing is made, what the developer decided stays."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.gateways.plugin import GatewayTools
from adapters.gateways.registry import RegisteredProviders
from adapters.http_client.session import HttpSession
from adapters.postgres.api_key_store import PostgresApiKeyStore
from adapters.postgres.database import Database, PostgresSettings
from adapters.postgres.gateway_configurations import PostgresGatewayConfigurations
from adapters.postgres.settings_cipher import SettingsCipher
from adapters.postgres.tenant_store import PostgresTenantStore
from billing.application.configure_gateway import ConfigureGateway
from billing.application.disable_gateway import DisableGateway
from billing.domain.gateway import GatewayConfiguration
from bootstrap.development import PrepareDevelopment
from bootstrap.settings import Settings
from shared_kernel.clock import SystemClock
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.tenant import Tenant, TenantId
from tests.postgres_server import SECRET, DatabaseAddress

CLOCK, IDENTIFIERS = SystemClock(), SystemIdentifiers()


@dataclass(frozen=True, slots=True, kw_only=True)
class Laptop:
    """A developer's machine whose service starts, and starts again at another port."""

    home: Path
    database: Database

    @property
    def tenants(self) -> PostgresTenantStore:
        return PostgresTenantStore(engine=self.database.engine, system_engine=self.database.system_engine)

    @property
    def configurations(self) -> PostgresGatewayConfigurations:
        return PostgresGatewayConfigurations(
            engine=self.database.engine, system_engine=self.database.system_engine, cipher=SettingsCipher(SECRET)
        )

    async def start(self, *, port: int) -> GatewayConfiguration:
        """The Click gateway after the start."""
        prepare = PrepareDevelopment(
            tenants=self.tenants,
            api_keys=PostgresApiKeyStore(engine=self.database.engine, system_engine=self.database.system_engine),
            configurations=self.configurations,
            configure_gateway=ConfigureGateway(
                configurations=self.configurations,
                providers=RegisteredProviders(
                    GatewayTools(session=HttpSession(), clock=CLOCK, public_url="https://hamyon.example")
                ),
                clock=CLOCK,
                identifiers=IDENTIFIERS,
            ),
            identifiers=IDENTIFIERS,
            clock=CLOCK,
        )
        await prepare(settings=Settings(home=self.home), public_url=f"http://127.0.0.1:{port}")
        click = await self.configurations.get(tenant_id=await self.tenant_id(), gateway="click")
        assert click is not None
        return click

    async def tenant_id(self) -> TenantId:
        new = Tenant(id=TenantId(IDENTIFIERS.new_id()), name="dev", created_at=CLOCK.now())
        return (await self.tenants.ensure(new)).id


@pytest.fixture
async def laptop(tmp_path: Path, fresh_database: DatabaseAddress) -> AsyncIterator[Laptop]:
    async with Database(PostgresSettings(app_conninfo=fresh_database.app)) as database:
        yield Laptop(home=tmp_path, database=database)


async def test_the_pay_page_follows_the_port(laptop: Laptop) -> None:
    first, second = await laptop.start(port=8080), await laptop.start(port=9090)
    assert "http://127.0.0.1:9090/sandbox/click/pay" == second.settings["pay_page_url"]
    assert (first.endpoint, first.settings["secret_key"]) == (second.endpoint, second.settings["secret_key"])


async def test_a_gateway_that_the_developer_disabled_stays_disabled_at_another_port(laptop: Laptop) -> None:
    await laptop.start(port=8080)
    disable = DisableGateway(configurations=laptop.configurations, clock=CLOCK)
    disabled = await disable(tenant_id=await laptop.tenant_id(), gateway="click")
    assert disabled == await laptop.start(port=9090)
