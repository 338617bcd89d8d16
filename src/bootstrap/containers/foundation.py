"""What everything stands on: time, identifiers, the way out over HTTP and what PostgreSQL keeps for all modules."""

import operator

from dependency_injector import containers, providers

from adapters.event_bus.memory import MemoryEventBus
from adapters.event_bus.relay import OutboxRelay
from adapters.http_client.client import HttpClient
from adapters.http_client.session import HttpSession
from adapters.payment_guard.guard import HttpPaymentGuard
from adapters.postgres.accounts_unit_of_work import PostgresAccountsUnitsOfWork
from adapters.postgres.api_key_store import PostgresApiKeyStore
from adapters.postgres.billing_unit_of_work import PostgresBillingUnitOfWorks
from adapters.postgres.conninfo import system_conninfo
from adapters.postgres.database import Database
from adapters.postgres.delivery_log import PostgresDeliveryLog
from adapters.postgres.gateway_configurations import PostgresGatewayConfigurations
from adapters.postgres.ledger_store import PostgresLedgerStore
from adapters.postgres.outbox_reader import PostgresOutboxReader
from adapters.postgres.remembered_configurations import RememberedConfigurations
from adapters.postgres.settings_cipher import SettingsCipher
from adapters.postgres.settings_rotation import RotateSettings
from adapters.postgres.tenant_store import PostgresTenantStore
from shared_kernel.clock import SystemClock
from shared_kernel.identifiers import SystemIdentifiers


class FoundationContainer(containers.DeclarativeContainer):
    """Needs an open database, the connection string it was opened with, and the installation's secret.

    Settings stored under one of the previous secrets are still read. With `is_development` an address that a tenant
    chose may be one of this machine.
    """

    database = providers.Dependency(instance_of=Database)
    app_conninfo = providers.Dependency(instance_of=str)
    secret = providers.Dependency(instance_of=bytes)
    previous_secrets = providers.Dependency(instance_of=tuple)
    is_development = providers.Dependency(instance_of=bool)

    clock = providers.Singleton(SystemClock)
    identifiers = providers.Singleton(SystemIdentifiers)

    http_session = providers.Singleton(HttpSession)
    outside_session = providers.Singleton(HttpSession, public_only=providers.Callable(operator.not_, is_development))
    payment_guard = providers.Singleton(
        HttpPaymentGuard,
        client=providers.Singleton(HttpClient, name="payment_guard", session=outside_session),
        clock=clock,
        identifiers=identifiers,
    )

    tenants = providers.Singleton(
        PostgresTenantStore, engine=database.provided.engine, system_engine=database.provided.system_engine
    )
    api_keys = providers.Singleton(
        PostgresApiKeyStore, engine=database.provided.engine, system_engine=database.provided.system_engine
    )
    settings_cipher = providers.Singleton(SettingsCipher, secret, previous=previous_secrets)
    rotate_settings = providers.Singleton(
        RotateSettings,
        engine=database.provided.engine,
        system_engine=database.provided.system_engine,
        cipher=settings_cipher,
    )
    gateway_configurations = providers.Singleton(
        RememberedConfigurations,
        providers.Singleton(
            PostgresGatewayConfigurations,
            engine=database.provided.engine,
            system_engine=database.provided.system_engine,
            cipher=settings_cipher,
        ),
    )
    delivery_log = providers.Singleton(PostgresDeliveryLog, system_pool=database.provided.delivery_pool)
    bus = providers.Singleton(MemoryEventBus)
    relay = providers.Singleton(
        OutboxRelay,
        outbox=providers.Singleton(PostgresOutboxReader, conninfo=providers.Callable(system_conninfo, app_conninfo)),
        bus=bus,
    )

    accounts_units = providers.Singleton(
        PostgresAccountsUnitsOfWork, engine=database.provided.engine, identifiers=identifiers
    )
    billing_units = providers.Singleton(
        PostgresBillingUnitOfWorks,
        pool=database.provided.billing_pool,
        identifiers=identifiers,
        committed=relay.provided.wake,
    )
    ledger_store = providers.Singleton(PostgresLedgerStore, pool=database.provided.pool, identifiers=identifiers)
