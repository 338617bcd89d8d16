"""The signature of SHOP API calls (Click protocol, section 4.2).

MD5 over fields without separators is weak by construction: different splits of the fields can give one text. So a
right signature only says that Click sent something like this; order, attempt and amount are compared afterwards.
"""

import hashlib
import hmac
from collections.abc import Mapping

from adapters.gateways.click.form import COMPLETE


def sign(*, form: Mapping[str, str], secret_key: str) -> str:
    """The `sign_string` of a form: lower-case hex MD5 of its fields exactly as received, never re-formatted.

    An unknown action is signed like Prepare, so that a genuine one can be answered -3 and a forged one -1.
    """
    attempt = form["merchant_prepare_id"] if form["action"] == COMPLETE else ""
    text = "".join(
        (
            form["click_trans_id"],
            form["service_id"],
            secret_key,
            form["merchant_trans_id"],
            attempt,
            form["amount"],
            form["action"],
            form["sign_time"],
        )
    )
    return _digest(text)


def sign_advanced(*, call: Mapping[str, str], params: Mapping[str, str], secret_key: str) -> str:
    """The `sign_string` of the JSON variants that Click enables for some services (Advanced and Split Shop, section 8).

    `params` in the order in which they were sent. Only the signature is known of these variants: their calls are
    described by nobody but integrators, and are not served here.
    """
    text = "".join(
        (
            call["click_paydoc_id"],
            call["attempt_trans_id"],
            call["service_id"],
            secret_key,
            *params.values(),
            call["action"],
            call["sign_time"],
        )
    )
    return _digest(text)


def is_genuine(*, form: Mapping[str, str], secret_key: str) -> bool:
    """Whether the form carries the signature only Click and the merchant can make; compared in constant time."""
    expected = sign(form=form, secret_key=secret_key).encode()
    return hmac.compare_digest(expected, form["sign_string"].lower().encode())


def _digest(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
