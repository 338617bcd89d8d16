"""The life of an accounts transaction: initiated → pending → completed | failed."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Status(StrEnum):
    """How far a transaction has come. Completed and failed are final."""

    INITIATED = "initiated"
    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"


# Initiated may end directly: the gateway's verdict can overtake the news that the transaction is pending.
ALLOWED: Mapping[Status, frozenset[Status]] = MappingProxyType(
    {
        Status.INITIATED: frozenset({Status.PENDING, Status.COMPLETED, Status.FAILED}),
        Status.PENDING: frozenset({Status.COMPLETED, Status.FAILED}),
        Status.COMPLETED: frozenset(),
        Status.FAILED: frozenset(),
    }
)
