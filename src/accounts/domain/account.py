"""An account: one user's money in one currency, or a system account that takes the other side of an entry."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from accounts.domain.errors import (
    AccountClosedError,
    AccountFrozenError,
    AccountNotEmptyError,
    InsufficientFundsError,
)
from shared_kernel.currency import Currency
from shared_kernel.evolve import evolve
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


class AccountStatus(StrEnum):
    """Whether money moves: a frozen account keeps its balance, a closed one is empty for good."""

    ACTIVE = "active"
    FROZEN = "frozen"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A ledger account.

    Attributes:
        user_id: the owner; None for a system account (clearing per gateway, exchange, fees).
        purpose: what a system account is for, like `clearing:click`; empty for a customer's.
        number: the public account number; empty for a system account.
        posted: sum of all entries, minor units. Customers' never fall below `held`; system accounts may be negative.
        held: part of `posted` promised to withdrawals under way, minor units, never negative.
        version: number of the last entry; the next entry takes the next one.
    """

    id: UUID
    tenant_id: TenantId
    currency: Currency
    user_id: UUID | None = None
    purpose: str = ""
    number: str = ""
    status: AccountStatus = AccountStatus.ACTIVE
    posted: int = 0
    held: int = 0
    version: int = 0
    created_at: datetime
    updated_at: datetime

    @property
    def available(self) -> int:
        """What may be taken, minor units."""
        return self.posted - self.held

    @property
    def is_system(self) -> bool:
        """Whether the account belongs to the house."""
        return self.user_id is None

    def require_open(self) -> None:
        """Let money move, or raise AccountFrozenError or AccountClosedError."""
        if self.status is AccountStatus.FROZEN:
            raise AccountFrozenError(parameters={"account_id": str(self.id)})
        if self.status is AccountStatus.CLOSED:
            raise AccountClosedError(parameters={"account_id": str(self.id)})

    def post(self, *, amount: int, at: datetime) -> "Account":
        """The account after an entry of `amount` (minor units, negative takes).

        Raises:
            InsufficientFundsError: it would leave a customer less than is held.
            AmountOverflowError: the balance would not fit into 64 bits.
        """
        posted = Money(self.posted + amount, self.currency).minor_units
        if amount < 0 and not self.is_system and posted < self.held:
            raise self._insufficient(-amount)
        return evolve(self, posted=posted, version=self.version + 1, updated_at=at)

    def hold(self, *, amount: int, at: datetime) -> "Account":
        """The account with `amount` more of its money promised away (InsufficientFundsError when it has not got it)."""
        if amount > self.available:
            raise self._insufficient(amount)
        return evolve(self, held=self.held + amount, updated_at=at)

    def release(self, *, amount: int, at: datetime) -> "Account":
        """The account with a promise taken back, because it was kept or because it fell through."""
        return evolve(self, held=self.held - amount, updated_at=at)

    def freeze(self, *, at: datetime) -> "Account":
        """No money moves from now on. Freezing a frozen account changes nothing."""
        self._require_not_closed()
        return evolve(self, status=AccountStatus.FROZEN, updated_at=at)

    def unfreeze(self, *, at: datetime) -> "Account":
        """Money moves again."""
        self._require_not_closed()
        return evolve(self, status=AccountStatus.ACTIVE, updated_at=at)

    def close(self, *, at: datetime) -> "Account":
        """Close for good; only at zero, with nothing held (AccountNotEmptyError)."""
        if self.posted or self.held:
            raise AccountNotEmptyError(parameters={"posted": str(Money(self.posted, self.currency))})
        return evolve(self, status=AccountStatus.CLOSED, updated_at=at)

    def _require_not_closed(self) -> None:
        if self.status is AccountStatus.CLOSED:
            raise AccountClosedError(parameters={"account_id": str(self.id)})

    def _insufficient(self, wanted: int) -> InsufficientFundsError:
        return InsufficientFundsError(
            parameters={
                "available": str(Money(self.available, self.currency)),
                "requested": str(Money(wanted, self.currency)),
            }
        )
