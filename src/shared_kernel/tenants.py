"""The tenants of this installation, as a port."""

from typing import Protocol

from shared_kernel.errors import ConflictError, NotFoundError
from shared_kernel.idempotency import RequestKey
from shared_kernel.pagination import Page, PageRequest
from shared_kernel.tenant import Tenant, TenantId


class TenantNameTakenError(ConflictError):
    """Another tenant has this name."""

    reason = "TENANT_NAME_TAKEN"

    def __init__(self) -> None:
        super().__init__(field="name")


class TenantNotFoundError(NotFoundError):
    """There is no such tenant."""

    reason = "TENANT_NOT_FOUND"


class TenantStore(Protocol):
    """Knows every tenant. Each call commits by itself."""

    async def add(self, tenant: Tenant, *, caller: TenantId, request: RequestKey) -> Tenant:
        """Store a new tenant; the one an earlier call with this request (of the caller's tenant) made, when there was.

        Raises:
            TenantNameTakenError: another one has this name.
            RequestIdReusedError: the request id was used for something else.
        """
        ...

    async def ensure(self, tenant: Tenant) -> Tenant:
        """The tenant of this name, stored now when there was none: for the first tenant, which nobody could ask for."""
        ...

    async def get(self, tenant_id: TenantId) -> Tenant:
        """The tenant of this id (TenantNotFoundError)."""
        ...

    async def by_name(self, name: str) -> Tenant | None:
        """The tenant of this name."""
        ...

    async def list(self, page: PageRequest) -> Page[Tenant]:
        """Tenants, the newest first."""
        ...
