"""The `Toy-Signature` header: who sent these bytes."""

import hashlib
import hmac

HEADER = "Toy-Signature"


def sign(*, body: bytes, secret: str) -> str:
    """HMAC-SHA-256 of the whole body, in lower-case hex."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def is_genuine(*, body: bytes, signature: str, secret: str) -> bool:
    """Whether somebody who knows the secret signed exactly these bytes; compared in constant time."""
    # Bytes, because compare_digest takes no other text than ASCII.
    return bool(secret) and hmac.compare_digest(sign(body=body, secret=secret).encode(), signature.encode())
