"""A payer's try to pay, announced by a provider that converses with us before and after it takes the money.

Click calls it Prepare, Payme CreateTransaction. One order may be tried several times; at most one try pays it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from billing.domain.errors import AlreadyPaidError, AttemptCanceledError
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId

MAX_NUMBER = 2**31 - 1


class AttemptStatus(StrEnum):
    """Where a try stands. All but `prepared` are final."""

    PREPARED = "prepared"
    PAID = "paid"
    CANCELED = "canceled"
    SURPLUS = "surplus"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptDraft:
    """A try the repository has not numbered yet.

    Attributes:
        endpoint: token of the gateway configuration it came in through.
        external_id: the provider's id of the try (`click_trans_id`); one attempt per endpoint and external id.
        reference: what the payer typed or the link said: an order reference or an account number.
    """

    tenant_id: TenantId
    gateway: str
    endpoint: str
    external_id: str
    reference: str
    transaction_id: UUID
    amount: Money
    created_at: datetime

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
            status=AttemptStatus.PREPARED,
            created_at=self.created_at,
            updated_at=self.created_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A numbered try; see AttemptDraft for the fields they share.

    Attributes:
        number: at most 2^31 - 1, because providers echo it as a plain int (Click's `merchant_prepare_id`).
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

    def pay(self, *, at: datetime) -> "Attempt":
        """The provider took the money and it settles the transaction."""
        return self._leave_prepared(AttemptStatus.PAID, at)

    def mark_surplus(self, *, at: datetime) -> "Attempt":
        """The provider took the money although the transaction was paid by another attempt."""
        return self._leave_prepared(AttemptStatus.SURPLUS, at)

    def cancel(self, *, at: datetime) -> "Attempt":
        """The provider took no money, or took it for something that was canceled."""
        return self._leave_prepared(AttemptStatus.CANCELED, at)

    def require_prepared(self) -> None:
        """Let a prepared attempt pass.

        Raises:
            AlreadyPaidError: the provider's money for it was reported before.
            AttemptCanceledError: it was canceled before.
        """
        if self.status in {AttemptStatus.PAID, AttemptStatus.SURPLUS}:
            raise AlreadyPaidError
        if self.status is AttemptStatus.CANCELED:
            raise AttemptCanceledError

    def _leave_prepared(self, status: AttemptStatus, at: datetime) -> "Attempt":
        self.require_prepared()
        return replace(self, status=status, updated_at=at)
