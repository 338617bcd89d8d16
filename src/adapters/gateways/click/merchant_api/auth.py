"""The `Auth` header of every call (Click protocol, section 5.1)."""

import hashlib
from datetime import datetime


def auth_header(*, user_id: int, secret_key: str, at: datetime) -> str:
    """`user:digest:timestamp`; the digest is the hex SHA-1 of the timestamp, in seconds, and the secret behind it."""
    timestamp = str(int(at.timestamp()))
    digest = hashlib.sha1(f"{timestamp}{secret_key}".encode(), usedforsecurity=False).hexdigest()
    return f"{user_id}:{digest}:{timestamp}"
