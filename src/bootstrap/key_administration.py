"""API keys without a key: the operator at the shell reaches the database, and so every tenant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bootstrap.administration import administered
from bootstrap.containers.foundation import FoundationContainer
from bootstrap.settings import Settings, SettingsError
from bootstrap.storage import Report
from shared_kernel.api_key_administration import ApiKeyRequest, IssueApiKey
from shared_kernel.api_keys import ApiKey, ApiKeyNotFoundError
from shared_kernel.pagination import MAX_PAGE_SIZE, PageRequest
from shared_kernel.tenant import PERMISSIONS, Caller, Tenant, TenantId
from shared_kernel.tenants import TenantNotFoundError

# The operator has shown no key.
_NO_KEY = UUID(int=0)
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyWish:
    """The key an operator wants; `expires_at` in UTC, None for never."""

    tenant: str
    name: str
    permissions: frozenset[str]
    expires_at: datetime | None
    request_id: str


async def create_key(settings: Settings, wish: KeyWish, *, report: Report) -> str:
    """Make the key, and the tenant when there is none of that name; its secret.

    Raises:
        SettingsError: a permission or a name is wrong, or there is no database yet.
        ExpireTimePastError: it would be born expired.
    """
    _check(wish)
    async with administered(settings, report) as foundation:
        tenant = await _ensure_tenant(foundation, wish.tenant, report)
        issue = IssueApiKey(
            api_keys=foundation.api_keys(),
            tenants=foundation.tenants(),
            identifiers=foundation.identifiers(),
            clock=foundation.clock(),
        )
        issued = await issue(
            caller=Caller(tenant_id=tenant.id, permissions=PERMISSIONS, key_id=_NO_KEY),
            request=ApiKeyRequest(
                request_id=wish.request_id,
                tenant_id=tenant.id,
                display_name=wish.name,
                permissions=wish.permissions,
                expires_at=wish.expires_at,
            ),
        )
        report(f"Key {issued.api_key.id} of tenant {tenant.name}. Its secret is shown this once:")
        return issued.secret


async def list_keys(settings: Settings, tenant_name: str, *, report: Report) -> Sequence[str]:
    """A line for each key of a tenant, the newest first (TenantNotFoundError)."""
    async with administered(settings, report) as foundation:
        tenant = await foundation.tenants().by_name(tenant_name)
        if tenant is None:
            raise TenantNotFoundError(f"There is no tenant {tenant_name!r}.")
        now, lines = foundation.clock().now(), list[str]()
        request: PageRequest | None = PageRequest(size=MAX_PAGE_SIZE)
        while request is not None:
            page = await foundation.api_keys().list(tenant_id=tenant.id, page=request)
            lines += [_line(key, now) for key in page.items]
            request = PageRequest(size=MAX_PAGE_SIZE, after=page.next) if page.next else None
        return lines


async def revoke_key(settings: Settings, key_id: UUID, *, report: Report) -> str:
    """Revoke the key, also a revoked one; its line (ApiKeyNotFoundError)."""
    async with administered(settings, report) as foundation:
        store, now = foundation.api_keys(), foundation.clock().now()
        key = await store.find(key_id)
        if key is None:
            raise ApiKeyNotFoundError(f"There is no API key {key_id}.")
        return _line(await store.revoke(tenant_id=key.tenant_id, key_id=key.id, at=now), now)


async def _ensure_tenant(foundation: FoundationContainer, name: str, report: Report) -> Tenant:
    wanted = Tenant(id=TenantId(foundation.identifiers().new_id()), name=name, created_at=foundation.clock().now())
    tenant = await foundation.tenants().ensure(wanted)
    if tenant.id == wanted.id:
        report(f"Made the tenant {name}.")
    return tenant


def _check(wish: KeyWish) -> None:
    unknown = sorted(wish.permissions - PERMISSIONS)
    if unknown:
        raise SettingsError(f"--permission {unknown[0]}: there are {', '.join(sorted(PERMISSIONS))}.")
    for option, text in (("--tenant", wish.tenant), ("--name", wish.name)):
        if not text.strip() or len(text) > _LONGEST_NAME or not text.isprintable():
            raise SettingsError(f"{option} needs 1 to {_LONGEST_NAME} printable characters.")


def _line(key: ApiKey, now: datetime) -> str:
    if key.revoked_at is not None:
        state = f"revoked {key.revoked_at:%Y-%m-%d}"
    elif not key.is_valid(at=now):
        state = f"expired {key.expires_at:%Y-%m-%d}"
    else:
        state = f"until {key.expires_at:%Y-%m-%d}" if key.expires_at else "valid"
    return f"{key.id}  {state}  {key.display_name}  {','.join(sorted(key.permissions))}"
