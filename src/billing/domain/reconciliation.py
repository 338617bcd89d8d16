"""One comparison of a gateway's payments of some period: who asked for it, how far it is, and what it found."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from billing.domain.discrepancy import DiscrepancyKind
from shared_kernel.errors import ValidationError
from shared_kernel.tenant import TenantId

# Nobody is silent for longer than this while working on one; afterwards its worker is taken for dead.
LEASE = timedelta(minutes=2)

LONGEST_PERIOD = timedelta(days=31)

_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=1)
# About three days: whoever has not mended the gateway's settings by then asks for the period again.
_MOST_TRIES = 80


class ReconciliationStatus(StrEnum):
    """How far it is: RUNNING until everything was compared, FAILED when that is impossible."""

    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From `start` until before `end` (UTC).

    Raises:
        ValidationError: it ends before it begins, or is longer than 31 days.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if not timedelta(0) < self.end - self.start <= LONGEST_PERIOD:
            raise ValidationError("A period ends after it begins, and lasts at most 31 days.", field="end_time")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What was looked at.

    Attributes:
        lines: lines of the gateway's statement.
        payments: payments and payouts of ours.
        asked: payments the gateway was asked about singly.
        unanswered: of these, those it did not answer for; they were compared with the books only.
        discrepancies: what does not agree and is open, by kind; also what an earlier run has found.
    """

    lines: int = 0
    payments: int = 0
    asked: int = 0
    unanswered: int = 0
    discrepancies: Mapping[DiscrepancyKind, int]


NOTHING_YET = Counts(discrepancies={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """One run.

    Attributes:
        requested_by: the id of the API key that asked for it; empty for the daily one.
        tries: how often it was begun.
        message: why it waits or failed; empty otherwise.
        next_try_at: when a worker takes it up; while it is worked on, when its worker is taken for dead.
    """

    id: UUID
    tenant_id: TenantId
    gateway: str
    period: Period
    requested_by: str
    status: ReconciliationStatus
    tries: int
    counts: Counts
    message: str
    created_at: datetime
    completed_at: datetime | None
    next_try_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether there is still something to compare."""
        return self.status is ReconciliationStatus.RUNNING

    def may_begin(self, *, at: datetime) -> bool:
        """Whether it is open and nobody is at it now."""
        return self.is_open and self.next_try_at <= at

    def is_same_try(self, now: "Reconciliation") -> bool:
        """Whether what is kept `now` still waits for this try: nobody took its worker for dead and went on."""
        return now.is_open and now.tries == self.tries

    def begin(self, *, at: datetime) -> "Reconciliation":
        """Somebody works on it, from the start: what was found before is found again under the same ids."""
        return replace(self, tries=self.tries + 1, message="", next_try_at=at + LEASE)

    def go_on(self, *, at: datetime) -> "Reconciliation":
        """Whoever works on it is alive."""
        return replace(self, next_try_at=at + LEASE)

    def complete(self, *, at: datetime, counts: Counts) -> "Reconciliation":
        """Everything was compared."""
        return replace(self, status=ReconciliationStatus.COMPLETED, counts=counts, completed_at=at)

    def wait(self, *, at: datetime, message: str) -> "Reconciliation":
        """The gateway cannot be asked now; when that lasts, the run fails."""
        if self.tries >= _MOST_TRIES:
            return self.fail(at=at, message=message)
        pause = min(_FIRST_PAUSE * 2 ** min(self.tries, 10), _LONGEST_PAUSE)
        return replace(self, message=message, next_try_at=at + pause)

    def fail(self, *, at: datetime, message: str) -> "Reconciliation":
        """The gateway will not answer, as it is configured."""
        return replace(self, status=ReconciliationStatus.FAILED, message=message, completed_at=at)


def new_reconciliation(
    *, reconciliation_id: UUID, tenant_id: TenantId, gateway: str, period: Period, requested_by: str, at: datetime
) -> Reconciliation:
    """A run that nobody has begun."""
    return Reconciliation(
        id=reconciliation_id,
        tenant_id=tenant_id,
        gateway=gateway,
        period=period,
        requested_by=requested_by,
        status=ReconciliationStatus.RUNNING,
        tries=0,
        counts=NOTHING_YET,
        message="",
        created_at=at,
        completed_at=None,
        next_try_at=at,
    )
