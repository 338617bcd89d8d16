"""What the Payme suite runs on: memory and PostgreSQL, and a shop over either."""

from collections.abc import AsyncIterator

import pytest

from adapters.postgres.database import Database
from adapters.postgres.repositories.attempts import PostgresOverdueAttempts
from adapters.postgres.repositories.provider_calls import PostgresDueCalls
from tests.contract.conftest import PostgresBillingStore
from tests.contract.payme.shop import PaymeShop, PaymeStore, payme_shop
from tests.fakes.billing.calls import MemoryDueCalls
from tests.fakes.billing.gateway_configurations import MemoryGatewayConfigurations
from tests.fakes.billing.units_of_work import MemoryOverdueAttempts, MemoryUnitOfWorks
from tests.fakes.billing.world import TENANT


def memory_store() -> PaymeStore:
    """Billing's memory fakes; HTTP brings many calls at once, so units of work may overlap."""
    units = MemoryUnitOfWorks()
    units.concurrent = True
    return PaymeStore(
        tenant_id=TENANT,
        units_of_work=units,
        configurations=MemoryGatewayConfigurations(),
        overdue=MemoryOverdueAttempts(units),
        due_calls=MemoryDueCalls(units),
        event_types=lambda: units.event_types(TENANT),
    )


@pytest.fixture
def memory_payme_store() -> PaymeStore:
    """Quick, and with every lock PostgreSQL would take."""
    return memory_store()


@pytest.fixture
def postgres_payme_store(postgres_billing_store: PostgresBillingStore, database: Database) -> PaymeStore:
    """The real thing."""
    store = postgres_billing_store
    return PaymeStore(
        tenant_id=store.tenant,
        units_of_work=store.units_of_work,
        configurations=store.configurations,
        overdue=PostgresOverdueAttempts(database.system_engine),
        due_calls=PostgresDueCalls(database.system_engine),
        event_types=lambda: store.event_types(store.tenant),
    )


@pytest.fixture(params=["memory_payme_store", "postgres_payme_store"])
def payme_store(request: pytest.FixtureRequest) -> PaymeStore:
    """Every store this suite must hold for."""
    store: PaymeStore = request.getfixturevalue(request.param)
    return store


@pytest.fixture
async def shop(payme_store: PaymeStore) -> AsyncIterator[PaymeShop]:
    """A shop with Payme configured."""
    async with payme_shop(payme_store) as running:
        yield running


@pytest.fixture
async def memory_shop(memory_payme_store: PaymeStore) -> AsyncIterator[PaymeShop]:
    """The quick one, for tables of words that no store decides."""
    async with payme_shop(memory_payme_store) as running:
        yield running
