"""The numbers by which payers name accounts to providers, as a port: no order may be called like one."""

from typing import Protocol

from shared_kernel.tenant import TenantId


class AccountNumbers(Protocol):
    """The account numbers of the tenants."""

    async def is_account(self, *, tenant_id: TenantId, reference: str) -> bool:
        """Whether the tenant has an account of this number, whatever its status."""
        ...
