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
from billing.domain.gateway import GatewayConfiguration, Settings
from bootstrap.development import PrepareDevelopment
from bootstrap.sandbox.contracts import CONTRACTS, Contract
from bootstrap.settings import Settings as ServiceSettings
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

    async def start(self, *, port: int) -> None:
        """The service starts."""
        prepare = PrepareDevelopment(
            tenants=self.tenants,
            api_keys=PostgresApiKeyStore(engine=self.database.engine, system_engine=self.database.system_engine),
            configurations=self.configurations,
            configure_gateway=self._configure,
            identifiers=IDENTIFIERS,
            clock=CLOCK,
        )
        await prepare(settings=ServiceSettings(home=self.home), public_url=f"http://127.0.0.1:{port}")

    async def gateway(self, name: str) -> GatewayConfiguration:
        """How a gateway is configured now."""
        found = await self.configurations.get(tenant_id=await self.tenant_id(), gateway=name)
        assert found is not None
        return found

    async def configure(self, name: str, settings: Settings) -> GatewayConfiguration:
        """The developer configures a gateway."""
        return await self._configure(tenant_id=await self.tenant_id(), gateway=name, settings=settings)

    @property
    def _configure(self) -> ConfigureGateway:
        tools = GatewayTools(session=HttpSession(), clock=CLOCK, public_url="https://hamyon.example")
        return ConfigureGateway(
            configurations=self.configurations,
            providers=RegisteredProviders(tools),
            clock=CLOCK,
            identifiers=IDENTIFIERS,
        )

    async def tenant_id(self) -> TenantId:
        new = Tenant(id=TenantId(IDENTIFIERS.new_id()), name="dev", created_at=CLOCK.now())
        return (await self.tenants.ensure(new)).id


@pytest.fixture
async def laptop(tmp_path: Path, fresh_database: DatabaseAddress) -> AsyncIterator[Laptop]:
    async with Database(PostgresSettings(app_conninfo=fresh_database.app)) as database:
        yield Laptop(home=tmp_path, database=database)


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.gateway)
async def test_the_simulators_addresses_follow_the_port_and_the_secrets_stay(
    contract: Contract, laptop: Laptop
) -> None:
    await laptop.start(port=8080)
    first = await laptop.gateway(contract.gateway)
    await laptop.start(port=9090)
    second = await laptop.gateway(contract.gateway)
    moved = {name: f"http://127.0.0.1:9090{path}" for name, path in contract.addresses.items()}
    assert {**first.settings, **moved} == second.settings
    assert first.endpoint == second.endpoint


async def test_a_gateway_that_the_developer_disabled_stays_disabled_at_another_port(laptop: Laptop) -> None:
    await laptop.start(port=8080)
    disable = DisableGateway(configurations=laptop.configurations, clock=CLOCK)
    disabled = await disable(tenant_id=await laptop.tenant_id(), gateway="click")
    await laptop.start(port=9090)
    assert disabled == await laptop.gateway("click")


async def test_a_gateway_that_the_developer_configured_with_his_own_contract_stays(laptop: Laptop) -> None:
    await laptop.start(port=8080)
    own: Settings = {"octo_shop_id": 777, "octo_secret": "from Octo", "unique_key": "from its support"}
    configured = await laptop.configure("octo", own)
    await laptop.start(port=9090)
    assert configured == await laptop.gateway("octo")


def test_only_what_leads_to_the_simulator_moves() -> None:
    contract = Contract(
        gateway="any", addresses={"api_url": "/sandbox/any", "success_url": "/sandbox"}, terms=lambda: {"key": "k"}
    )
    made_up = contract.settings(public_url="http://127.0.0.1:8080")
    his_page = {**made_up, "success_url": "https://shop.example/sandbox"}
    assert {**his_page, "api_url": "http://127.0.0.1:9090/sandbox/any"} == contract.moved(
        his_page, public_url="http://127.0.0.1:9090"
    )
    his_provider = {**made_up, "api_url": "https://provider.example"}
    assert his_provider == contract.moved(his_provider, public_url="http://127.0.0.1:9090")
