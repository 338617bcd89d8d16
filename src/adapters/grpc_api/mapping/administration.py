"""Tenants and API keys."""

from adapters.grpc_api.mapping.common import moment_from, moment_to, optional_id
from hamyon.admin.v1 import api_keys_pb2 as key_messages
from hamyon.admin.v1 import tenants_pb2 as tenant_messages
from shared_kernel.api_key_administration import ApiKeyRequest
from shared_kernel.api_keys import ApiKey
from shared_kernel.tenant import Tenant, TenantId


def tenant_to(tenant: Tenant) -> tenant_messages.Tenant:
    """A tenant as a message; nothing about a tenant changes yet."""
    made = moment_to(tenant.created_at)
    return tenant_messages.Tenant(id=str(tenant.id), name=tenant.name, create_time=made, update_time=made)


def optional_tenant_id(text: str) -> TenantId | None:
    """A tenant that may be left out, which then is the caller's own."""
    tenant_id = optional_id(text)
    return TenantId(tenant_id) if tenant_id else None


def api_key_from(request: key_messages.CreateApiKeyRequest) -> ApiKeyRequest:
    """What is asked of a new key."""
    return ApiKeyRequest(
        request_id=request.request_id,
        tenant_id=optional_tenant_id(request.tenant_id),
        display_name=request.display_name,
        permissions=frozenset(request.permissions),
        expires_at=moment_from(request, "expire_time"),
    )


def api_key_to(key: ApiKey) -> key_messages.ApiKey:
    """A key as a message, without its secret."""
    return key_messages.ApiKey(
        id=str(key.id),
        tenant_id=str(key.tenant_id),
        display_name=key.display_name,
        permissions=sorted(key.permissions),
        expire_time=moment_to(key.expires_at) if key.expires_at else None,
        revoke_time=moment_to(key.revoked_at) if key.revoked_at else None,
        create_time=moment_to(key.created_at),
        # The only thing that ever changes about a key is that it is revoked.
        update_time=moment_to(key.revoked_at or key.created_at),
    )
