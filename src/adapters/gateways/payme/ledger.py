"""An attempt as Payme's ledger shows it: states, reasons and times (Payme protocol, sections 1.3 and 4.1)."""

from collections.abc import Mapping
from datetime import timedelta
from enum import IntEnum
from types import MappingProxyType

from adapters.gateways.payme.params import milliseconds
from billing.domain.attempt import Attempt, AttemptStatus

# Counted from Payme's own time; after that Payme cancels by itself, and so do we.
LIFETIME = timedelta(hours=12)
TIMED_OUT = 4


class State(IntEnum):
    """Where a transaction stands."""

    CREATED = 1
    COMPLETED = 2
    CANCELED = -1
    CANCELED_AFTER_COMPLETION = -2


_STATES: Mapping[AttemptStatus, State] = MappingProxyType(
    {
        AttemptStatus.PREPARED: State.CREATED,
        AttemptStatus.PAID: State.COMPLETED,
        AttemptStatus.CANCELED: State.CANCELED,
        AttemptStatus.EXPIRED: State.CANCELED,
        # Payme was told -31008 and takes no money for it.
        AttemptStatus.SURPLUS: State.CANCELED,
        AttemptStatus.RETURNED: State.CANCELED_AFTER_COMPLETION,
    }
)


def state(attempt: Attempt) -> State:
    """The state Payme knows it by."""
    return _STATES[attempt.status]


def transaction(attempt: Attempt) -> str:
    """Our name of it: always text, the first time as every other time."""
    return str(attempt.number)


def create_time(attempt: Attempt) -> int:
    """When we stored it."""
    return milliseconds(attempt.created_at)


def perform_time(attempt: Attempt) -> int:
    """When it was completed; it survives a cancellation."""
    return milliseconds(attempt.paid_at)


def cancel_time(attempt: Attempt) -> int:
    """When it was canceled, before or after its completion."""
    refused = attempt.updated_at if attempt.status is AttemptStatus.SURPLUS else None
    return milliseconds(attempt.canceled_at or refused)


def reason(attempt: Attempt) -> int | None:
    """Payme's number for why; None (never 0) for what is not canceled."""
    return TIMED_OUT if attempt.status is AttemptStatus.EXPIRED else attempt.reason


def told_time(attempt: Attempt) -> int:
    """When it began at Payme."""
    return milliseconds(attempt.announcement.told_at)


def receivers(attempt: Attempt) -> list[dict[str, str | int]]:
    """Who shares the money; empty: nobody else."""
    return [{"id": one.id, "amount": one.amount} for one in attempt.receivers]


def standing(attempt: Attempt) -> dict[str, object]:
    """The answer of CheckTransaction: unset times are 0, an unset reason is null."""
    return {
        "create_time": create_time(attempt),
        "perform_time": perform_time(attempt),
        "cancel_time": cancel_time(attempt),
        "transaction": transaction(attempt),
        "state": int(state(attempt)),
        "reason": reason(attempt),
    }


def row(attempt: Attempt) -> dict[str, object]:
    """A line of GetStatement."""
    shared = receivers(attempt)
    return {
        "id": attempt.external_id,
        "time": told_time(attempt),
        "amount": attempt.amount.minor_units,
        "account": dict(attempt.announcement.account or {}),
        **standing(attempt),
        **({"receivers": shared} if shared else {}),
    }
