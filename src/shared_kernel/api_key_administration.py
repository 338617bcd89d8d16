"""Giving out API keys and taking them back."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from shared_kernel.api_keys import (
    KEY_PREFIX,
    ApiKey,
    ApiKeyNotFoundError,
    ApiKeyStore,
    ExpireTimePastError,
    hash_secret,
)
from shared_kernel.clock import Clock
from shared_kernel.idempotency import RequestKey, request_key
from shared_kernel.identifiers import Identifiers
from shared_kernel.once import Once
from shared_kernel.pagination import Page, PageRequest
from shared_kernel.tenant import ADMIN_MANAGE, Caller, TenantId
from shared_kernel.tenants import TenantStore


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyRequest:
    """What is asked for: `tenant_id` None is the caller's own, `expires_at` (UTC) None is never."""

    request_id: str
    tenant_id: TenantId | None
    display_name: str
    permissions: frozenset[str]
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedKey:
    """A key and, only when it was made just now, its secret: nobody can read that again."""

    api_key: ApiKey
    secret: str = field(repr=False)


class IssueApiKey:
    """Makes keys. Nobody hands out what they may not do themselves, except the operator of the installation."""

    def __init__(self, *, api_keys: ApiKeyStore, tenants: TenantStore, identifiers: Identifiers, clock: Clock) -> None:
        self._api_keys = api_keys
        self._tenants = tenants
        self._identifiers = identifiers
        self._clock = clock

    async def __call__(self, *, caller: Caller, request: ApiKeyRequest) -> IssuedKey:
        """The key with its secret; for a repeated request the key made then, without.

        Raises:
            MissingPermissionError: the caller lacks one of the permissions, or may not reach that tenant.
            ExpireTimePastError, TenantNotFoundError, RequestIdReusedError.
        """
        tenant_id = request.tenant_id or caller.tenant_id
        if ADMIN_MANAGE not in caller.permissions:
            for permission in sorted(request.permissions):
                caller.require(permission)
        await require_tenant(tenant_id, caller=caller, tenants=self._tenants)
        now = self._clock.now()
        if request.expires_at is not None and request.expires_at <= now:
            raise ExpireTimePastError(field="expire_time")
        secret = KEY_PREFIX + self._identifiers.new_secret()
        made = ApiKey(
            id=self._identifiers.new_id(),
            tenant_id=tenant_id,
            display_name=request.display_name,
            permissions=request.permissions,
            expires_at=request.expires_at,
            revoked_at=None,
            created_at=now,
        )
        key = await self._api_keys.add(
            made, secret_hash=hash_secret(secret), request=_key(request, tenant_id), caller=caller.tenant_id
        )
        return IssuedKey(api_key=key, secret=secret if key.id == made.id else "")


class ListApiKeys:
    """Shows the keys of a tenant, never their secrets."""

    def __init__(self, *, api_keys: ApiKeyStore, tenants: TenantStore) -> None:
        self._api_keys = api_keys
        self._tenants = tenants

    async def __call__(self, *, caller: Caller, tenant_id: TenantId | None, page: PageRequest) -> Page[ApiKey]:
        """The newest first (MissingPermissionError, TenantNotFoundError)."""
        wanted = tenant_id or caller.tenant_id
        await require_tenant(wanted, caller=caller, tenants=self._tenants)
        return await self._api_keys.list(tenant_id=wanted, page=page)


class RevokeApiKey:
    """Takes a key back for good; revoking a revoked one changes nothing."""

    def __init__(self, *, api_keys: ApiKeyStore, once: Once, clock: Clock) -> None:
        self._api_keys = api_keys
        self._once = once
        self._clock = clock

    async def __call__(self, *, caller: Caller, request_id: str, key_id: UUID) -> ApiKey:
        """The key, revoked.

        Raises:
            ApiKeyNotFoundError: there is none, or it is another tenant's and the caller is not the operator.
            RequestIdReusedError.
        """
        key = await self._api_keys.find(key_id)
        if key is None or (key.tenant_id != caller.tenant_id and ADMIN_MANAGE not in caller.permissions):
            raise ApiKeyNotFoundError(field="api_key_id", parameters={"api_key_id": str(key_id)})
        owner = key.tenant_id

        async def revoke() -> ApiKey:
            return await self._api_keys.revoke(tenant_id=owner, key_id=key_id, at=self._clock.now())

        # Revoking twice is revoking once, so a repeat may simply do it again.
        return await self._once(
            tenant_id=caller.tenant_id,
            key=request_key(request_id=request_id, operation="RevokeApiKey", content=(key_id,)),
            resource_id=key_id,
            act=revoke,
            recall=revoke,
        )


async def require_tenant(tenant_id: TenantId, *, caller: Caller, tenants: TenantStore) -> None:
    """Let the caller reach the tenant: its own, or any that exists for the operator of the installation.

    Raises:
        MissingPermissionError: another tenant, and the caller is not the operator.
        TenantNotFoundError.
    """
    if tenant_id == caller.tenant_id:
        return
    caller.require(ADMIN_MANAGE)
    await tenants.get(tenant_id)


def _key(request: ApiKeyRequest, tenant_id: TenantId) -> RequestKey:
    content = (tenant_id, request.display_name, sorted(request.permissions), request.expires_at)
    return request_key(request_id=request.request_id, operation="CreateApiKey", content=content)
