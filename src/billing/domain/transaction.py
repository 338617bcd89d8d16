"""The payment: an aggregate whose identity never changes and whose status moves only by its verbs."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from uuid import UUID

from billing.domain.amounts import require_positive
from billing.domain.details.codec import Details, belongs_to
from billing.domain.direction import Direction
from billing.domain.errors import (
    AlreadyPaidError,
    DetailsMismatchError,
    IllegalStatusError,
    OrderClosedError,
    RefundExceedsCapturedError,
    UnknownReferenceError,
)
from billing.domain.events import DETAILS_CHANGED, RESTORED, TransactionChanged
from billing.domain.failure import Failure
from billing.domain.status import ALLOWED, OVER, PAID, Status
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId

# What every event tells under the transaction's own names.
_OWN_WORDS = {"kind", "transaction_id", "version", "occurred_at"}
_TOLD = {told.name for told in fields(TransactionChanged)} - _OWN_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """A payment of an order, or a payout; amounts in minor units, times in UTC.

    Every verb returns the transaction as it becomes, one version higher and with one event more; what cannot be
    raises and leaves the transaction as it was.

    Attributes:
        captured_amount: what the payer was charged so far.
        refunded_amount: what went back; never above `captured_amount`.
        payment_url: where the payer pays; empty for gateways without a page.
        late: the money came after the payment was over: expired, or called off by the gateway itself.
        unwanted: we called it off; money that comes all the same goes back.
        version: counts changes from 1.
        events: what was recorded since the transaction was loaded, not part of its equality.
    """

    id: UUID
    tenant_id: TenantId
    gateway: str
    direction: Direction
    amount: Money
    status: Status
    captured_amount: Money
    refunded_amount: Money
    order_reference: str
    payment_url: str
    return_url: str
    details: Details | None
    failure: Failure | None
    metadata: Mapping[str, str]
    late: bool
    unwanted: bool
    version: int
    created_at: datetime
    updated_at: datetime
    events: tuple[TransactionChanged, ...] = field(default=(), compare=False, repr=False)

    @property
    def stored_version(self) -> int:
        """The version storage must still have for these changes to apply; 0 when it has none."""
        return self.version - len(self.events)

    def as_stored(self) -> "Transaction":
        """The transaction once its changes are kept and its events told: the next change counts from here."""
        return replace(self, events=())

    def require_payable(self) -> None:
        """Let a payment pass that waits for the payer.

        Raises:
            AlreadyPaidError: it has the payer's money, or had it.
            OrderClosedError: it failed, expired or was canceled.
            UnknownReferenceError: nobody outside has been told of it.
        """
        if self.status in PAID:
            raise AlreadyPaidError
        if self.status is Status.INITIATED:
            raise UnknownReferenceError
        if self.status is not Status.PENDING:
            raise OrderClosedError

    def await_payer(self, *, at: datetime, payment_url: str, details: Details | None = None) -> "Transaction":
        """The gateway knows of it; the payer's turn."""
        waiting = self._to(Status.PENDING, details=details)
        return recorded(replace(waiting, payment_url=payment_url), at)

    def learn_link(self, *, at: datetime, payment_url: str, details: Details | None) -> "Transaction":
        """The gateway's answer about the pay page came after the payment had moved on; nothing else changes."""
        if not payment_url or self.payment_url:
            return self
        return recorded(replace(self._with_details(details), payment_url=payment_url), at, kind=DETAILS_CHANGED)

    def authorize(self, *, at: datetime, details: Details | None = None) -> "Transaction":
        """The payer's money is reserved, to be captured later (two-stage gateways)."""
        return recorded(self._to(Status.AUTHORIZED, details=details), at)

    def complete(self, *, at: datetime, captured: Money | None = None, details: Details | None = None) -> "Transaction":
        """The money was taken (or, of a payout, paid): all of it, unless less was `captured` of what was reserved.

        After the expiry it is still booked, marked late.
        """
        taken = self._to(Status.COMPLETED, details=details)
        late = self.status is Status.EXPIRED
        return recorded(replace(taken, captured_amount=captured or self.amount, late=late), at)

    def complete_late(self, *, at: datetime, details: Details | None = None) -> "Transaction":
        """The gateway had called it over and has taken the money after all: the money is real, so it is booked.

        Raises:
            IllegalStatusError: it is not over, or we called it off ourselves.
        """
        if self.status not in OVER or self.unwanted:
            raise IllegalStatusError(current=self.status, wanted=Status.COMPLETED)
        taken = replace(self._with_details(details), status=Status.COMPLETED)
        return recorded(replace(taken, captured_amount=self.amount, late=True, failure=None), at)

    def fail(self, *, at: datetime, failure: Failure, details: Details | None = None) -> "Transaction":
        """It will never take money."""
        return recorded(replace(self._to(Status.FAILED, details=details), failure=failure), at)

    def cancel(self, *, at: datetime) -> "Transaction":
        """We decided that it shall not take money."""
        return recorded(replace(self._to(Status.CANCELED), unwanted=True), at)

    def close(self, *, at: datetime, failure: Failure | None = None, details: Details | None = None) -> "Transaction":
        """The gateway called it off: the payer went away, or was turned away."""
        return recorded(replace(self._to(Status.CANCELED, details=details), failure=failure), at)

    def expire(self, *, at: datetime, details: Details | None = None) -> "Transaction":
        """The payer took too long."""
        return recorded(self._to(Status.EXPIRED, details=details), at)

    def send_back(self, *, at: datetime, failure: Failure) -> "Transaction":
        """A payout that was paid has come back, days later perhaps: the one way back from completed.

        Raises:
            IllegalStatusError: it is not a completed payout.
        """
        if self.direction is not Direction.PAYOUT or self.status is not Status.COMPLETED:
            raise IllegalStatusError(current=self.status, wanted=Status.FAILED)
        nothing = Money(0, self.amount.currency)
        returned = replace(self, status=Status.FAILED, captured_amount=nothing, failure=failure)
        return recorded(returned, at)

    def refund(self, *, at: datetime, amount: Money) -> "Transaction":
        """Part of the money, or what is left of it, went back.

        Raises:
            InvalidAmountError: not a positive amount.
            CurrencyMismatchError: of another currency.
            RefundExceedsCapturedError: more than is left.
        """
        refunded = self.refunded_amount + amount
        whole = refunded == self.captured_amount
        changed = self._to(Status.REFUNDED if whole else Status.PARTIALLY_REFUNDED)
        require_positive(amount)
        if not refunded <= self.captured_amount:
            raise RefundExceedsCapturedError
        return recorded(replace(changed, refunded_amount=refunded), at)

    def restore(self, *, at: datetime, amount: Money) -> "Transaction":
        """A refund that had succeeded came back to us: so much less is refunded.

        No status is told anew: whoever counts what is completed has counted this payment.

        Raises:
            IllegalStatusError: not so much was refunded.
        """
        if self.refunded_amount < amount:
            raise IllegalStatusError(current=self.status, wanted=Status.COMPLETED)
        left = self.refunded_amount - amount
        status = Status.PARTIALLY_REFUNDED if left.minor_units else Status.COMPLETED
        return recorded(replace(self, status=status, refunded_amount=left), at, kind=RESTORED)

    def change_details(self, *, at: datetime, details: Details) -> "Transaction":
        """The provider told more; unchanged details are no change. Allowed in every status."""
        if details == self.details:
            return self
        return recorded(self._with_details(details), at, kind=DETAILS_CHANGED)

    def _to(self, status: Status, *, details: Details | None = None) -> "Transaction":
        if status not in ALLOWED[self.status]:
            raise IllegalStatusError(current=self.status, wanted=status)
        return replace(self._with_details(details), status=status)

    def _with_details(self, details: Details | None) -> "Transaction":
        if details is None:
            return self
        if not belongs_to(details, gateway=self.gateway):
            raise DetailsMismatchError
        return replace(self, details=details)


def recorded(transaction: Transaction, at: datetime, *, kind: str = "") -> Transaction:
    """The transaction one version and one event further; for the verbs here and for its birth."""
    event = TransactionChanged(
        kind=kind or transaction.status.value,
        transaction_id=transaction.id,
        version=transaction.version + 1,
        occurred_at=at,
        **{name: getattr(transaction, name) for name in _TOLD},
    )
    return replace(transaction, version=event.version, updated_at=at, events=(*transaction.events, event))
