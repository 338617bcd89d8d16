"""Accounts transactions for reading, as a port. They are written by the ledger store only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from accounts.domain.status import Status
from accounts.domain.transaction import Kind, Transaction
from shared_kernel.pagination import Page, PageRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionFilters:
    """Which transactions: all that match every filter given."""

    account_id: UUID | None = None
    user_id: UUID | None = None
    kinds: frozenset[Kind] = frozenset()
    statuses: frozenset[Status] = frozenset()
    created_from: datetime | None = None
    created_before: datetime | None = None


class TransactionRepository(Protocol):
    """The transactions of the unit of work's tenant."""

    async def get(self, transaction_id: UUID) -> Transaction:
        """A transaction (TransactionNotFoundError)."""
        ...

    async def list(self, *, filters: TransactionFilters, page: PageRequest) -> Page[Transaction]:
        """Transactions, the newest first."""
        ...
