"""Octo's words for how a payment and a refund stand (protocol, sections 5, 8 and 14).

Compared without case and blanks around; signatures are over the exact text all the same.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Stand(StrEnum):
    """How a payment stands, in our terms.

    - OPEN: the payer may still pay.
    - HELD: waits for our decision.
    - PAID: charged; what went back is told by `refunded_sum`.
    - CANCELED, FAILED: no money moved, or a hold was released.
    """

    OPEN = "open"
    HELD = "held"
    PAID = "paid"
    CANCELED = "canceled"
    FAILED = "failed"


_STANDS: Mapping[str, Stand] = MappingProxyType(
    {
        "created": Stand.OPEN,
        "wait_user_action": Stand.OPEN,
        "process_user_login": Stand.OPEN,
        "process_action": Stand.OPEN,
        "payment_in_process": Stand.OPEN,
        "waiting_for_capture": Stand.HELD,
        # Decided, and not yet done: `succeeded` follows.
        "capture": Stand.OPEN,
        "succeeded": Stand.PAID,
        "refunded": Stand.PAID,
        "partially_refunded": Stand.PAID,
        "canceled": Stand.CANCELED,
        "cancelled": Stand.CANCELED,
        "cancel": Stand.CANCELED,
        "expired": Stand.CANCELED,
        "failed": Stand.FAILED,
        "declined": Stand.FAILED,
        "rejected": Stand.FAILED,
    }
)


class RefundStand(StrEnum):
    """How a refund stands: only `succeeded` is a finished one, `error` 0 or `ok` is not."""

    SUCCEEDED = "succeeded"
    PENDING = "pending"
    FAILED = "failed"


_FAILED_REFUNDS = frozenset({"failed", "canceled", "cancelled", "error"})


def stand_of(status: str) -> Stand | None:
    """The meaning of Octo's word for a payment; None for one we do not know, which settles nothing."""
    return _STANDS.get(status.strip().lower())


def refund_stand_of(status: str) -> RefundStand:
    """The meaning of Octo's word for a refund; one we do not know is still under way."""
    word = status.strip().lower()
    if word == "succeeded":
        return RefundStand.SUCCEEDED
    return RefundStand.FAILED if word in _FAILED_REFUNDS else RefundStand.PENDING
