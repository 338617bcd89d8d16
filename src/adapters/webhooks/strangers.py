"""What is remembered of a call whose endpoint names nobody: anyone may make them, as many and as long as he likes.

Enough is kept to see that it happened and to recognise what was sent; never enough to fill the disk.
"""

import time
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

import structlog

from adapters.webhooks.limits import WebhookLimits
from adapters.webhooks.tally import Tally
from billing.ports.delivery_log import Delivery

_BODY_BYTES = 1024
_HEADER_CHARACTERS = 8 * 1024

_log = structlog.get_logger(__name__)


class TokenBucket:
    """Allows a burst at once and so many per second in the long run."""

    def __init__(self, *, per_second: float, burst: int) -> None:
        self._per_second = per_second
        self._burst = burst
        self._tokens = float(burst)
        self._filled_at: float | None = None

    def take(self, *, now: float) -> bool:
        """Whether one more is allowed at this moment, in seconds of a clock that never goes back."""
        if self._filled_at is not None:
            self._tokens = min(self._burst, self._tokens + (now - self._filled_at) * self._per_second)
        self._filled_at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class Strangers:
    """Decides which calls of strangers are kept; of the others only their number is logged."""

    def __init__(self, limits: WebhookLimits) -> None:
        self._bucket = TokenBucket(per_second=limits.strangers_per_second, burst=limits.stranger_burst)
        self._not_kept = Tally(lambda count: _log.warning("webhook.strangers_not_kept", count=count))

    def keep(self) -> bool:
        """Whether this call is kept; otherwise it is counted."""
        if self._bucket.take(now=time.monotonic()):
            return True
        self._not_kept.add()
        return False


def abridged(delivery: Delivery) -> Delivery:
    """The delivery with the beginning of its headers and body; the outcome says what was cut off the body."""
    delivery = replace(delivery, headers=_first(delivery.headers))
    body = delivery.body
    if len(body) <= _BODY_BYTES:
        return delivery
    outcome = f"{delivery.outcome}; body of {len(body)} bytes cut, sha256 {sha256(body).hexdigest()}"
    return replace(delivery, body=body[:_BODY_BYTES], outcome=outcome)


def _first(headers: Mapping[str, str]) -> dict[str, str]:
    room = _HEADER_CHARACTERS
    kept = {}
    for name, value in headers.items():
        room -= len(name) + len(value)
        if room < 0:
            break
        kept[name] = value
    return kept
