"""The keys that wrap other keys: one for each installation secret, known by an id that tells nothing about it."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12
_KEY_BYTES = 32
_ID_DIGITS = 16

_MASTER = b"gateway-settings-master"
_MASTER_ID = b"gateway-settings-master-id"
_DIRECT = b"gateway-settings"


class Box:
    """AES-256-GCM under one key: what is sealed opens only in the same place, and unchanged."""

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)

    def seal(self, plain: bytes, *, place: bytes) -> bytes:
        """Nonce and ciphertext."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, plain, place)

    def open(self, sealed: bytes, *, place: bytes) -> bytes | None:
        """What was sealed; None when it was sealed with another key or for another place, or changed since."""
        try:
            return self._aead.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place)
        except (InvalidTag, ValueError):
            return None


class MasterKey:
    """What follows from one installation secret.

    Attributes:
        id: stored with what the key wraps; the secret cannot be computed from it.
        wrapping: seals data keys.
        direct: opens settings that were stored before there were data keys.
    """

    def __init__(self, secret: bytes) -> None:
        self.id = _derived(secret, _MASTER_ID).hex()[:_ID_DIGITS]
        self.wrapping = Box(_derived(secret, _MASTER))
        self.direct = Box(_derived(secret, _DIRECT))


class MasterKeys:
    """The key that wraps now, and those of former secrets that still open."""

    def __init__(self, *, current: bytes, previous: Sequence[bytes] = ()) -> None:
        self.current = MasterKey(current)
        self._all = (self.current, *map(MasterKey, previous))

    def opening(self, key_id: str | None) -> Sequence[MasterKey]:
        """The keys that may open what carries this id; what carries none, any of them may."""
        return tuple(key for key in self._all if key_id in {None, key.id})


def new_data_key() -> bytes:
    """A key for one row."""
    return secrets.token_bytes(_KEY_BYTES)


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return hmac.new(secret, purpose, hashlib.sha256).digest()
