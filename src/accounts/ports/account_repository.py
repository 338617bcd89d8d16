"""Accounts, as a port. Balances are changed by the ledger store only."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from accounts.domain.account import Account
from accounts.domain.entry import Entry
from shared_kernel.pagination import Page, PageRequest


class AccountRepository(Protocol):
    """The customers' accounts of the unit of work's tenant."""

    async def add(self, account: Account) -> None:
        """Store a new account.

        Raises:
            AccountExistsError: the user has one in this currency.
            AccountNumberTakenError: another account has this number; try another one.
        """
        ...

    async def get(self, account_id: UUID) -> Account:
        """An account (AccountNotFoundError)."""
        ...

    async def lock(self, account_id: UUID) -> Account:
        """An account, locked until the unit of work ends (AccountNotFoundError)."""
        ...

    async def find_by_number(self, number: str) -> Account | None:
        """The account with this public number."""
        ...

    async def save_status(self, account: Account) -> None:
        """Store status and time of change of a locked account."""
        ...

    async def list(self, *, user_id: UUID | None, page: PageRequest) -> Page[Account]:
        """Accounts, of one user or of all, the newest first."""
        ...

    async def of_user(self, user_id: UUID) -> Sequence[Account]:
        """All accounts of a user (one per currency), by currency code."""
        ...

    async def balance_at(self, *, account_id: UUID, at: datetime) -> int:
        """The posted balance at a past moment, minor units: the balance after the last entry until then."""
        ...

    async def list_entries(self, *, account_id: UUID, page: PageRequest) -> Page[Entry]:
        """The statement: entries of an account, the newest first."""
        ...
