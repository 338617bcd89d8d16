"""Users, accounts and transactions, in memory."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from accounts.domain.account import Account
from accounts.domain.entry import Entry
from accounts.domain.errors import (
    AccountExistsError,
    AccountNotFoundError,
    AccountNumberTakenError,
    TransactionNotFoundError,
    UserExistsError,
    UserNotFoundError,
)
from accounts.domain.status import Status
from accounts.domain.transaction import Kind, Transaction
from accounts.domain.user import User
from accounts.ports.transaction_repository import TransactionFilters
from shared_kernel.pagination import Page, PageKey, PageRequest
from shared_kernel.tenant import TenantId
from tests.fakes.accounts.storage import OpenCommit, Storage

T = TypeVar("T")


class MemoryUsers:
    def __init__(self, opened: OpenCommit, tenant_id: TenantId) -> None:
        self._opened = opened
        self._tenant_id = tenant_id

    async def add(self, user: User) -> None:
        await self._opened.insert("user", self._tenant_id, user.id, row=user, taken=UserExistsError(field="user_id"))

    async def get(self, user_id: UUID) -> User:
        user: User | None = await self._opened.read("user", self._tenant_id, user_id)
        if user is None:
            raise UserNotFoundError(field="user_id")
        return user

    async def list(self, page: PageRequest) -> Page[User]:
        return newest(await self._opened.all("user", self._tenant_id), page, created)


class MemoryAccounts:
    def __init__(self, opened: OpenCommit, tenant_id: TenantId) -> None:
        self._opened = opened
        self._tenant_id = tenant_id

    async def add(self, account: Account) -> None:
        owner = (account.user_id, account.currency.code)
        one_per_currency = AccountExistsError(field="currency_code")
        await self._opened.insert("owner", self._tenant_id, owner, row=account.id, taken=one_per_currency)
        number = AccountNumberTakenError()
        await self._opened.insert("number", self._tenant_id, account.number, row=account.id, taken=number)
        self._opened.write("account", self._tenant_id, account.id, row=account)

    async def get(self, account_id: UUID) -> Account:
        return _customer(await self._opened.read("account", self._tenant_id, account_id))

    async def lock(self, account_id: UUID) -> Account:
        return _customer(await self._opened.lock("account", self._tenant_id, account_id))

    async def find_by_number(self, number: str) -> Account | None:
        account_id: UUID | None = await self._opened.read("number", self._tenant_id, number)
        return await self.get(account_id) if account_id else None

    async def save_status(self, account: Account) -> None:
        self._opened.write("account", self._tenant_id, account.id, row=account)

    async def list(self, *, user_id: UUID | None, page: PageRequest) -> Page[Account]:
        customers = [item for item in await self._all() if user_id in (None, item.user_id)]
        return newest(customers, page, created)

    async def of_user(self, user_id: UUID) -> Sequence[Account]:
        owned = [item for item in await self._all() if item.user_id == user_id]
        return sorted(owned, key=lambda item: item.currency.code)

    async def balance_at(self, *, account_id: UUID, at: datetime) -> int:
        past = [entry for entry in await self._entries(account_id) if entry.posted_at <= at]
        return past[-1].balance_after if past else 0

    async def list_entries(self, *, account_id: UUID, page: PageRequest) -> Page[Entry]:
        return newest(
            await self._entries(account_id), page, lambda item: PageKey(value=item.version, id=item.transaction_id)
        )

    async def _all(self) -> Sequence[Account]:
        return [item for item in await self._opened.all("account", self._tenant_id) if not item.is_system]

    async def _entries(self, account_id: UUID) -> Sequence[Entry]:
        every: list[Entry] = await self._opened.all("entry", self._tenant_id)
        return sorted((item for item in every if item.account_id == account_id), key=lambda item: item.version)


class MemoryTransactions:
    def __init__(self, opened: OpenCommit, tenant_id: TenantId) -> None:
        self._opened = opened
        self._tenant_id = tenant_id

    async def get(self, transaction_id: UUID) -> Transaction:
        transaction: Transaction | None = await self._opened.read("transaction", self._tenant_id, transaction_id)
        if transaction is None:
            raise TransactionNotFoundError(field="transaction_id")
        return transaction

    async def list(self, *, filters: TransactionFilters, page: PageRequest) -> Page[Transaction]:
        every = await self._opened.all("transaction", self._tenant_id)
        return newest([item for item in every if _matches(item, filters)], page, created)


class MemoryUnfinished:
    """Reads across tenants."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def initiated_before(
        self, *, moment: datetime, after: Transaction | None, limit: int
    ) -> Sequence[Transaction]:
        found = [
            item
            for item in self._storage.table("transaction")
            if item.status is Status.INITIATED and item.kind is not Kind.TRANSFER and item.updated_at < moment
        ]
        later = [item for item in found if after is None or _age(item) > _age(after)]
        return sorted(later, key=_age)[:limit]


def _age(transaction: Transaction) -> tuple[datetime, UUID]:
    return (transaction.updated_at, transaction.id)


def created(item: User | Account | Transaction) -> PageKey:
    return PageKey(value=item.created_at, id=item.id)


def newest(items: Iterable[T], page: PageRequest, key: Callable[[T], PageKey]) -> Page[T]:
    """The page of these items, the newest first."""

    def rank(place: PageKey) -> tuple:
        return (place.value, place.id)

    after = page.after
    sorted_items = sorted(items, key=lambda item: rank(key(item)), reverse=True)
    left = [item for item in sorted_items if after is None or rank(key(item)) < rank(after)]
    more = len(left) > page.size
    shown = left[: page.size]
    return Page(items=tuple(shown), next=key(shown[-1]) if more else None)


def _customer(account: Account | None) -> Account:
    if account is None or account.is_system:
        raise AccountNotFoundError(field="account_id")
    return account


def _matches(item: Transaction, filters: TransactionFilters) -> bool:
    return all(
        (
            filters.account_id in (None, item.account_id, item.counter_account_id),
            filters.user_id in (None, item.user_id),
            not filters.kinds or item.kind in filters.kinds,
            not filters.statuses or item.status in filters.statuses,
            filters.created_from is None or filters.created_from <= item.created_at,
            filters.created_before is None or item.created_at < filters.created_before,
        )
    )
