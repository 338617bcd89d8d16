"""Gateway settings under a data key each: a new installation secret wraps the keys again, and nothing is lost."""

import asyncio
import hashlib
import hmac
import json
import os
from collections.abc import AsyncIterator, Sequence

import psycopg
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.exc import IntegrityError

from adapters.postgres.database import Database, PostgresSettings
from adapters.postgres.failures import DatabaseSetupError, DatabaseUnavailableError
from adapters.postgres.gateway_configurations import PostgresGatewayConfigurations
from adapters.postgres.migrations.migrate import roll_back
from adapters.postgres.settings_cipher import SettingsCipher
from adapters.postgres.settings_rotation import Rotated, RotateSettings
from billing.domain.gateway import GatewayConfiguration
from shared_kernel.tenant import Tenant, TenantId
from tests.integration.postgres.conftest import NOON
from tests.postgres_server import DatabaseAddress

OLD, NEW, NEWEST = (f"the {name} secret of the installation".encode() for name in ("old", "new", "newest"))
GATEWAYS = ("click", "octo", "payme")


@pytest.fixture
async def database(fresh_database: DatabaseAddress) -> AsyncIterator[Database]:
    """A rotation looks at every tenant, so these tests have a database of their own."""
    async with Database(PostgresSettings(app_conninfo=fresh_database.app)) as opened:
        yield opened


@pytest.fixture
async def owner(fresh_database: DatabaseAddress) -> AsyncIterator[psycopg.AsyncConnection]:
    """A connection of its owner."""
    async with await psycopg.AsyncConnection.connect(fresh_database.owner, autocommit=True) as connection:
        yield connection


@pytest.fixture
def shop(tenant: Tenant) -> TenantId:
    """Whose gateways they are."""
    return tenant.id


@pytest.fixture
def other_shop(other_tenant: Tenant) -> TenantId:
    """Somebody else."""
    return other_tenant.id


def store(database: Database, secret: bytes, *previous: bytes) -> PostgresGatewayConfigurations:
    return PostgresGatewayConfigurations(
        engine=database.engine, system_engine=database.system_engine, cipher=SettingsCipher(secret, previous=previous)
    )


async def rotate(database: Database, secret: bytes, *previous: bytes) -> Rotated:
    cipher = SettingsCipher(secret, previous=previous)
    return await RotateSettings(engine=database.engine, system_engine=database.system_engine, cipher=cipher)()


def a_configuration(tenant_id: TenantId, gateway: str, *, key: str = "s3cr3t") -> GatewayConfiguration:
    return GatewayConfiguration(
        tenant_id=tenant_id,
        gateway=gateway,
        endpoint=f"{tenant_id}-{gateway}",
        settings={"service_id": 1, "secret_key": f"{key} of {gateway}"},
        enabled=True,
        created_at=NOON,
        updated_at=NOON,
    )


async def saved(database: Database, tenant_id: TenantId) -> tuple[GatewayConfiguration, ...]:
    """Three gateways, stored under the old secret."""
    configurations = tuple(a_configuration(tenant_id, gateway) for gateway in GATEWAYS)
    for configuration in configurations:
        await store(database, OLD).save(configuration)
    return configurations


def counts(rotated: Rotated) -> Sequence[int]:
    return rotated.rewrapped, rotated.current, len(rotated.unreadable)


async def test_settings_of_a_former_secret_are_read_and_new_ones_stored_under_the_current(
    database: Database, shop: TenantId
) -> None:
    configurations = await saved(database, shop)
    assert configurations == await store(database, NEW, OLD).list(shop)
    changed = await store(database, NEW, OLD).save(configurations[0])
    assert changed == await store(database, NEW).get(tenant_id=shop, gateway="click")
    with pytest.raises(DatabaseSetupError, match="octo"):
        await store(database, NEW).get(tenant_id=shop, gateway="octo")


async def test_after_a_rotation_the_former_secret_is_needed_no_more_and_opens_nothing(
    database: Database, shop: TenantId
) -> None:
    configurations = await saved(database, shop)
    assert (3, 0, 0) == counts(await rotate(database, NEW, OLD))
    assert configurations == await store(database, NEW).list(shop)
    with pytest.raises(DatabaseSetupError):
        await store(database, OLD).list(shop)


async def test_a_rotation_wraps_the_keys_and_leaves_the_settings_as_they_are(
    database: Database, owner: psycopg.AsyncConnection, shop: TenantId
) -> None:
    await saved(database, shop)
    before = await _rows(owner)
    rotated = await rotate(database, NEW, OLD)
    after = await _rows(owner)
    assert [settings for settings, _, _ in before] == [settings for settings, _, _ in after]
    assert not {key for _, key, _ in before} & {key for _, key, _ in after}
    assert {rotated.key_id} == {key_id for _, _, key_id in after}


async def test_a_second_rotation_finds_nothing_to_do(
    database: Database, owner: psycopg.AsyncConnection, shop: TenantId
) -> None:
    await saved(database, shop)
    await rotate(database, NEW, OLD)
    after = await _rows(owner)
    assert (0, 3, 0) == counts(await rotate(database, NEW, OLD))
    assert after == await _rows(owner)


async def test_secrets_follow_one_another(database: Database, shop: TenantId) -> None:
    """Two rotations in a row, the second over rows of two former secrets."""
    configurations = await saved(database, shop)
    await store(database, NEW, OLD).save(configurations[1])
    assert (3, 0, 0) == counts(await rotate(database, NEWEST, OLD, NEW))
    assert configurations == await store(database, NEWEST).list(shop)


async def test_a_rotation_that_is_cut_off_leaves_everything_readable_and_is_run_again(
    database: Database, owner: psycopg.AsyncConnection, shop: TenantId
) -> None:
    configurations = await saved(database, shop)
    await owner.execute(
        "CREATE FUNCTION platform.crash() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;"
    )
    await owner.execute("GRANT pg_signal_backend TO hamyon_app")
    await owner.execute(
        "CREATE TRIGGER crash BEFORE UPDATE ON platform.gateways FOR EACH ROW WHEN (NEW.gateway = 'octo')"
        " EXECUTE FUNCTION platform.crash()"
    )
    with pytest.raises(DatabaseUnavailableError):
        await rotate(database, NEW, OLD)
    wrapped = len({key_id for _, _, key_id in await _rows(owner)})
    assert 2 == wrapped
    assert configurations == await store(database, NEW, OLD).list(shop)
    await owner.execute("DROP TRIGGER crash ON platform.gateways")
    rewrapped, current, unreadable = counts(await rotate(database, NEW, OLD))
    assert (3, 0) == (rewrapped + current, unreadable)
    assert current
    assert configurations == await store(database, NEW).list(shop)


async def test_settings_saved_during_a_rotation_are_not_undone(
    database: Database, owner: psycopg.AsyncConnection, shop: TenantId
) -> None:
    """The rotation waits for whoever holds the row, and then wraps what was saved meanwhile."""
    await store(database, OLD).save(a_configuration(shop, "click"))
    changed = a_configuration(shop, "click", key="n3w")
    sealed = SettingsCipher(OLD).seal(changed.settings, tenant_id=shop, gateway="click")
    async with owner.transaction():
        await owner.execute(
            "UPDATE platform.gateways SET settings = %s, wrapped_key = %s", [sealed.settings, sealed.wrapped_key]
        )
        rotation = asyncio.create_task(rotate(database, NEW, OLD))
        await owner.execute(
            "DO $$ BEGIN WHILE NOT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"
            " LOOP PERFORM pg_sleep(0.01); END LOOP; END $$"
        )
    assert (1, 0, 0) == counts(await rotation)
    assert changed == await store(database, NEW).get(tenant_id=shop, gateway="click")


async def test_settings_nobody_can_open_are_named_and_do_not_stop_the_others(
    database: Database, shop: TenantId
) -> None:
    await saved(database, shop)
    await store(database, b"a secret nobody remembers any more").save(a_configuration(shop, "octo"))
    rotated = await rotate(database, NEW, OLD)
    assert (2, (f"octo of tenant {shop}",)) == (rotated.rewrapped, rotated.unreadable)


async def test_settings_of_before_there_were_data_keys_are_read_and_wrapped(
    database: Database, owner: psycopg.AsyncConnection, shop: TenantId
) -> None:
    configuration = await _stored_the_old_way(database, owner, shop)
    assert (configuration,) == await store(database, OLD).list(shop)
    assert (configuration,) == await store(database, NEW, OLD).list(shop)
    with pytest.raises(DatabaseSetupError):
        await store(database, NEW).list(shop)
    assert (1, 0, 0) == counts(await rotate(database, NEW, OLD))
    assert (configuration,) == await store(database, NEW).list(shop)


async def test_settings_of_before_are_given_data_keys_without_a_new_secret(
    database: Database, owner: psycopg.AsyncConnection, shop: TenantId
) -> None:
    configuration = await _stored_the_old_way(database, owner, shop)
    assert (1, 0, 0) == counts(await rotate(database, OLD))
    assert (configuration,) == await store(database, OLD).list(shop)


@pytest.mark.parametrize("columns", ["settings", "wrapped_key", "settings, wrapped_key"])
async def test_what_is_copied_to_another_gateway_does_not_open_there(
    columns: str, database: Database, owner: psycopg.AsyncConnection, shop: TenantId
) -> None:
    """Neither the settings, nor their key, nor both together."""
    await saved(database, shop)
    await _copy(owner, columns, source=f"{shop}-octo", target=f"{shop}-click")
    with pytest.raises(DatabaseSetupError):
        await store(database, OLD).get(tenant_id=shop, gateway="click")


@pytest.mark.parametrize("columns", ["settings", "wrapped_key", "settings, wrapped_key"])
async def test_what_is_copied_to_another_tenant_does_not_open_there(
    columns: str, database: Database, owner: psycopg.AsyncConnection, shop: TenantId, other_shop: TenantId
) -> None:
    await saved(database, shop)
    await saved(database, other_shop)
    await _copy(owner, columns, source=f"{other_shop}-click", target=f"{shop}-click")
    with pytest.raises(DatabaseSetupError):
        await store(database, OLD).get(tenant_id=shop, gateway="click")


async def test_going_back_to_a_version_that_cannot_read_them_is_refused(
    database: Database, fresh_database: DatabaseAddress, shop: TenantId
) -> None:
    configurations = await saved(database, shop)
    with pytest.raises(IntegrityError, match="gateways_without_data_keys"):
        roll_back(fresh_database.owner, revision="0004")
    assert configurations == await store(database, OLD).list(shop)


async def test_the_same_settings_never_look_the_same(
    database: Database, owner: psycopg.AsyncConnection, shop: TenantId
) -> None:
    seen = set()
    for _ in range(3):
        await store(database, OLD).save(a_configuration(shop, "click"))
        ((settings, wrapped_key, _),) = await _rows(owner)
        seen |= {settings, wrapped_key}
    assert 6 == len(seen)


async def _copy(owner: psycopg.AsyncConnection, columns: str, *, source: str, target: str) -> None:
    await owner.execute(
        f"UPDATE platform.gateways SET ({columns}, updated_at) ="
        f" (SELECT {columns}, updated_at FROM platform.gateways WHERE endpoint = %s) WHERE endpoint = %s",
        [source, target],
    )


async def _rows(owner: psycopg.AsyncConnection) -> list[tuple[bytes, bytes, str]]:
    rows = await owner.execute(
        "SELECT settings, wrapped_key, key_id FROM platform.gateways ORDER BY tenant_id, gateway"
    )
    return await rows.fetchall()


async def _stored_the_old_way(
    database: Database, owner: psycopg.AsyncConnection, tenant_id: TenantId
) -> GatewayConfiguration:
    """As version 0.1.0 did: directly under a key derived from the secret."""
    configuration = a_configuration(tenant_id, "click")
    await store(database, OLD).save(configuration)
    key = hmac.new(OLD, b"gateway-settings", hashlib.sha256).digest()
    nonce = os.urandom(12)
    plain = json.dumps(dict(configuration.settings)).encode()
    settings = nonce + AESGCM(key).encrypt(nonce, plain, tenant_id.bytes + b"click")
    await owner.execute("UPDATE platform.gateways SET settings = %s, wrapped_key = NULL, key_id = NULL", [settings])
    return configuration
