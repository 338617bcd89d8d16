"""The `Stripe-Signature` header (Stripe protocol, section 12.1): who sent these bytes, and when.

Written here and not taken from Stripe's library, which would have to be imported by every process that starts.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

# Seconds that a delivery may be old; Stripe signs a repeated one anew. Stripe's library lets the future pass, we do
# not: a signature that was stolen could be kept until its time comes.
TOLERANCE = 300

_SCHEME = "v1"
_LONGEST_TIME = 12


def sign(*, body: bytes, secret: str, timestamp: int) -> str:
    """The signature of a body at a moment: HMAC-SHA-256 under the whole secret, `whsec_` included, in lower case."""
    return hmac.new(secret.encode(), b"%d." % timestamp + body, hashlib.sha256).hexdigest()


def is_genuine(*, body: bytes, header: str, secrets: Sequence[str], at: datetime) -> bool:
    """Whether somebody who knows one of the secrets signed exactly these bytes a moment ago.

    Several secrets are known while one is being replaced. A blank one verifies nothing: it would verify anybody.
    """
    parts = [part.partition("=") for part in header.split(",")]
    timestamp = next((_seconds(value) for name, _, value in parts if name == "t"), None)
    told = [value.encode() for name, _, value in parts if name == _SCHEME]
    if timestamp is None:
        return False
    known = [sign(body=body, secret=secret, timestamp=timestamp).encode() for secret in secrets if secret.strip()]
    matches = [hmac.compare_digest(one, other) for one in known for other in told]
    return any(matches) and abs(int(at.timestamp()) - timestamp) <= TOLERANCE


def _seconds(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_TIME else None
