"""The ledger's storage, in memory, with the constraints PostgreSQL would enforce and failures a test may ask for."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar
from uuid import UUID

from accounts.domain.account import Account
from accounts.domain.entry import Entry
from accounts.domain.system_account import SystemAccount, settlement_accounts
from accounts.domain.transaction import Transaction
from accounts.ports.ledger_store import Changes, ConcurrentWriteError, Loaded, Needs, Owned
from shared_kernel.clock import Clock
from shared_kernel.idempotency import RequestRecord
from shared_kernel.tenant import TenantId
from tests.fakes.accounts.storage import OpenCommit, Storage

T = TypeVar("T")


class BrokenConstraintError(Exception):
    """What was written cannot be true; a database would refuse it with a constraint."""


class PoisonedError(Exception):
    """The database chokes on this operation, every time."""


class MemoryLedgerStore:
    """Opens sessions over a storage.

    Attributes:
        failures: raised by the next writes, one each.
        poisoned: ids of transactions whose writing always fails.
        batches: the transactions of every session, in order, also of those that failed.
    """

    def __init__(self, *, storage: Storage, clock: Clock) -> None:
        self.storage = storage
        self.failures: list[Exception] = []
        self.poisoned: set[UUID] = set()
        self.batches: list[Changes] = []
        self._clock = clock
        self._may_write = asyncio.Event()
        self._may_write.set()
        self._writing = asyncio.Event()

    @asynccontextmanager
    async def session(self, *, tenants: frozenset[TenantId]) -> AsyncIterator["MemoryLedgerSession"]:
        async with self.storage.begin() as opened:
            yield MemoryLedgerSession(store=self, opened=opened, tenants=tenants)

    @asynccontextmanager
    async def commit_in_flight(self, work: Coroutine[object, object, T]) -> AsyncIterator[asyncio.Task[T]]:
        """Start the work and stop it inside its commit; writes go on when the block ends."""
        self._may_write.clear()
        self._writing.clear()
        task = asyncio.create_task(work)
        await self._writing.wait()
        try:
            yield task
        finally:
            self._may_write.set()

    async def before_write(self, changes: Changes) -> None:
        self.batches.append(changes)
        self._writing.set()
        await self._may_write.wait()
        if self.failures:
            raise self.failures.pop(0)
        if self.poisoned & {item.id for item in (*changes.opened, *changes.moved)}:
            raise PoisonedError

    def new_house_account(self, wanted: SystemAccount) -> Account:
        now = self._clock.now()
        return Account(
            id=wanted.id,
            tenant_id=wanted.tenant_id,
            currency=wanted.currency,
            purpose=wanted.purpose,
            created_at=now,
            updated_at=now,
        )


class MemoryLedgerSession:
    """An open commit; what belongs to other tenants than those of the session does not exist."""

    def __init__(self, *, store: MemoryLedgerStore, opened: OpenCommit, tenants: frozenset[TenantId]) -> None:
        self._store = store
        self._opened = opened
        self._tenants = tenants

    async def load(self, needs: Needs) -> Loaded:
        transactions: list[Transaction] = await self._lock("transaction", needs.transactions)
        houses = needs.system_accounts.union(
            *(settlement_accounts(item, refunded=(item.tenant_id, item.id) in needs.refunded) for item in transactions)
        )
        await self._make_missing(houses)
        wanted = needs.accounts | {(item.tenant_id, item.account_id) for item in transactions}
        accounts: list[Account] = await self._lock("account", wanted | {(item.tenant_id, item.id) for item in houses})
        remembered = await self._remembered(needs.requests)
        made = [(tenant, record.resource_id) for (tenant, _), record in remembered.items() if record.resource_id]
        return Loaded(
            accounts=accounts,
            transactions=transactions,
            refunds=await self._refunds(needs.refunded),
            remembered=remembered,
            outcomes={key: await self._opened.read("transaction", *key) for key in made},
            handled=frozenset(
                [
                    (tenant, mark)
                    for tenant, mark in needs.marks
                    if tenant in self._tenants and await self._opened.read("mark", tenant, mark)
                ]
            ),
        )

    async def write(self, changes: Changes) -> None:
        await self._store.before_write(changes)
        _require_sound(changes)
        for account in changes.accounts:
            # Status and owner are not the ledger's to change.
            self._opened.write("account", account.tenant_id, account.id, row=account)
        for transaction in (*changes.opened, *changes.moved):
            self._opened.write("transaction", transaction.tenant_id, transaction.id, row=transaction)
        for entry in changes.entries:
            key = (entry.account_id, entry.version)
            await self._opened.insert("entry", entry.tenant_id, key, row=entry, taken=ConcurrentWriteError())
        for tenant_id, record in sorted(changes.requests, key=lambda item: item[1].key.request_id):
            name = record.key.request_id
            await self._opened.insert("request", tenant_id, name, row=record, taken=ConcurrentWriteError())
        for tenant_id, mark in changes.marks:
            await self._opened.insert("mark", tenant_id, mark, row=mark, taken=ConcurrentWriteError())
        for event in changes.events:
            self._opened.publish(event)

    async def _lock(self, table: str, wanted: Iterable[Owned]) -> list:
        found = [await self._opened.lock(table, *key) for key in sorted(wanted) if key[0] in self._tenants]
        return [row for row in found if row is not None]

    async def _refunds(self, deposits: Iterable[Owned]) -> list[Transaction]:
        every = [item for tenant in self._tenants for item in await self._opened.all("transaction", tenant)]
        return [item for item in every if (item.tenant_id, item.refunded_transaction_id) in deposits]

    async def _make_missing(self, houses: Iterable[SystemAccount]) -> None:
        for house in sorted(houses, key=lambda item: (item.tenant_id, item.id)):
            if await self._opened.lock("account", house.tenant_id, house.id) is None:
                row = self._store.new_house_account(house)
                self._opened.write("account", house.tenant_id, house.id, row=row)

    async def _remembered(self, wanted: Iterable[tuple[TenantId, str]]) -> dict[tuple[TenantId, str], RequestRecord]:
        found = {key: await self._opened.read("request", *key) for key in wanted if key[0] in self._tenants}
        return {key: record for key, record in found.items() if record is not None}


def _require_sound(changes: Changes) -> None:
    for account in changes.accounts:
        if account.held < 0 or (not account.is_system and account.available < 0):
            raise BrokenConstraintError(account)
    _require_zero_sums(changes.entries)
    last = {(entry.tenant_id, entry.account_id): entry for entry in changes.entries}
    for account in changes.accounts:
        entry = last.get((account.tenant_id, account.id))
        if entry and (entry.version, entry.balance_after) != (account.version, account.posted):
            raise BrokenConstraintError(account)


def _require_zero_sums(entries: Sequence[Entry]) -> None:
    sums: defaultdict[tuple[UUID, str], int] = defaultdict(int)
    for entry in entries:
        sums[entry.transaction_id, entry.amount.currency.code] += entry.amount.minor_units
    if any(sums.values()):
        raise BrokenConstraintError(sums)
