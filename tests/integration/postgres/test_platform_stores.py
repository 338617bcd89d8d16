"""Tenants, API keys, gateway settings and deliveries in PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest

from adapters.postgres.api_key_store import PostgresApiKeyStore
from adapters.postgres.database import Database
from adapters.postgres.delivery_log import PostgresDeliveryLog
from adapters.postgres.failures import DatabaseSetupError
from adapters.postgres.gateway_configurations import PostgresGatewayConfigurations
from adapters.postgres.settings_cipher import SettingsCipher
from adapters.postgres.tenant_store import PostgresTenantStore
from billing.domain.gateway import GatewayConfiguration
from billing.ports.delivery_log import Delivery
from shared_kernel.api_keys import ApiKey, ApiKeyNotFoundError, hash_secret
from shared_kernel.idempotency import RequestIdReusedError, request_key
from shared_kernel.pagination import PageRequest
from shared_kernel.tenant import Tenant, TenantId
from shared_kernel.tenants import TenantNameTakenError, TenantNotFoundError
from tests.integration.postgres.conftest import NOON, new_id
from tests.postgres_server import SECRET


@pytest.fixture
def tenants(database: Database) -> PostgresTenantStore:
    return PostgresTenantStore(engine=database.engine, system_engine=database.system_engine)


@pytest.fixture
def keys(database: Database) -> PostgresApiKeyStore:
    return PostgresApiKeyStore(engine=database.engine, system_engine=database.system_engine)


def configurations(database: Database, secret: bytes = SECRET) -> PostgresGatewayConfigurations:
    return PostgresGatewayConfigurations(
        engine=database.engine, system_engine=database.system_engine, cipher=SettingsCipher(secret)
    )


def a_tenant() -> Tenant:
    return Tenant(id=TenantId(new_id()), name=f"shop {uuid4()}", created_at=NOON)


def a_key(tenant: Tenant) -> ApiKey:
    return ApiKey(
        id=new_id(),
        tenant_id=tenant.id,
        display_name="till 1",
        permissions=frozenset({"accounts.view", "billing.view"}),
        expires_at=NOON + timedelta(days=1),
        revoked_at=None,
        created_at=NOON,
    )


def a_configuration(tenant: Tenant) -> GatewayConfiguration:
    return GatewayConfiguration(
        tenant_id=tenant.id,
        gateway="click",
        endpoint=uuid4().hex,
        settings={"service_id": 73438, "secret_key": "s3cr3t-of-the-merchant", "merchant_user_id": None},
        enabled=True,
        created_at=NOON,
        updated_at=NOON,
    )


async def test_a_tenant_is_added_once_per_request(tenants: PostgresTenantStore, tenant: Tenant) -> None:
    added = a_tenant()
    request = request_key(request_id="t-1", operation="CreateTenant", content=(added.name,))
    assert added == await tenants.add(added, caller=tenant.id, request=request)
    assert added == await tenants.add(replace(added, id=TenantId(new_id())), caller=tenant.id, request=request)
    assert added == await tenants.get(added.id)
    assert added == await tenants.by_name(added.name)
    assert None is await tenants.by_name("nobody's name")


async def test_a_tenants_name_is_taken_once(tenants: PostgresTenantStore, tenant: Tenant) -> None:
    request = request_key(request_id="t-2", operation="CreateTenant", content=(tenant.name,))
    with pytest.raises(TenantNameTakenError):
        await tenants.add(replace(a_tenant(), name=tenant.name), caller=tenant.id, request=request)


async def test_the_first_tenant_is_made_once_by_however_many_processes(tenants: PostgresTenantStore) -> None:
    name = f"dev {uuid4()}"
    made = await asyncio.gather(*(tenants.ensure(replace(a_tenant(), name=name)) for _ in range(5)))
    assert 1 == len(set(made))


async def test_an_unknown_tenant_is_said_to_be_unknown(
    tenants: PostgresTenantStore, keys: PostgresApiKeyStore, tenant: Tenant
) -> None:
    with pytest.raises(TenantNotFoundError):
        await tenants.get(TenantId(new_id()))
    request = request_key(request_id="k-0", operation="CreateApiKey", content=())
    with pytest.raises(TenantNotFoundError):
        await keys.add(a_key(a_tenant()), secret_hash=b"", caller=tenant.id, request=request)


async def test_tenants_are_listed_newest_first(tenants: PostgresTenantStore) -> None:
    latest = [await tenants.ensure(replace(a_tenant(), created_at=NOON + timedelta(days=9000 + n))) for n in range(3)]
    first = await tenants.list(PageRequest(size=2))
    assert latest[:0:-1] == list(first.items)
    assert first.next is not None
    second = await tenants.list(PageRequest(size=1, after=first.next))
    assert latest[:1] == list(second.items)


async def test_a_key_is_found_by_the_hash_of_its_secret(
    keys: PostgresApiKeyStore, tenant: Tenant, other_tenant: Tenant
) -> None:
    """Also a key that an administrator of another tenant made."""
    key, secret = a_key(tenant), f"hmn_{uuid4()}"
    request = request_key(request_id="k-1", operation="CreateApiKey", content=(key.display_name,))
    assert key == await keys.add(key, secret_hash=hash_secret(secret), caller=other_tenant.id, request=request)
    assert key == await keys.find_by_secret_hash(hash_secret(secret))
    assert None is await keys.find_by_secret_hash(hash_secret("hmn_other"))
    assert (key,) == (await keys.list(tenant_id=tenant.id, page=PageRequest())).items
    assert () == (await keys.list(tenant_id=other_tenant.id, page=PageRequest())).items


async def test_a_key_is_made_once_per_request(keys: PostgresApiKeyStore, tenant: Tenant) -> None:
    async def make(content: str = "") -> ApiKey:
        request = request_key(request_id="k-2", operation="CreateApiKey", content=(content,))
        secret_hash = hash_secret(str(uuid4()))
        return await keys.add(a_key(tenant), secret_hash=secret_hash, caller=tenant.id, request=request)

    assert 1 == len(set(await asyncio.gather(*(make() for _ in range(5)))))
    with pytest.raises(RequestIdReusedError):
        await make("something else")


async def test_a_key_is_revoked_for_good(keys: PostgresApiKeyStore, tenant: Tenant, other_tenant: Tenant) -> None:
    key = a_key(tenant)
    request = request_key(request_id="k-3", operation="CreateApiKey", content=())
    await keys.add(key, secret_hash=hash_secret("s"), caller=tenant.id, request=request)
    with pytest.raises(ApiKeyNotFoundError):
        await keys.revoke(tenant_id=other_tenant.id, key_id=key.id, at=NOON)
    assert key.is_valid(at=NOON)
    revoked = await keys.revoke(tenant_id=tenant.id, key_id=key.id, at=NOON)
    assert replace(key, revoked_at=NOON) == revoked
    assert revoked == await keys.revoke(tenant_id=tenant.id, key_id=key.id, at=NOON + timedelta(hours=1))
    assert not revoked.is_valid(at=NOON)


async def test_settings_are_not_readable_in_the_table(
    database: Database, owner: psycopg.AsyncConnection, tenant: Tenant
) -> None:
    mine = a_configuration(tenant)
    await configurations(database).save(mine)
    assert mine == await configurations(database).get(tenant_id=tenant.id, gateway="click")
    rows = await owner.execute("SELECT settings FROM platform.gateways WHERE tenant_id = %s", [tenant.id])
    row = await rows.fetchone()
    assert row is not None
    assert b"s3cr3t" not in row[0]
    assert b"secret_key" not in row[0]


async def test_settings_open_with_the_same_secret_only(database: Database, tenant: Tenant) -> None:
    await configurations(database).save(a_configuration(tenant))
    with pytest.raises(DatabaseSetupError, match="click"):
        await configurations(database, b"another secret").get(tenant_id=tenant.id, gateway="click")


async def test_settings_copied_to_another_tenant_do_not_open_there(
    database: Database, owner: psycopg.AsyncConnection, tenant: Tenant, other_tenant: Tenant
) -> None:
    await configurations(database).save(a_configuration(tenant))
    await owner.execute(
        "INSERT INTO platform.gateways"
        " SELECT %s, gateway, 'e', settings, enabled, created_at, updated_at, key_id, wrapped_key"
        " FROM platform.gateways WHERE tenant_id = %s",
        [other_tenant.id, tenant.id],
    )
    with pytest.raises(DatabaseSetupError):
        await configurations(database).get(tenant_id=other_tenant.id, gateway="click")


@pytest.mark.parametrize("endpoint_of", ["a tenant", "nobody"])
async def test_a_delivery_is_kept_byte_for_byte_also_when_its_endpoint_names_nobody(
    database: Database, owner: psycopg.AsyncConnection, tenant: Tenant, endpoint_of: str
) -> None:
    endpoint = uuid4().hex
    delivery = Delivery(
        gateway="click",
        endpoint=endpoint,
        tenant_id=tenant.id if endpoint_of == "a tenant" else None,
        received_at=NOON,
        headers={"content-type": "application/x-www-form-urlencoded"},
        body=b"click_trans_id=1&sign=\xff\x00",
        outcome="refused: -1",
        http_status=200,
        answer=b'{"error":-1}',
        correlation_id="c-1",
        duration_ms=12,
    )
    await PostgresDeliveryLog(system_pool=database.delivery_pool).record(delivery)
    rows = await owner.execute(
        "SELECT nullif(tenant_id, '00000000-0000-0000-0000-000000000000'), body, answer, headers, outcome"
        " FROM platform.webhook_deliveries WHERE endpoint = %s",
        [endpoint],
    )
    expected = (delivery.tenant_id, delivery.body, delivery.answer, delivery.headers, delivery.outcome)
    assert [expected] == await rows.fetchall()
