"""The `Stripe-Signature` of a delivery (section 12.1), by hand: it must not be right because a library of ours is."""

import hashlib
import hmac
from collections.abc import Sequence

# Stripe's test mode sends a scheme of this name, which signs nothing: whoever accepts it is found out.
_FAKE = "v0=" + "6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39"


def signature(body: bytes, *, secrets: Sequence[str], at: int) -> str:
    """One `v1` for each active secret; the key is the secret's whole text, `whsec_` included."""
    signed = b"%d.%s" % (at, body)
    codes = (hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets)
    return ",".join([f"t={at}", *(f"v1={code}" for code in codes), _FAKE])
