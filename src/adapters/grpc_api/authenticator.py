"""API keys: from `authorization: Bearer hmn_…` to the caller.

Keys are found by the hash of their secret, so the time an answer takes tells nothing about any secret.
"""

import time
from dataclasses import dataclass
from uuid import UUID

from shared_kernel.api_keys import KEY_PREFIX, ApiKey, ApiKeyStore, hash_secret
from shared_kernel.clock import Clock
from shared_kernel.errors import UnauthenticatedError
from shared_kernel.tenant import Caller

# For so long another process may still accept a key that was revoked here.
_REMEMBERED_SECONDS = 5.0
_MOST_REMEMBERED = 10_000
_LONGEST_SECRET = 200
_SCHEME = "bearer "


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    key: ApiKey
    caller: Caller
    until: float


class Authenticator:
    """Knows callers by their keys and remembers the last ones for a few seconds.

    Only keys that exist are remembered: what strangers try costs a look-up and leaves nothing behind.
    """

    def __init__(self, *, api_keys: ApiKeyStore, clock: Clock) -> None:
        self._api_keys = api_keys
        self._clock = clock
        self._known: dict[bytes, _Known] = {}
        self._revocations = 0

    async def authenticate(self, authorization: str) -> Caller:
        """The caller behind an `authorization` value.

        Raises:
            UnauthenticatedError: with the parameter `cause`: missing, malformed, unknown, expired or revoked.
        """
        secret_hash = hash_secret(_secret(authorization))
        known = self._known.get(secret_hash)
        if known is None or known.until < time.monotonic():
            known = await self._look_up(secret_hash)
        if known.key.revoked_at is not None:
            raise _refusal("revoked")
        if not known.key.is_valid(at=self._clock.now()):
            raise _refusal("expired")
        return known.caller

    def forget(self, key_id: UUID) -> None:
        """Look the key up again at its next call: it was revoked."""
        self._revocations += 1
        self._known = {secret: known for secret, known in self._known.items() if known.key.id != key_id}

    async def _look_up(self, secret_hash: bytes) -> _Known:
        seen = self._revocations
        key = await self._api_keys.find_by_secret_hash(secret_hash)
        if key is None:
            raise _refusal("unknown")
        caller = Caller(tenant_id=key.tenant_id, permissions=key.permissions, key_id=key.id)
        known = _Known(key=key, caller=caller, until=time.monotonic() + _REMEMBERED_SECONDS)
        # A key read before a revocation may be the revoked one.
        if seen == self._revocations:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[secret_hash] = known
        return known


def _secret(authorization: str) -> str:
    if not authorization:
        raise _refusal("missing")
    secret = authorization[len(_SCHEME) :].strip()
    if not authorization.lower().startswith(_SCHEME) or not secret.startswith(KEY_PREFIX):
        raise _refusal("malformed")
    if len(secret) > _LONGEST_SECRET:
        raise _refusal("malformed")
    return secret


def _refusal(cause: str) -> UnauthenticatedError:
    return UnauthenticatedError(f"The API key is {cause}.", parameters={"cause": cause})
