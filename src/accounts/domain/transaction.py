"""An accounts transaction: money that comes in, goes out, goes back or moves, from the asking to the end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from accounts.domain.conversion import Conversion
from accounts.domain.errors import IllegalStatusError
from accounts.domain.status import ALLOWED, ENDED, Status
from shared_kernel.evolve import evolve
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


class Kind(StrEnum):
    """What a transaction does; `operation` in the metadata of its events."""

    DEPOSIT = "deposit"
    WITHDRAWAL = "withdraw"
    TRANSFER = "transfer"
    REFUND = "refund"
    FEE = "fee"
    ADJUSTMENT = "adjustment"


# A gateway takes this money out of the house: it is held before anybody asks for it, and it may come back.
OUTGOING = frozenset({Kind.WITHDRAWAL, Kind.REFUND})

# A gateway says what became of these.
_THROUGH_GATEWAY = OUTGOING | {Kind.DEPOSIT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a transaction failed: a reason for programs, a sentence for people."""

    reason: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """A movement of money as its caller knows it.

    Attributes:
        amount: what was asked: paid in, paid out, paid back, or taken from `account_id`.
        account_id: the account deposited to, withdrawn or paid back from, or transferred from. A fee or an adjustment
            is the house's own: here stands the gateway's clearing account.
        user_id: the owner of `account_id`; None when it is the house's.
        counter_account_id: the account transferred to.
        refunded_transaction_id: the deposit that a refund pays back.
        conversion: how `amount` was converted, when the other side has another currency.
        shortfall: what the house paid because the customer had not got it, minor units of the account's currency.
        gateway: where the money comes from or goes to; empty for a transfer.
        payment_version: the version of the payment whose verdict was heard last; 0 when none was.
        payment_url: where the payer pays; empty when there is nothing to open.
        version: counts the changes, from 1.
    """

    id: UUID
    tenant_id: TenantId
    kind: Kind
    status: Status
    amount: Money
    account_id: UUID
    user_id: UUID | None
    counter_account_id: UUID | None = None
    refunded_transaction_id: UUID | None = None
    gateway: str = ""
    destination: str = ""
    return_url: str = ""
    billing_transaction_id: UUID | None = None
    payment_version: int = 0
    conversion: Conversion | None = None
    shortfall: int = 0
    payment_url: str = ""
    failure: Failure | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    version: int = 1
    created_at: datetime
    updated_at: datetime

    @property
    def account_amount(self) -> Money:
        """What a deposit adds to its account, or a withdrawal or refund takes from it, in the account's currency."""
        return self.conversion.target if self.conversion else self.amount

    @property
    def held(self) -> int:
        """What the account keeps ready for it, minor units: money on its way out, until its end is known."""
        return self.account_amount.minor_units if self.kind in OUTGOING and self.status not in ENDED else 0

    def heeds(self, *, status: Status, payment_version: int) -> bool:
        """Whether the verdict that it has ended in this status is news.

        - A deposit that was paid stays paid, whatever is told and in whichever order: money goes back by a refund.
        - Money that goes out follows the highest version of its payment: what was paid out may come back, and a
          verdict that is overtaken by the next one comes too late.
        - Without a version (0) nothing has moved at a gateway: only what is still open fails.
        """
        if not self._may_become(status):
            return False
        newer = payment_version > self.payment_version or (payment_version == 0 and self.status not in ENDED)
        return newer or self.kind is Kind.DEPOSIT

    def bringing(self, moved: Money) -> "Transaction":
        """The transaction as it is once `moved` has moved: of reserved money a payer may be charged less than asked.

        A converted deposit brings as much less, at its own rate.
        """
        if moved == self.amount:
            return self
        if self.conversion is None:
            return evolve(self, amount=moved)
        target = moved.convert(rate=self.conversion.rate, into=self.conversion.target.currency)
        return evolve(self, amount=moved, conversion=evolve(self.conversion, source=moved, target=target))

    def pend(self, *, billing_transaction_id: UUID, payment_url: str, at: datetime) -> "Transaction":
        """The gateway knows of it and the payer may act."""
        pended = self._moved(Status.PENDING, at=at)
        return evolve(pended, billing_transaction_id=billing_transaction_id, payment_url=payment_url)

    def complete(
        self, *, billing_transaction_id: UUID | None, payment_version: int = 0, shortfall: int = 0, at: datetime
    ) -> "Transaction":
        """The money has moved, perhaps after all. The verdict names its payment: it may overtake that it is open."""
        completed = self._moved(Status.COMPLETED, payment_version=payment_version, at=at)
        known = self.billing_transaction_id or billing_transaction_id
        return evolve(completed, billing_transaction_id=known, shortfall=shortfall, failure=None)

    def fail(
        self, *, failure: Failure, billing_transaction_id: UUID | None, payment_version: int = 0, at: datetime
    ) -> "Transaction":
        """The money will not move, or has come back."""
        failed = self._moved(Status.FAILED, payment_version=payment_version, at=at)
        known = self.billing_transaction_id or billing_transaction_id
        return evolve(failed, billing_transaction_id=known, shortfall=0, failure=failure)

    def repay(self, *, minor_units: int, at: datetime) -> "Transaction":
        """The customer has paid so much of the shortfall. The version stays: it counts what others are told."""
        return evolve(self, shortfall=self.shortfall - minor_units, updated_at=at)

    def _moved(self, status: Status, *, payment_version: int = 0, at: datetime) -> "Transaction":
        if not self._may_become(status):
            raise IllegalStatusError(
                f"The transaction is {self.status} and cannot become {status}.",
                parameters={"current": self.status, "wanted": status},
            )
        heard = max(payment_version, self.payment_version)
        return evolve(self, status=status, payment_version=heard, version=self.version + 1, updated_at=at)

    def _may_become(self, status: Status) -> bool:
        paid = self.kind is Kind.DEPOSIT and self.status is Status.COMPLETED
        return self.kind in _THROUGH_GATEWAY and not paid and status in ALLOWED[self.status]
