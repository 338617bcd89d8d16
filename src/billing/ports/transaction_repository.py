"""Where transactions are kept, as a port."""

from typing import Protocol
from uuid import UUID

from billing.domain.direction import Direction
from billing.domain.transaction import Transaction
from billing.ports.transaction_filters import TransactionFilters, TransactionSort
from shared_kernel.pagination import Page, PageRequest


class TransactionRepository(Protocol):
    """The transactions of the unit of work's tenant; those of others do not exist here."""

    async def add(self, transaction: Transaction) -> None:
        """Keep a new transaction (its events are the outbox's, not kept here)."""
        ...

    async def save(self, transaction: Transaction) -> None:
        """Keep its changes.

        Raises:
            StaleTransactionError: what is stored is not `transaction.stored_version` (any more).
        """
        ...

    async def get(self, transaction_id: UUID) -> Transaction:
        """The transaction as last committed, or as changed in this unit of work.

        Raises:
            TransactionNotFoundError: the tenant has none of this id.
        """
        ...

    async def lock(self, transaction_id: UUID) -> Transaction:
        """The same, held until the unit of work ends: other units of work that lock it wait.

        Raises:
            TransactionNotFoundError: the tenant has none of this id.
        """
        ...

    async def lock_with_order(self, transaction_id: UUID) -> tuple[Transaction, ...]:
        """The transaction, and behind it all others of its order and direction that wait for money or have it.

        All are held until the unit of work ends, locked in the order of their ids: so two that are paid at the same
        moment see one another.

        Raises:
            TransactionNotFoundError: the tenant has none of this id.
        """
        ...

    async def lock_order(self, *, reference: str, direction: Direction) -> tuple[Transaction, ...]:
        """All transactions of this order that wait for money or have it, held in the same way."""
        ...

    async def find_payable(self, *, gateway: str, reference: str) -> Transaction | None:
        """The payment (never a payout) of this order on this gateway, locked like `lock`.

        The live one (`status.LIVE`) when there is one, else the newest: its status tells why it cannot be paid.
        """
        ...

    async def list(self, *, filters: TransactionFilters, sort: TransactionSort, page: PageRequest) -> Page[Transaction]:
        """One page of the transactions that match."""
        ...

    async def count(self, filters: TransactionFilters) -> int:
        """How many match."""
        ...
