"""Making tenants: the operator's first step for a new customer of the installation."""

from shared_kernel.clock import Clock
from shared_kernel.idempotency import request_key
from shared_kernel.identifiers import Identifiers
from shared_kernel.tenant import Caller, Tenant, TenantId
from shared_kernel.tenants import TenantStore


class CreateTenant:
    """Makes a tenant, once per request id; it can do nothing before it has an API key."""

    def __init__(self, *, tenants: TenantStore, identifiers: Identifiers, clock: Clock) -> None:
        self._tenants = tenants
        self._identifiers = identifiers
        self._clock = clock

    async def __call__(self, *, caller: Caller, request_id: str, name: str) -> Tenant:
        """The tenant; for a repeated request the one made then.

        Raises:
            TenantNameTakenError, RequestIdReusedError.
        """
        tenant = Tenant(id=TenantId(self._identifiers.new_id()), name=name, created_at=self._clock.now())
        key = request_key(request_id=request_id, operation="CreateTenant", content=(name,))
        return await self._tenants.add(tenant, caller=caller.tenant_id, request=key)
