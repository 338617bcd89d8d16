"""The life of an accounts transaction: initiated → pending → completed | failed, and what may still come after."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Status(StrEnum):
    """How far a transaction has come."""

    INITIATED = "initiated"
    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"


# Nobody has to do anything any more. Only a late outcome leaves these again.
ENDED = frozenset({Status.COMPLETED, Status.FAILED})

# Initiated may end directly: the gateway's verdict can overtake the news that the transaction is pending.
# The ends meet: a payer may be quicker than our clock, and a payout or a refund may come back days later.
ALLOWED: Mapping[Status, frozenset[Status]] = MappingProxyType(
    {
        Status.INITIATED: frozenset({Status.PENDING, Status.COMPLETED, Status.FAILED}),
        Status.PENDING: frozenset({Status.COMPLETED, Status.FAILED}),
        Status.COMPLETED: frozenset({Status.FAILED}),
        Status.FAILED: frozenset({Status.COMPLETED}),
    }
)
