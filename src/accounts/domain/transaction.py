"""An accounts transaction: a deposit, a withdrawal or a transfer, from the asking to the end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from accounts.domain.conversion import Conversion
from accounts.domain.errors import IllegalStatusError
from accounts.domain.status import ALLOWED, Status
from shared_kernel.evolve import evolve
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


class Kind(StrEnum):
    """What a transaction does; `operation` in the metadata of its events."""

    DEPOSIT = "deposit"
    WITHDRAWAL = "withdraw"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a transaction failed: a reason for programs, a sentence for people."""

    reason: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """A movement of money as its caller knows it.

    Attributes:
        amount: what was asked: paid in, paid out, or taken from `account_id`.
        account_id: the account deposited to, withdrawn from, or transferred from.
        counter_account_id: the account transferred to.
        conversion: how `amount` was converted, when the other side has another currency.
        gateway: where the money comes from or goes to; empty for a transfer.
        payment_url: where the payer pays; empty when there is nothing to open.
        version: counts the changes, from 1.
    """

    id: UUID
    tenant_id: TenantId
    kind: Kind
    status: Status
    amount: Money
    account_id: UUID
    user_id: UUID
    counter_account_id: UUID | None = None
    gateway: str = ""
    destination: str = ""
    return_url: str = ""
    billing_transaction_id: UUID | None = None
    conversion: Conversion | None = None
    payment_url: str = ""
    failure: Failure | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    version: int = 1
    created_at: datetime
    updated_at: datetime

    @property
    def account_amount(self) -> Money:
        """What a deposit adds to its account, or a withdrawal takes from it, in the account's currency."""
        return self.conversion.target if self.conversion else self.amount

    def pend(self, *, billing_transaction_id: UUID, payment_url: str, at: datetime) -> "Transaction":
        """The gateway knows of it and the payer may act."""
        pended = self._moved(Status.PENDING, at=at)
        return evolve(pended, billing_transaction_id=billing_transaction_id, payment_url=payment_url)

    def complete(self, *, billing_transaction_id: UUID | None, at: datetime) -> "Transaction":
        """The money has moved. The verdict names its payment: it may overtake the news that the payment is open."""
        known = self.billing_transaction_id or billing_transaction_id
        return evolve(self._moved(Status.COMPLETED, at=at), billing_transaction_id=known)

    def fail(self, *, failure: Failure, billing_transaction_id: UUID | None, at: datetime) -> "Transaction":
        """The money will not move."""
        known = self.billing_transaction_id or billing_transaction_id
        return evolve(self._moved(Status.FAILED, at=at), failure=failure, billing_transaction_id=known)

    def _moved(self, status: Status, *, at: datetime) -> "Transaction":
        if status not in ALLOWED[self.status]:
            raise IllegalStatusError(
                f"The transaction is {self.status} and cannot become {status}.",
                parameters={"current": self.status, "wanted": status},
            )
        return evolve(self, status=status, version=self.version + 1, updated_at=at)
