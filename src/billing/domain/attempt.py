"""A payer's try to pay, announced by a provider that converses with us before and after it takes the money.

Click calls it Prepare, Payme CreateTransaction. One order may be tried several times; at most one try pays it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from billing.domain.announcement import NOTHING_MORE, Announcement, Receiver, Words
from billing.domain.errors import AlreadyPaidError, AttemptCanceledError
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId

MAX_NUMBER = 2**31 - 1


class AttemptStatus(StrEnum):
    """Where a try stands.

    All but `prepared` are final, except that what was paid may be returned, and what was given up be found paid.
    """

    PREPARED = "prepared"
    PAID = "paid"
    CANCELED = "canceled"
    EXPIRED = "expired"
    SURPLUS = "surplus"
    RETURNED = "returned"


# Over without money, as far as we were told.
GIVEN_UP = frozenset({AttemptStatus.CANCELED, AttemptStatus.EXPIRED})


class FiscalKind(StrEnum):
    """Which of its two tax receipts a try has: of the sale, or of the money's return."""

    SALE = "sale"
    RETURN = "return"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptDraft:
    """A try the repository has not numbered yet.

    Attributes:
        endpoint: token of the gateway configuration it came in through.
        external_id: the provider's id of the try (`click_trans_id`); one attempt per endpoint and external id.
        reference: what the payer typed or the link said: an order reference or an account number.
        announcement: what else the provider said.
        receivers: who shares the money; empty: the merchant takes it all.
    """

    tenant_id: TenantId
    gateway: str
    endpoint: str
    external_id: str
    reference: str
    transaction_id: UUID
    amount: Money
    created_at: datetime
    announcement: Announcement = NOTHING_MORE
    receivers: tuple[Receiver, ...] = ()

    def numbered(self, number: int) -> "Attempt":
        """The attempt under the number the repository gave it."""
        return Attempt(
            number=number,
            tenant_id=self.tenant_id,
            gateway=self.gateway,
            endpoint=self.endpoint,
            external_id=self.external_id,
            reference=self.reference,
            transaction_id=self.transaction_id,
            amount=self.amount,
            announcement=self.announcement,
            receivers=self.receivers,
            status=AttemptStatus.PREPARED,
            created_at=self.created_at,
            updated_at=self.created_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A numbered try; see AttemptDraft for the fields they share.

    Attributes:
        number: at most 2^31 - 1, because providers echo it as a plain int (Click's `merchant_prepare_id`).
        paid_at: when it settled its transaction; stays when the money is returned.
        canceled_at: when it ended without money, or when its money was returned.
        reason: the provider's number for why it was canceled or returned (Payme's `reason`, Click's `error`).
        fiscal_receipts: what the provider told of the tax receipts, in its own words.
    """

    number: int
    tenant_id: TenantId
    gateway: str
    endpoint: str
    external_id: str
    reference: str
    transaction_id: UUID
    amount: Money
    status: AttemptStatus
    created_at: datetime
    updated_at: datetime
    announcement: Announcement = NOTHING_MORE
    receivers: tuple[Receiver, ...] = ()
    paid_at: datetime | None = None
    canceled_at: datetime | None = None
    reason: int | None = None
    fiscal_receipts: Mapping[FiscalKind, Words] = field(default_factory=dict)

    def is_overdue(self, *, at: datetime) -> bool:
        """Whether it still waits for money that the provider will not take any more."""
        return self.status is AttemptStatus.PREPARED and self.announcement.is_over(at=at)

    def pay(self, *, at: datetime) -> "Attempt":
        """The provider took the money and it settles the transaction."""
        return replace(self._leave_prepared(AttemptStatus.PAID, at), paid_at=at)

    def mark_surplus(self, *, at: datetime) -> "Attempt":
        """The provider took the money although the transaction was paid by another attempt."""
        return self._leave_prepared(AttemptStatus.SURPLUS, at)

    def cancel(self, *, at: datetime, reason: int | None = None) -> "Attempt":
        """The provider took no money, or took it for something that was canceled."""
        return replace(self._leave_prepared(AttemptStatus.CANCELED, at), canceled_at=at, reason=reason)

    def expire(self, *, at: datetime) -> "Attempt":
        """The provider gave it up by itself: nobody was charged in time."""
        return replace(self._leave_prepared(AttemptStatus.EXPIRED, at), canceled_at=at)

    def reopen(self, *, at: datetime) -> "Attempt":
        """The provider's books have its money although it was given up; any other try stays as it is."""
        if self.status not in GIVEN_UP:
            return self
        return replace(self, status=AttemptStatus.PREPARED, canceled_at=None, reason=None, updated_at=at)

    def give_back(self, *, at: datetime, reason: int | None = None) -> "Attempt":
        """The provider returned the money of a paid attempt.

        Raises:
            AttemptCanceledError: it has no money to return.
        """
        if self.status is not AttemptStatus.PAID:
            raise AttemptCanceledError
        return replace(self, status=AttemptStatus.RETURNED, canceled_at=at, reason=reason, updated_at=at)

    def tell_receipt(self, *, kind: FiscalKind, receipt: Words, at: datetime) -> "Attempt":
        """The provider told of a tax receipt; what it told before of this kind is replaced, never the other kind."""
        return replace(self, fiscal_receipts={**self.fiscal_receipts, kind: receipt}, updated_at=at)

    def require_prepared(self) -> None:
        """Let a prepared attempt pass.

        Raises:
            AlreadyPaidError: the provider's money for it was reported before.
            AttemptCanceledError: it was canceled, expired or returned before.
        """
        if self.status in {AttemptStatus.PAID, AttemptStatus.SURPLUS}:
            raise AlreadyPaidError
        if self.status is not AttemptStatus.PREPARED:
            raise AttemptCanceledError

    def _leave_prepared(self, status: AttemptStatus, at: datetime) -> "Attempt":
        self.require_prepared()
        return replace(self, status=status, updated_at=at)
