"""The repositories of billing, in memory."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from billing.domain.attempt import Attempt, AttemptDraft
from billing.domain.direction import Direction
from billing.domain.discrepancy import Discrepancy
from billing.domain.errors import (
    DuplicateAttemptError,
    OrderAlreadyPayableError,
    StaleTransactionError,
    TransactionNotFoundError,
)
from billing.domain.status import LIVE
from billing.domain.transaction import Transaction
from billing.ports.transaction_filters import TransactionFilters, TransactionSort
from shared_kernel.pagination import Page, PageRequest
from tests.fakes.billing.matching import matches, page_of
from tests.fakes.billing.rows import Session

TRANSACTIONS = "transactions"
ATTEMPTS = "attempts"
DISCREPANCIES = "discrepancies"


class MemoryTransactions:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, transaction: Transaction) -> None:
        if transaction.status in LIVE:
            await self._require_no_other_live_one(transaction.order_reference)
        await self._session.lock(TRANSACTIONS, transaction.id)
        self._session.write(TRANSACTIONS, transaction.id, replace(transaction, events=()))

    async def save(self, transaction: Transaction) -> None:
        stored = await self._session.read(TRANSACTIONS, transaction.id)
        if stored is None or stored.version != transaction.stored_version:
            raise StaleTransactionError
        self._session.write(TRANSACTIONS, transaction.id, replace(transaction, events=()))

    async def get(self, transaction_id: UUID) -> Transaction:
        found: Transaction | None = await self._session.read(TRANSACTIONS, transaction_id)
        if found is None:
            raise TransactionNotFoundError
        return found

    async def lock(self, transaction_id: UUID) -> Transaction:
        await self._session.lock(TRANSACTIONS, transaction_id)
        return await self.get(transaction_id)

    async def find_payable(self, *, gateway: str, reference: str) -> Transaction | None:
        candidates = [
            one
            for one in await self._session.all(TRANSACTIONS)
            if (one.gateway, one.order_reference, one.direction) == (gateway, reference, Direction.PAYMENT)
        ]
        if not candidates:
            return None
        best = max(candidates, key=lambda one: (one.status in LIVE, one.created_at, one.id))
        return await self.lock(best.id)

    async def list(self, *, filters: TransactionFilters, sort: TransactionSort, page: PageRequest) -> Page[Transaction]:
        return page_of(await self._session.all(TRANSACTIONS), filters=filters, sort=sort, page=page)

    async def count(self, filters: TransactionFilters) -> int:
        return sum(matches(one, filters) for one in await self._session.all(TRANSACTIONS))

    async def _require_no_other_live_one(self, order_reference: str) -> None:
        # Like a unique index: whoever adds the same order meanwhile waits for our end.
        await self._session.lock("live order", order_reference)
        others = await self._session.all(TRANSACTIONS)
        if any(one.order_reference == order_reference and one.status in LIVE for one in others):
            raise OrderAlreadyPayableError


class MemoryAttempts:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, draft: AttemptDraft) -> Attempt:
        await self._session.lock("external id", draft.gateway, draft.endpoint, draft.external_id)
        if await self.by_external_id(gateway=draft.gateway, endpoint=draft.endpoint, external_id=draft.external_id):
            raise DuplicateAttemptError
        attempt = draft.numbered(self._session.next_number())
        await self._session.lock(ATTEMPTS, attempt.number)
        await self.save(attempt)
        return attempt

    async def save(self, attempt: Attempt) -> None:
        self._session.write(ATTEMPTS, attempt.number, attempt)

    async def get(self, number: int) -> Attempt | None:
        found: Attempt | None = await self._session.read(ATTEMPTS, number)
        return found

    async def lock(self, number: int) -> Attempt | None:
        await self._session.lock(ATTEMPTS, number)
        return await self.get(number)

    async def by_external_id(self, *, gateway: str, endpoint: str, external_id: str) -> Attempt | None:
        wanted = (gateway, endpoint, external_id)
        attempts = await self._session.all(ATTEMPTS)
        return next((one for one in attempts if (one.gateway, one.endpoint, one.external_id) == wanted), None)

    async def of_transaction(self, transaction_id: UUID) -> tuple[Attempt, ...]:
        return tuple(one for one in await self._session.all(ATTEMPTS) if one.transaction_id == transaction_id)

    async def told_between(self, *, gateway: str, endpoint: str, start: datetime, end: datetime) -> tuple[Attempt, ...]:
        found = [
            one
            for one in await self._session.all(ATTEMPTS)
            if (one.gateway, one.endpoint) == (gateway, endpoint)
            and one.announcement.told_at is not None
            and start <= one.announcement.told_at <= end
        ]
        return tuple(sorted(found, key=lambda one: (one.announcement.told_at, one.number)))


class MemoryDiscrepancies:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def first_time(self, discrepancy: Discrepancy) -> bool:
        await self._session.lock(DISCREPANCIES, discrepancy.id)
        if await self._session.read(DISCREPANCIES, discrepancy.id) is not None:
            return False
        self._session.write(DISCREPANCIES, discrepancy.id, discrepancy)
        return True

    async def of_transaction(self, transaction_id: UUID) -> tuple[Discrepancy, ...]:
        return tuple(one for one in await self._session.all(DISCREPANCIES) if one.transaction_id == transaction_id)
