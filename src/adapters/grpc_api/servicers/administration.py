"""AdminService: tenants and API keys."""

from uuid import UUID

from adapters.grpc_api.authenticator import Authenticator
from adapters.grpc_api.call import Call
from adapters.grpc_api.mapping.administration import api_key_from, api_key_to, optional_tenant_id, tenant_to
from adapters.grpc_api.page_tokens import next_page_token, page_request
from hamyon.admin.v1 import api_keys_pb2, tenants_pb2
from shared_kernel.api_key_administration import IssueApiKey, ListApiKeys, RevokeApiKey
from shared_kernel.tenant_administration import CreateTenant
from shared_kernel.tenants import TenantStore


class AdministrationServicer:
    """What the operator of the installation sets up."""

    def __init__(
        self,
        *,
        create_tenant: CreateTenant,
        tenants: TenantStore,
        issue_api_key: IssueApiKey,
        list_api_keys: ListApiKeys,
        revoke_api_key: RevokeApiKey,
        authenticator: Authenticator,
    ) -> None:
        self._create_tenant = create_tenant
        self._tenants = tenants
        self._issue_api_key = issue_api_key
        self._list_api_keys = list_api_keys
        self._revoke_api_key = revoke_api_key
        self._authenticator = authenticator

    async def create_tenant(
        self, request: tenants_pb2.CreateTenantRequest, call: Call
    ) -> tenants_pb2.CreateTenantResponse:
        """Rpc CreateTenant."""
        tenant = await self._create_tenant(caller=call.caller, request_id=request.request_id, name=request.name)
        return tenants_pb2.CreateTenantResponse(tenant=tenant_to(tenant))

    async def list_tenants(
        self, request: tenants_pb2.ListTenantsRequest, call: Call
    ) -> tenants_pb2.ListTenantsResponse:
        """Rpc ListTenants."""
        page = await self._tenants.list(page_request(request, tenant_id=call.tenant_id))
        return tenants_pb2.ListTenantsResponse(
            tenants=map(tenant_to, page.items),
            next_page_token=next_page_token(page.next, request=request, tenant_id=call.tenant_id),
        )

    async def create_api_key(
        self, request: api_keys_pb2.CreateApiKeyRequest, call: Call
    ) -> api_keys_pb2.CreateApiKeyResponse:
        """Rpc CreateApiKey."""
        issued = await self._issue_api_key(caller=call.caller, request=api_key_from(request))
        return api_keys_pb2.CreateApiKeyResponse(api_key=api_key_to(issued.api_key), secret=issued.secret)

    async def list_api_keys(
        self, request: api_keys_pb2.ListApiKeysRequest, call: Call
    ) -> api_keys_pb2.ListApiKeysResponse:
        """Rpc ListApiKeys."""
        page = await self._list_api_keys(
            caller=call.caller,
            tenant_id=optional_tenant_id(request.tenant_id),
            page=page_request(request, tenant_id=call.tenant_id),
        )
        return api_keys_pb2.ListApiKeysResponse(
            api_keys=map(api_key_to, page.items),
            next_page_token=next_page_token(page.next, request=request, tenant_id=call.tenant_id),
        )

    async def revoke_api_key(
        self, request: api_keys_pb2.RevokeApiKeyRequest, call: Call
    ) -> api_keys_pb2.RevokeApiKeyResponse:
        """Rpc RevokeApiKey."""
        key = await self._revoke_api_key(
            caller=call.caller, request_id=request.request_id, key_id=UUID(request.api_key_id)
        )
        self._authenticator.forget(key.id)
        return api_keys_pb2.RevokeApiKeyResponse(api_key=api_key_to(key))
