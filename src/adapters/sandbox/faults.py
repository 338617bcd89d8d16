"""What a simulated provider does wrong on request: each fault once, in the order in which they were planned."""

from collections import defaultdict, deque
from collections.abc import Iterable
from enum import StrEnum

# Faults planned for this reference meet whichever payment comes next.
ANY = "*"


class Fault(StrEnum):
    """How one call to a provider, or one of its notifications, goes wrong.

    - REFUSE: a clear no in the provider's words; nothing was done.
    - TIME_OUT_BEFORE, TIME_OUT_AFTER: no answer at all; nothing was done, or it was done all the same.
    - ERROR_BEFORE, ERROR_AFTER: HTTP 500; nothing was done, or it was done all the same.
    - CUT, GARBAGE: done, but the answer breaks off, or is nothing one could read.
    - SLOW: done and answered, late but in time.
    - BUSY, CONFLICT: HTTP 429 and 409, or what the provider says instead; nothing was done.
    - LOST, TWICE, LATE: of a notification: never sent; sent twice; sent after the one that follows it.
    - CONTRADICT: of a notification: preceded by one that says the opposite, genuinely signed.
    """

    REFUSE = "refuse"
    TIME_OUT_BEFORE = "time_out_before"
    TIME_OUT_AFTER = "time_out_after"
    ERROR_BEFORE = "error_before"
    ERROR_AFTER = "error_after"
    CUT = "cut"
    GARBAGE = "garbage"
    SLOW = "slow"
    BUSY = "busy"
    CONFLICT = "conflict"
    LOST = "lost"
    TWICE = "twice"
    LATE = "late"
    CONTRADICT = "contradict"


class Faults:
    """The faults of one simulator, planned by operation (`create`, `refund`, `notify` …) and payment."""

    def __init__(self) -> None:
        self._planned: defaultdict[tuple[str, str], deque[Fault]] = defaultdict(deque)

    def plan(self, faults: Iterable[Fault], *, operation: str, reference: str = ANY) -> None:
        """Let these meet the next calls of the operation; `reference` is the payment's name at the provider."""
        self._planned[operation, reference].extend(faults)

    def next(self, *, operation: str, reference: str) -> Fault | None:
        """What this call is to suffer, which is used up by it; a payment's own faults come before those of any."""
        for key in ((operation, reference), (operation, ANY)):
            if planned := self._planned.get(key):
                return planned.popleft()
        return None
