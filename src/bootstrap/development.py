"""What a laptop gets by itself: a tenant, an API key that may do everything, contracts with all simulated providers."""

import secrets
from pathlib import Path

from billing.application.configure_gateway import ConfigureGateway
from billing.ports.gateway_configurations import GatewayConfigurations
from bootstrap.sandbox.contracts import CONTRACTS, Contract
from bootstrap.secret import write_once
from bootstrap.settings import Settings, SettingsError
from shared_kernel.api_keys import KEY_PREFIX, ApiKey, ApiKeyStore, hash_secret
from shared_kernel.clock import Clock
from shared_kernel.idempotency import request_key
from shared_kernel.identifiers import Identifiers
from shared_kernel.tenant import PERMISSIONS, Tenant, TenantId
from shared_kernel.tenants import TenantStore

TENANT = "dev"
KEY_FILE = "dev-api-key"


class PrepareDevelopment:
    """Makes what is missing, every time the service starts in development; what is there stays as it is."""

    def __init__(
        self,
        *,
        tenants: TenantStore,
        api_keys: ApiKeyStore,
        configurations: GatewayConfigurations,
        configure_gateway: ConfigureGateway,
        identifiers: Identifiers,
        clock: Clock,
    ) -> None:
        self._tenants = tenants
        self._api_keys = api_keys
        self._configurations = configurations
        self._configure_gateway = configure_gateway
        self._identifiers = identifiers
        self._clock = clock

    async def __call__(self, *, settings: Settings, public_url: str) -> Path:
        """Make tenant, key and gateways; the file that holds the API key.

        Raises:
            SettingsError: the home directory cannot be written.
        """
        tenant = await self._tenants.ensure(
            Tenant(id=TenantId(self._identifiers.new_id()), name=TENANT, created_at=self._clock.now())
        )
        key_file = settings.home / KEY_FILE
        await self._ensure_key(tenant.id, _secret(settings, key_file))
        if settings.sandbox_is_on:
            for contract in CONTRACTS:
                await self._ensure_gateway(tenant.id, contract, public_url=public_url)
        return key_file

    async def _ensure_key(self, tenant_id: TenantId, secret: str) -> None:
        secret_hash = hash_secret(secret)
        if await self._api_keys.find_by_secret_hash(secret_hash) is not None:
            return
        key = ApiKey(
            id=self._identifiers.new_id(),
            tenant_id=tenant_id,
            display_name="development",
            permissions=PERMISSIONS,
            expires_at=None,
            revoked_at=None,
            created_at=self._clock.now(),
        )
        request = request_key(request_id=f"development-key:{secret_hash.hex()}", operation="DevelopmentKey", content=())
        await self._api_keys.add(key, secret_hash=secret_hash, caller=tenant_id, request=request)

    async def _ensure_gateway(self, tenant_id: TenantId, contract: Contract, *, public_url: str) -> None:
        gateway = contract.gateway
        known = await self._configurations.get(tenant_id=tenant_id, gateway=gateway)
        if known is None:
            settings = contract.settings(public_url=public_url)
            await self._configure_gateway(tenant_id=tenant_id, gateway=gateway, settings=settings)
            return
        # The simulator is on our own port, and that may be another one today. Configuring anew also enables, so what
        # the developer disabled is left alone.
        moved = contract.moved(known.settings, public_url=public_url)
        if known.enabled and moved != known.settings:
            await self._configure_gateway(tenant_id=tenant_id, gateway=gateway, settings=moved)


def _secret(settings: Settings, key_file: Path) -> str:
    if settings.dev_api_key is None:
        return write_once(key_file, KEY_PREFIX + secrets.token_urlsafe(32))
    secret = settings.dev_api_key.get_secret_value()
    try:
        key_file.parent.mkdir(parents=True, exist_ok=True)
        key_file.touch(mode=0o600)
        key_file.write_text(secret + "\n")
    except OSError as error:
        raise SettingsError(f"{key_file.absolute()} cannot be written: {error.strerror}.") from error
    return secret
