"""Reading the books: users, accounts, balances, statements and transactions."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from accounts.domain.account import Account
from accounts.domain.entry import Entry
from accounts.domain.transaction import Transaction
from accounts.domain.user import User
from accounts.ports.transaction_repository import TransactionFilters
from accounts.ports.unit_of_work import UnitsOfWork
from shared_kernel.money import Money
from shared_kernel.pagination import Page, PageRequest
from shared_kernel.tenant import TenantId


class ReadBooks:
    """Every read of the module: what belongs to another tenant does not exist."""

    def __init__(self, *, units_of_work: UnitsOfWork) -> None:
        self._units_of_work = units_of_work

    async def user(self, *, tenant_id: TenantId, user_id: UUID) -> User:
        """A user (UserNotFoundError)."""
        async with self._units_of_work(tenant_id=tenant_id) as work:
            return await work.users.get(user_id)

    async def users(self, *, tenant_id: TenantId, page: PageRequest) -> Page[User]:
        """Users, the newest first."""
        async with self._units_of_work(tenant_id=tenant_id) as work:
            return await work.users.list(page)

    async def account(self, *, tenant_id: TenantId, account_id: UUID) -> Account:
        """An account with its balance (AccountNotFoundError)."""
        async with self._units_of_work(tenant_id=tenant_id) as work:
            return await work.accounts.get(account_id)

    async def accounts(self, *, tenant_id: TenantId, user_id: UUID | None, page: PageRequest) -> Page[Account]:
        """Accounts, of one user or of all, the newest first."""
        async with self._units_of_work(tenant_id=tenant_id) as work:
            return await work.accounts.list(user_id=user_id, page=page)

    async def balances(self, *, tenant_id: TenantId, user_id: UUID) -> Sequence[Account]:
        """A user's accounts, one per currency (UserNotFoundError)."""
        async with self._units_of_work(tenant_id=tenant_id) as work:
            user = await work.users.get(user_id)
            return await work.accounts.of_user(user.id)

    async def balance_at(self, *, tenant_id: TenantId, account_id: UUID, at: datetime) -> Money:
        """The posted balance of an account at a past moment (AccountNotFoundError)."""
        async with self._units_of_work(tenant_id=tenant_id) as work:
            account = await work.accounts.get(account_id)
            posted = await work.accounts.balance_at(account_id=account_id, at=at)
            return Money(posted, account.currency)

    async def entries(self, *, tenant_id: TenantId, account_id: UUID, page: PageRequest) -> Page[Entry]:
        """The statement of an account, the newest entry first (AccountNotFoundError)."""
        async with self._units_of_work(tenant_id=tenant_id) as work:
            account = await work.accounts.get(account_id)
            return await work.accounts.list_entries(account_id=account.id, page=page)

    async def transaction(self, *, tenant_id: TenantId, transaction_id: UUID) -> Transaction:
        """A transaction (TransactionNotFoundError)."""
        async with self._units_of_work(tenant_id=tenant_id) as work:
            return await work.transactions.get(transaction_id)

    async def transactions(
        self, *, tenant_id: TenantId, filters: TransactionFilters, page: PageRequest
    ) -> Page[Transaction]:
        """Transactions, the newest first."""
        async with self._units_of_work(tenant_id=tenant_id) as work:
            return await work.transactions.list(filters=filters, page=page)
