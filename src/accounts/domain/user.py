"""Users: the people (or shops) who own accounts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared_kernel.tenant import TenantId


class UserStatus(StrEnum):
    """Whether money of the user moves."""

    ACTIVE = "active"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An owner of accounts; `locale` (en, ru, uz) is the language of what is sent to them."""

    id: UUID
    tenant_id: TenantId
    email: str
    locale: str
    status: UserStatus
    created_at: datetime
    updated_at: datetime
