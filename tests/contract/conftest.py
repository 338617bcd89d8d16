"""PostgreSQL as one of the implementations that the contract suites try."""

from dataclasses import dataclass

import psycopg
import pytest

from adapters.postgres.billing_unit_of_work import PostgresBillingUnitOfWorks
from adapters.postgres.database import Database
from adapters.postgres.gateway_configurations import PostgresGatewayConfigurations
from adapters.postgres.repositories.provider_calls import PostgresDueCalls
from adapters.postgres.repositories.reconciliations import PostgresDueReconciliations
from adapters.postgres.settings_cipher import SettingsCipher
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.tenant import Tenant, TenantId
from tests.postgres_server import SECRET


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresBillingStore:
    units_of_work: PostgresBillingUnitOfWorks
    configurations: PostgresGatewayConfigurations
    due_calls: PostgresDueCalls
    due_reconciliations: PostgresDueReconciliations
    tenant: TenantId
    other_tenant: TenantId
    owner: psycopg.AsyncConnection

    async def event_types(self, tenant_id: TenantId) -> list[str]:
        rows = await self.owner.execute(
            "SELECT type FROM platform.outbox WHERE tenant_id = %s ORDER BY transaction, position", [tenant_id]
        )
        return [row[0] for row in await rows.fetchall()]


@pytest.fixture
async def postgres_billing_store(
    database: Database, owner: psycopg.AsyncConnection, tenant: Tenant, other_tenant: Tenant
) -> PostgresBillingStore:
    """With tenants of its own for every test."""
    # Endpoints are found whoever's they are, so those of earlier tests would be in the way.
    await owner.execute("DELETE FROM platform.gateways")
    # So are calls and reconciliations that are due.
    await owner.execute("DELETE FROM billing.provider_calls")
    await owner.execute("DELETE FROM billing.reconciliations")
    return PostgresBillingStore(
        units_of_work=PostgresBillingUnitOfWorks(pool=database.billing_pool, identifiers=SystemIdentifiers()),
        configurations=PostgresGatewayConfigurations(
            engine=database.engine, system_engine=database.system_engine, cipher=SettingsCipher(SECRET)
        ),
        due_calls=PostgresDueCalls(database.system_engine),
        due_reconciliations=PostgresDueReconciliations(database.system_engine),
        tenant=tenant.id,
        other_tenant=other_tenant.id,
        owner=owner,
    )
