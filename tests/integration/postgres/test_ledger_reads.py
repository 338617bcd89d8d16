"""Reading the ledger: statements, balances of the past, lists of transactions, what a crash left behind."""

from datetime import timedelta
from uuid import UUID

import pytest

from accounts.domain.account import Account
from accounts.domain.errors import TransactionNotFoundError
from accounts.domain.status import Status
from accounts.domain.transaction import Kind
from accounts.ports.transaction_repository import TransactionFilters
from adapters.postgres.accounts_unit_of_work import PostgresAccountsUnitsOfWork as UnitsOfWork
from adapters.postgres.database import Database
from adapters.postgres.repositories.account_transactions import PostgresUnfinishedTransactions
from shared_kernel.pagination import PageRequest
from shared_kernel.tenant import Tenant
from tests.integration.postgres.conftest import NOON, new_id
from tests.integration.postgres.ledger import writing
from tests.postgres_server import DatabaseAddress

DEPOSITS = 5


@pytest.fixture
async def deposits(shared_database: DatabaseAddress, account: Account) -> list[UUID]:
    """Five deposits of 100, a minute apart."""
    async with writing(shared_database.app, account.tenant_id) as hand:
        house = await hand.house()
        return [await hand.deposit(account, house, amount=100, number=number + 1) for number in range(DEPOSITS)]


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0, 0), (59, 0), (60, 100), (61, 100), (179, 200), (300, 500), (9999, 500)]
)
async def test_the_balance_of_a_past_moment(
    accounts: UnitsOfWork, account: Account, deposits: list[UUID], seconds: int, expected: int
) -> None:
    """The balance after the last entry until then, that moment included."""
    async with accounts(tenant_id=account.tenant_id) as work:
        at = NOON + timedelta(seconds=seconds)
        assert expected == await work.accounts.balance_at(account_id=account.id, at=at)


@pytest.mark.parametrize("size", [1, 2, DEPOSITS, 50])
async def test_the_pages_of_a_statement_join_newest_first(
    accounts: UnitsOfWork, account: Account, deposits: list[UUID], size: int
) -> None:
    seen = []
    page: PageRequest | None = PageRequest(size=size)
    while page is not None:
        async with accounts(tenant_id=account.tenant_id) as work:
            found = await work.accounts.list_entries(account_id=account.id, page=page)
        seen += found.items
        page = PageRequest(size=size, after=found.next) if found.next else None
    assert [5, 4, 3, 2, 1] == [entry.version for entry in seen]
    assert deposits[::-1] == [entry.transaction_id for entry in seen]
    assert [500, 400, 300, 200, 100] == [entry.balance_after for entry in seen]


@pytest.mark.parametrize("size", [2, 50])
async def test_transactions_are_listed_newest_first(
    accounts: UnitsOfWork, account: Account, deposits: list[UUID], size: int
) -> None:
    filters = TransactionFilters(account_id=account.id, user_id=account.user_id, kinds=frozenset({Kind.DEPOSIT}))
    seen = []
    page: PageRequest | None = PageRequest(size=size)
    while page is not None:
        async with accounts(tenant_id=account.tenant_id) as work:
            found = await work.transactions.list(filters=filters, page=page)
        seen += [item.id for item in found.items]
        page = PageRequest(size=size, after=found.next) if found.next else None
    assert deposits[::-1] == seen


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (TransactionFilters(), {0, 1, 2, 3, 4}),
        (TransactionFilters(account_id=new_id()), set()),
        (TransactionFilters(user_id=new_id()), set()),
        (TransactionFilters(kinds=frozenset({Kind.TRANSFER})), set()),
        (TransactionFilters(statuses=frozenset({Status.COMPLETED, Status.FAILED})), {0, 1, 2, 3, 4}),
        (TransactionFilters(statuses=frozenset({Status.PENDING})), set()),
        (TransactionFilters(created_from=NOON + timedelta(minutes=4)), {3, 4}),
        (TransactionFilters(created_before=NOON + timedelta(minutes=4)), {0, 1, 2}),
    ],
)
async def test_a_filter_finds_the_transactions_it_describes(
    accounts: UnitsOfWork, account: Account, deposits: list[UUID], filters: TransactionFilters, expected: set[int]
) -> None:
    async with accounts(tenant_id=account.tenant_id) as work:
        found = await work.transactions.list(filters=filters, page=PageRequest())
    assert {deposits[number] for number in expected} == {item.id for item in found.items}


async def test_another_tenant_sees_no_transaction(
    accounts: UnitsOfWork, other_tenant: Tenant, deposits: list[UUID]
) -> None:
    async with accounts(tenant_id=other_tenant.id) as work:
        with pytest.raises(TransactionNotFoundError):
            await work.transactions.get(deposits[0])
        assert () == (await work.transactions.list(filters=TransactionFilters(), page=PageRequest())).items


async def test_what_was_left_initiated_is_found_for_every_tenant_oldest_first(
    database: Database, shared_database: DatabaseAddress, account: Account, deposits: list[UUID]
) -> None:
    long_ago = NOON - timedelta(days=900)
    async with writing(shared_database.app, account.tenant_id) as hand:
        later = await hand.transaction(account, status="initiated", at=long_ago + timedelta(hours=1))
        earlier = await hand.transaction(account, status="initiated", at=long_ago)
        await hand.transaction(account, status="initiated", at=long_ago + timedelta(hours=2))
    unfinished = PostgresUnfinishedTransactions(database.system_engine)
    found = await unfinished.initiated_before(moment=long_ago + timedelta(hours=2), after=None, limit=10)
    assert [earlier, later] == [item.id for item in found if item.account_id == account.id]
    assert 1 == len(await unfinished.initiated_before(moment=NOON, after=None, limit=1))
