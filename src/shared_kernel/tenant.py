"""Who is asking, and for whom: the tenant that owns the rows, the caller and what it may do."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType
from uuid import UUID

from shared_kernel.errors import PermissionDeniedError

TenantId = NewType("TenantId", UUID)

ADMIN_MANAGE = "admin.manage"

PERMISSIONS = frozenset(
    {
        "billing.view",
        "billing.create",
        "billing.capture",
        "billing.cancel",
        "billing.refund",
        "billing.delete",
        "billing.reconcile",
        "billing.gateways.manage",
        "accounts.view",
        "accounts.manage",
        "accounts.deposit",
        "accounts.withdraw",
        "accounts.transfer",
        "events.view",
        "operations.view",
        "operations.manage",
        ADMIN_MANAGE,
    }
)


class MissingPermissionError(PermissionDeniedError):
    """The API key does not carry the permission this call needs."""

    reason = "MISSING_PERMISSION"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """A customer of this installation: every row belongs to one."""

    id: TenantId
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """An authenticated program: its tenant, its permissions and the key it showed."""

    tenant_id: TenantId
    permissions: frozenset[str]
    key_id: UUID

    def require(self, permission: str) -> None:
        """Let the caller pass, or raise MissingPermissionError naming what it lacks."""
        if permission not in self.permissions:
            raise MissingPermissionError(
                f"This call needs the permission {permission}.",
                parameters={"permission": permission},
            )
