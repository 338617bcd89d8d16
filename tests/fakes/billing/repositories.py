"""The repositories of billing, in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from billing.domain.attempt import Attempt, AttemptDraft
from billing.domain.direction import Direction
from billing.domain.discrepancy import Discrepancy
from billing.domain.errors import (
    DiscrepancyNotFoundError,
    DuplicateAttemptError,
    RefundNotFoundError,
    StaleTransactionError,
    TransactionNotFoundError,
)
from billing.domain.gateway_entry import GatewayEntry
from billing.domain.provider_call import Operation, ProviderCall
from billing.domain.reconciliation import Reconciliation
from billing.domain.refund import Refund
from billing.domain.status import LIVE, TAKING
from billing.domain.transaction import Transaction
from billing.domain.which_attempt import ByExternalId, WhichAttempt
from billing.ports.discrepancy_repository import DiscrepancyFilters
from billing.ports.transaction_filters import TransactionFilters, TransactionSort
from shared_kernel.pagination import Page, PageRequest
from tests.fakes.billing.matching import is_meant, matches, newest_page, page_of
from tests.fakes.billing.rows import Session

TRANSACTIONS = "transactions"
ATTEMPTS = "attempts"
ENTRIES = "gateway_entries"
DISCREPANCIES = "discrepancies"
REFUNDS = "refunds"
CALLS = "provider_calls"
RECONCILIATIONS = "reconciliations"


class MemoryTransactions:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, transaction: Transaction) -> None:
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

    async def lock_with_order(self, transaction_id: UUID) -> tuple[Transaction, ...]:
        seen = await self.get(transaction_id)
        others = await self._lock_order(seen.order_reference, seen.direction, also=transaction_id)
        return (await self.get(transaction_id), *(one for one in others if one.id != transaction_id))

    async def lock_order(self, *, reference: str, direction: Direction) -> tuple[Transaction, ...]:
        return await self._lock_order(reference, direction)

    async def _lock_order(
        self, reference: str, direction: Direction, *, also: UUID | None = None
    ) -> tuple[Transaction, ...]:
        seen = [
            one.id
            for one in await self._session.all(TRANSACTIONS)
            if one.id == also
            or ((one.order_reference, one.direction) == (reference, direction) and one.status in TAKING)
        ]
        locked = [await self.lock(one) for one in sorted(seen)]
        return tuple(one for one in locked if one.status in TAKING)

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

    async def lock_announced(
        self, *, gateway: str, endpoint: str, external_id: str, reference: str
    ) -> tuple[Transaction | None, Sequence[Attempt]]:
        transactions = MemoryTransactions(self._session)
        seen = await self.by_external_id(gateway=gateway, endpoint=endpoint, external_id=external_id)
        if seen is not None:
            transaction: Transaction | None = await transactions.lock(seen.transaction_id)
        else:
            transaction = await transactions.find_payable(gateway=gateway, reference=reference)
        return transaction, () if transaction is None else await self.of_transaction(transaction.id)

    async def lock_with_order(
        self, *, gateway: str, endpoint: str, which: WhichAttempt
    ) -> tuple[tuple[Transaction, ...], Attempt] | None:
        if isinstance(which, ByExternalId):
            seen = await self.by_external_id(gateway=gateway, endpoint=endpoint, external_id=which.external_id)
        else:
            seen = await self.get(which.number)
            wanted = (gateway, endpoint, which.reference)
            if seen is None or (seen.gateway, seen.endpoint, seen.reference) != wanted:
                return None
        if seen is None:
            return None
        order = await MemoryTransactions(self._session).lock_with_order(seen.transaction_id)
        return order, await self.lock(seen.number) or seen

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
        await self.save(discrepancy)
        return True

    async def save(self, discrepancy: Discrepancy) -> None:
        self._session.write(DISCREPANCIES, discrepancy.id, discrepancy)

    async def lock(self, discrepancy_id: UUID) -> Discrepancy:
        await self._session.lock(DISCREPANCIES, discrepancy_id)
        found: Discrepancy | None = await self._session.read(DISCREPANCIES, discrepancy_id)
        if found is None:
            raise DiscrepancyNotFoundError
        return found

    async def of_transaction(self, transaction_id: UUID) -> tuple[Discrepancy, ...]:
        return tuple(one for one in await self._session.all(DISCREPANCIES) if one.transaction_id == transaction_id)

    async def list(self, *, filters: DiscrepancyFilters, page: PageRequest) -> Page[Discrepancy]:
        found = [one for one in await self._session.all(DISCREPANCIES) if is_meant(one, filters)]
        return newest_page(found, page=page)


class MemoryGatewayEntries:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def first_time(self, entry: GatewayEntry) -> bool:
        await self._session.lock(ENTRIES, entry.id)
        if await self._session.read(ENTRIES, entry.id) is not None:
            return False
        self._session.write(ENTRIES, entry.id, entry)
        return True

    async def of_transaction(self, transaction_id: UUID) -> tuple[GatewayEntry, ...]:
        return tuple(one for one in await self._session.all(ENTRIES) if one.transaction_id == transaction_id)


class MemoryRefunds:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def keep(self, refund: Refund) -> None:
        self._session.write(REFUNDS, refund.id, refund)

    async def get(self, refund_id: UUID) -> Refund:
        found: Refund | None = await self._session.read(REFUNDS, refund_id)
        if found is None:
            raise RefundNotFoundError
        return found

    async def of_transaction(self, transaction_id: UUID) -> tuple[Refund, ...]:
        return tuple(one for one in await self._session.all(REFUNDS) if one.transaction_id == transaction_id)

    async def list(self, *, transaction_id: UUID | None, page: PageRequest) -> Page[Refund]:
        refunds = await self._session.all(REFUNDS)
        return newest_page([one for one in refunds if transaction_id in {None, one.transaction_id}], page=page)


class MemoryReconciliations:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, reconciliation: Reconciliation) -> bool:
        await self._session.lock(RECONCILIATIONS, reconciliation.id)
        if await self._session.read(RECONCILIATIONS, reconciliation.id) is not None:
            return False
        await self.save(reconciliation)
        return True

    async def save(self, reconciliation: Reconciliation) -> None:
        self._session.write(RECONCILIATIONS, reconciliation.id, reconciliation)

    async def get(self, reconciliation_id: UUID) -> Reconciliation:
        found: Reconciliation = await self._session.read(RECONCILIATIONS, reconciliation_id)
        return found

    async def lock(self, reconciliation_id: UUID) -> Reconciliation:
        await self._session.lock(RECONCILIATIONS, reconciliation_id)
        return await self.get(reconciliation_id)

    async def list(self, *, gateway: str, page: PageRequest) -> Page[Reconciliation]:
        runs = await self._session.all(RECONCILIATIONS)
        return newest_page([one for one in runs if gateway in {"", one.gateway}], page=page)


class MemoryProviderCalls:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, call: ProviderCall) -> bool:
        await self._session.lock(CALLS, call.operation, call.subject_id)
        if await self.find(operation=call.operation, subject_id=call.subject_id) is not None:
            return False
        await self.save(call)
        return True

    async def save(self, call: ProviderCall) -> None:
        self._session.write(CALLS, call.id, call)

    async def get(self, call_id: UUID) -> ProviderCall:
        found: ProviderCall = await self._session.read(CALLS, call_id)
        return found

    async def find(self, *, operation: Operation, subject_id: UUID) -> ProviderCall | None:
        calls = await self._session.all(CALLS)
        return next((one for one in calls if (one.operation, one.subject_id) == (operation, subject_id)), None)

    async def of_transaction(self, transaction_id: UUID) -> tuple[ProviderCall, ...]:
        mine = [one for one in await self._session.all(CALLS) if one.transaction_id == transaction_id]
        return tuple(sorted(mine, key=lambda one: (one.created_at, one.id)))
