"""A call to a provider that moves money: recorded before it is made, so that no outcome is ever forgotten."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from billing.domain.transaction import Transaction
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId

# Whoever records a call for himself makes it at once; only when this is over the worker takes him for dead. Else the
# two would meet, and a caller would hear that somebody is at his request already.
HEAD_START = timedelta(seconds=15)

# Nobody works on a call for longer than this; afterwards its maker is taken for dead.
LEASE = timedelta(seconds=60)

# A maker gives up before that, however many requests to the provider the call takes.
PATIENCE = timedelta(seconds=50)


class Operation(StrEnum):
    """What a provider is asked to do.

    RETURN gives back money that settles nothing; LOOK_UP asks how a payment stands, again and again until it ends and
    none of its tries hangs; FISCALIZE has the provider issue the tax receipt of what was paid.
    """

    CREATE = "create"
    CAPTURE = "capture"
    CANCEL = "cancel"
    REFUND = "refund"
    RETURN = "return"
    PAY_OUT = "pay_out"
    LOOK_UP = "look_up"
    FISCALIZE = "fiscalize"


# Moves no money: waits for no other call about the payment, and lets none wait.
MOVING_NOTHING = frozenset({Operation.LOOK_UP, Operation.FISCALIZE})


class CallStatus(StrEnum):
    """Where a call stands.

    - DUE: to be made; nothing has happened at the provider.
    - UNDER_WAY: somebody is making it, or died doing so.
    - UNKNOWN: made, and nobody knows whether the provider did it: never taken for a failure, asked about until known.
    - DONE, REFUSED: the provider has answered. Final.
    - DROPPED: not needed any more, and never done. Final.
    """

    DUE = "due"
    UNDER_WAY = "under_way"
    UNKNOWN = "unknown"
    DONE = "done"
    REFUSED = "refused"
    DROPPED = "dropped"


OPEN = frozenset({CallStatus.DUE, CallStatus.UNDER_WAY, CallStatus.UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderCall:
    """One thing asked of one provider, however many tries it takes.

    Attributes:
        subject_id: the transaction, the refund or the discrepancy it is about; one call per operation and subject.
        amount: what is to be captured, refunded or paid out; None where the transaction says it.
        tries: how often it was begun.
        doubtful: an earlier try may have been carried out, so whoever makes the next one looks first.
        code: the provider's own word for its last answer; empty when there was none.
        message: the provider's own sentence, for operators.
        next_try_at: when the worker takes it up; for a call under way, when its maker is taken for dead.
    """

    id: UUID
    tenant_id: TenantId
    transaction_id: UUID
    gateway: str
    operation: Operation
    subject_id: UUID
    amount: Money | None
    status: CallStatus
    tries: int
    doubtful: bool
    code: str
    message: str
    created_at: datetime
    tried_at: datetime | None
    ended_at: datetime | None
    duration_ms: int
    next_try_at: datetime

    @property
    def key(self) -> str:
        """The idempotency key: the same for every try, another for every other thing asked."""
        return f"{self.operation}:{self.subject_id}"

    @property
    def is_open(self) -> bool:
        """Whether the provider may still be asked."""
        return self.status in OPEN

    def may_begin(self, *, at: datetime) -> bool:
        """Whether nobody is at it now."""
        return self.is_open and not (self.status is CallStatus.UNDER_WAY and at < self.next_try_at)

    def begin(self, *, at: datetime) -> "ProviderCall":
        """Somebody makes it now; stored before the first byte leaves."""
        return replace(
            self,
            status=CallStatus.UNDER_WAY,
            tries=self.tries + 1,
            doubtful=self.is_left_in_doubt,
            tried_at=at,
            next_try_at=at + LEASE,
        )

    @property
    def is_left_in_doubt(self) -> bool:
        """Whether an earlier try may have been carried out; one under way was left behind by a maker who died."""
        return self.doubtful or self.status is CallStatus.UNDER_WAY

    def done(self, *, at: datetime) -> "ProviderCall":
        """The provider did it."""
        return self._ended(CallStatus.DONE, at)

    def refused(self, *, at: datetime, code: str, message: str) -> "ProviderCall":
        """The provider said no, and will say no again."""
        return replace(self._ended(CallStatus.REFUSED, at), code=code, message=message)

    def dropped(self, *, at: datetime) -> "ProviderCall":
        """It is not wanted any more and was never carried out."""
        return self._ended(CallStatus.DROPPED, at)

    def lost(self, *, at: datetime, message: str, again_at: datetime) -> "ProviderCall":
        """Nobody knows whether the provider did it."""
        return replace(self._tried(at), status=CallStatus.UNKNOWN, doubtful=True, message=message, next_try_at=again_at)

    def postponed(self, *, at: datetime, message: str, again_at: datetime) -> "ProviderCall":
        """The provider certainly did nothing in this try; an earlier one may still be unknown."""
        status = CallStatus.UNKNOWN if self.doubtful else CallStatus.DUE
        return replace(self._tried(at), status=status, message=message, next_try_at=again_at)

    def again(self, *, at: datetime) -> "ProviderCall":
        """It is over and has to be made once more; what the earlier tries did, if anything, is looked at first."""
        doubtful = self.operation not in MOVING_NOTHING
        return replace(self, status=CallStatus.DUE, doubtful=doubtful, ended_at=None, next_try_at=at)

    def _ended(self, status: CallStatus, at: datetime) -> "ProviderCall":
        return replace(self._tried(at), status=status, ended_at=at)

    def _tried(self, at: datetime) -> "ProviderCall":
        if self.tried_at is None:
            return self
        return replace(self, duration_ms=(at - self.tried_at) // timedelta(milliseconds=1))


def due_call(
    *,
    call_id: UUID,
    transaction: Transaction,
    operation: Operation,
    subject_id: UUID,
    at: datetime,
    amount: Money | None = None,
    wait: timedelta = timedelta(0),
) -> ProviderCall:
    """A call to be made once `wait` is over."""
    return ProviderCall(
        id=call_id,
        tenant_id=transaction.tenant_id,
        transaction_id=transaction.id,
        gateway=transaction.gateway,
        operation=operation,
        subject_id=subject_id,
        amount=amount,
        status=CallStatus.DUE,
        tries=0,
        doubtful=False,
        code="",
        message="",
        created_at=at,
        tried_at=None,
        ended_at=None,
        duration_ms=0,
        next_try_at=at + wait,
    )
