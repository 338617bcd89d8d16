"""API keys: what a program shows to be let in. Only a hash of its secret is kept."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from shared_kernel.errors import NotFoundError, ValidationError
from shared_kernel.idempotency import RequestKey
from shared_kernel.pagination import Page, PageRequest
from shared_kernel.tenant import TenantId

# What a secret begins with, so that people and scanners of repositories know one when they see it.
KEY_PREFIX = "hmn_"


class ApiKeyNotFoundError(NotFoundError):
    """There is no such API key."""

    reason = "API_KEY_NOT_FOUND"


class ExpireTimePastError(ValidationError):
    """A key must expire in the future."""

    reason = "EXPIRE_TIME_PAST"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key without its secret; times in UTC, None for never.

    Attributes:
        display_name: its name among the operators.
    """

    id: UUID
    tenant_id: TenantId
    display_name: str
    permissions: frozenset[str]
    expires_at: datetime | None
    revoked_at: datetime | None
    created_at: datetime

    def is_valid(self, *, at: datetime) -> bool:
        """Whether a call that shows it may pass at this moment."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)


def hash_secret(secret: str) -> bytes:
    """What is kept of a secret. It carries 256 random bits, so one SHA-256 is enough: there is nothing to guess."""
    return hashlib.sha256(secret.encode()).digest()


class ApiKeyStore(Protocol):
    """Keeps API keys. Each call commits by itself."""

    async def add(self, api_key: ApiKey, *, secret_hash: bytes, caller: TenantId, request: RequestKey) -> ApiKey:
        """Store a new key; the one an earlier call with this request (of the caller's tenant) made, when there was.

        Raises:
            RequestIdReusedError: the request id was used for something else.
            TenantNotFoundError: there is no such tenant.
        """
        ...

    async def find_by_secret_hash(self, secret_hash: bytes) -> ApiKey | None:
        """The key with this secret, whoever's it is, also a revoked or expired one."""
        ...

    async def find(self, key_id: UUID) -> ApiKey | None:
        """The key of this id, whoever's it is."""
        ...

    async def list(self, *, tenant_id: TenantId, page: PageRequest) -> Page[ApiKey]:
        """The tenant's keys, the newest first, revoked and expired ones among them."""
        ...

    async def revoke(self, *, tenant_id: TenantId, key_id: UUID, at: datetime) -> ApiKey:
        """Refuse the key from now on; revoking it again changes nothing (ApiKeyNotFoundError)."""
        ...
