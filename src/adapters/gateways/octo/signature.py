"""The signature of notifications (Octo protocol, section 10).

SHA-1 over three values without separators, of which the first is the secret. It covers neither the amount nor the
order, and different splits of the values give one text: a right signature only says that Octo once said this status of
this payment. Payment, order and amount are compared afterwards, and Octo is asked.
"""

import hashlib
import hmac
from enum import StrEnum

_DIGEST_BYTES = 20
# A literal of one old integration, kept here to recognise what it signs.
_SALT = "yahont"


class Formula(StrEnum):
    """How a shop's notifications are signed.

    - CURRENT: the key, then uuid and status, as documented today.
    - LEGACY, LEGACY_UPPER: the key is the hash of the shop's secret and the notification's `hash_key`, in lower or in
      upper case; the documentation of before.
    - LEGACY_SALTED: the same with a literal in front.
    """

    CURRENT = "current"
    LEGACY = "legacy"
    LEGACY_UPPER = "legacy_upper"
    LEGACY_SALTED = "legacy_salted"


def sign(*, key: str, uuid: str, status: str) -> bytes:
    """The 20 bytes of a signature; the values exactly as received, because Octo hashed what it wrote."""
    return _sha1(f"{key}{uuid}{status}").digest()


def key_of(formula: Formula, *, unique_key: str, secret: str, hash_key: str) -> str:
    """The key a formula signs with."""
    if formula is Formula.CURRENT:
        return unique_key
    salt = _SALT if formula is Formula.LEGACY_SALTED else ""
    inner = _sha1(f"{salt}{secret}{hash_key}").hexdigest()
    return inner if formula is Formula.LEGACY else inner.upper()


def is_genuine(*, signature: str, key: str, uuid: str, status: str) -> bool:
    """Whether only Octo and the merchant can have made the signature; hex in any case, compared in constant time.

    An empty key verifies nothing: anybody could sign with it.
    """
    digest = _decoded(signature)
    return bool(key) and digest is not None and hmac.compare_digest(sign(key=key, uuid=uuid, status=status), digest)


def _decoded(signature: str) -> bytes | None:
    # bytes.fromhex would pass over blanks.
    if len(signature) != 2 * _DIGEST_BYTES or not signature.isascii() or not signature.isalnum():
        return None
    try:
        return bytes.fromhex(signature)
    except ValueError:
        return None


def _sha1(text: str) -> "hashlib._Hash":
    return hashlib.sha1(text.encode(), usedforsecurity=False)
