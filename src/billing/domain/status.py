"""The statuses of a payment and the only ways between them."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Status(StrEnum):
    """Where a payment stands."""

    INITIATED = "initiated"
    PENDING = "pending"
    AUTHORIZED = "authorized"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELED = "canceled"
    EXPIRED = "expired"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"


ALLOWED: Mapping[Status, frozenset[Status]] = MappingProxyType(
    {
        Status.INITIATED: frozenset({Status.PENDING, Status.FAILED, Status.CANCELED}),
        Status.PENDING: frozenset(
            {Status.AUTHORIZED, Status.COMPLETED, Status.FAILED, Status.CANCELED, Status.EXPIRED}
        ),
        Status.AUTHORIZED: frozenset({Status.COMPLETED, Status.CANCELED, Status.EXPIRED}),
        Status.COMPLETED: frozenset({Status.PARTIALLY_REFUNDED, Status.REFUNDED}),
        Status.FAILED: frozenset(),
        Status.CANCELED: frozenset(),
        # The payer was quicker than our clock: money that arrived is booked, never turned away.
        Status.EXPIRED: frozenset({Status.COMPLETED}),
        Status.PARTIALLY_REFUNDED: frozenset({Status.PARTIALLY_REFUNDED, Status.REFUNDED}),
        Status.REFUNDED: frozenset(),
    }
)

# May still take money: of one order at most one transaction is in these.
LIVE = frozenset({Status.INITIATED, Status.PENDING, Status.AUTHORIZED})

# Has the payer's money, or had it: another payment would charge the payer twice.
PAID = frozenset({Status.AUTHORIZED, Status.COMPLETED, Status.PARTIALLY_REFUNDED, Status.REFUNDED})

# The payer's money was taken, not only promised.
TAKEN = PAID - {Status.AUTHORIZED}

# Has the order's money: once all of it went back, the order may be paid anew.
KEEPING = PAID - {Status.REFUNDED}

# Stands in the way of another payment of the same order: may take its money, or has it.
TAKING = LIVE | KEEPING

# Over without the payer's money, though the gateway may still say otherwise.
OVER = frozenset({Status.FAILED, Status.CANCELED, Status.EXPIRED})
