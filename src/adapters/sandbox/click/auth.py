"""Checks the `Auth` header of a merchant's call (Click protocol, section 5.1)."""

import hashlib
import hmac
from datetime import datetime

from adapters.sandbox.click.refusals import NotAuthorizedError
from adapters.sandbox.merchants import Merchant

# The allowed skew is not published.
_SKEW_SECONDS = 600
_PARTS = 3


def require_merchant(header: str, *, merchant: Merchant | None, at: datetime) -> Merchant:
    """The merchant of the service that a call names, if it is he who calls.

    Raises:
        NotAuthorizedError: it is somebody else, or the header is old.
    """
    parts = header.split(":")
    if merchant is None or not merchant.merchant_user_id or len(parts) != _PARTS or not parts[2].isdecimal():
        raise NotAuthorizedError
    user, digest, timestamp = parts
    expected = hashlib.sha1(f"{timestamp}{merchant.secret_key}".encode(), usedforsecurity=False).hexdigest()
    is_his = user == merchant.merchant_user_id and hmac.compare_digest(expected.encode(), digest.encode())
    if not is_his or abs(at.timestamp() - int(timestamp)) > _SKEW_SECONDS:
        raise NotAuthorizedError
    return merchant
