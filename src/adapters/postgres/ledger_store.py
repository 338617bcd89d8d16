"""The ledger's storage: a batch of operations as one commit, one set-based statement for each kind of thing.

This is the money path. It speaks to psycopg directly: what a batch reads and locks travels in one pipelined round
trip, what it writes in one statement.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any

from psycopg import AsyncConnection, AsyncCursor, errors
from psycopg_pool import AsyncConnectionPool

from accounts.domain.account import Account
from accounts.domain.system_account import SystemAccount, settlement_accounts
from accounts.domain.transaction import Transaction
from accounts.ports.ledger_store import Changes, ConcurrentWriteError, Loaded, Needs, Owned
from adapters.postgres import ledger_statements as statements
from adapters.postgres.arrays import texts, uuids
from adapters.postgres.failures import typed_failures
from adapters.postgres.ledger_rows import (
    AccountRow,
    RequestRow,
    TransactionRow,
    account_of,
    record_of,
    transaction_of,
)
from adapters.postgres.ledger_writes import tenant_setting, writes
from shared_kernel.idempotency import RequestRecord
from shared_kernel.identifiers import Identifiers
from shared_kernel.inbox import InboxMark
from shared_kernel.tenant import TenantId

# Another writer was quicker: a circle of locks, or the same request id (or house account) on another machine.
_CONCURRENT = (errors.DeadlockDetected, errors.SerializationFailure, errors.UniqueViolation)

# A name is at most 255 characters of request id: together far less than the smallest socket buffer of 208 KiB.
_PIPELINED_NAMES = 300


class PostgresLedgerStore:
    """Opens sessions on connections of the money path's own pool."""

    def __init__(self, *, pool: AsyncConnectionPool[AsyncConnection[Any]], identifiers: Identifiers) -> None:
        self._pool = pool
        self._identifiers = identifiers

    @asynccontextmanager
    async def session(self, *, tenants: frozenset[TenantId]) -> AsyncIterator["PostgresLedgerSession"]:
        """One commit for these tenants (ConcurrentWriteError when it may be tried again)."""
        with typed_failures():
            try:
                async with self._pool.connection() as connection:
                    yield PostgresLedgerSession(connection, tenants, self._identifiers)
            except _CONCURRENT as error:
                raise ConcurrentWriteError from error


class PostgresLedgerSession:
    """An open commit."""

    def __init__(
        self, connection: AsyncConnection[Any], tenants: frozenset[TenantId], identifiers: Identifiers
    ) -> None:
        self._connection = connection
        self._tenants = tenants
        self._identifiers = identifiers

    async def load(self, needs: Needs) -> Loaded:
        """Lock and read, transactions before accounts, each in id order; missing house accounts are made."""
        async with self._together(needs):
            await self._execute(statements.BEGIN_FOR_TENANTS, tenant_setting(self._tenants))
            remembering = await self._remembered(needs)
            handling = await self._handled(needs)
            transactions = await self._transactions(needs.transactions)
            houses = needs.system_accounts.union(*map(settlement_accounts, transactions))
            wanted = (
                needs.accounts
                | {(item.tenant_id, item.account_id) for item in transactions}
                | {(item.tenant_id, item.id) for item in houses}
            )
            accounts = await self._accounts(wanted, houses)
            remembered = await _records(remembering)
            return Loaded(
                accounts=accounts,
                transactions=transactions,
                remembered=remembered,
                outcomes=await self._outcomes(remembered),
                handled=await _marks(handling),
            )

    async def write(self, changes: Changes) -> None:
        """Write everything and commit."""
        for statement, parameters in writes(changes, identifiers=self._identifiers):
            await self._execute(statement, *parameters)
        await self._connection.commit()

    def _together(self, needs: Needs) -> AbstractAsyncContextManager[object]:
        """A pipeline, unless there is much to ask.

        The driver flushes a pipeline once and then waits for answers: what did not fit into the socket's buffer would
        never be sent, and both sides would wait for each other. For the same reason nothing is written in a pipeline.
        """
        names = len(needs.requests) + len(needs.accounts) + len(needs.transactions) + len(needs.marks)
        return self._connection.pipeline() if names <= _PIPELINED_NAMES else nullcontext()

    async def _remembered(self, needs: Needs) -> AsyncCursor[Any] | None:
        if not needs.requests:
            return None
        requests = list(needs.requests)
        return await self._execute(
            statements.REMEMBERED,
            uuids(tenant_id for tenant_id, _ in requests),
            texts(request_id for _, request_id in requests),
        )

    async def _handled(self, needs: Needs) -> AsyncCursor[Any] | None:
        if not needs.marks:
            return None
        marks = list(needs.marks)
        return await self._execute(
            statements.HANDLED,
            uuids(tenant_id for tenant_id, _ in marks),
            texts(mark.consumer for _, mark in marks),
            uuids(mark.event_id for _, mark in marks),
        )

    async def _transactions(self, wanted: Collection[Owned]) -> Sequence[Transaction]:
        if not wanted:
            return ()
        cursor = await self._execute(statements.LOCK_TRANSACTIONS, *_keys(wanted))
        return [transaction_of(TransactionRow(*row)) for row in await cursor.fetchall()]

    async def _accounts(self, wanted: Collection[Owned], houses: Collection[SystemAccount]) -> Sequence[Account]:
        found = await self._lock(wanted)
        missing = [item for item in houses if item.id not in {account.id for account in found}]
        if not missing:
            return found
        await self._execute(
            statements.MAKE_SYSTEM_ACCOUNTS,
            uuids(item.tenant_id for item in missing),
            uuids(item.id for item in missing),
            texts(item.purpose for item in missing),
            texts(item.currency.code for item in missing),
        )
        return [*found, *await self._lock([(item.tenant_id, item.id) for item in missing])]

    async def _lock(self, wanted: Collection[Owned]) -> Sequence[Account]:
        if not wanted:
            return ()
        cursor = await self._execute(statements.LOCK_ACCOUNTS, *_keys(wanted))
        return [account_of(AccountRow(*row)) for row in await cursor.fetchall()]

    async def _outcomes(self, remembered: Mapping[tuple[TenantId, str], RequestRecord]) -> Mapping[Owned, Transaction]:
        made = [
            (tenant_id, record.resource_id)
            for (tenant_id, _), record in remembered.items()
            if record.resource_id is not None
        ]
        if not made:
            return {}
        cursor = await self._execute(statements.OUTCOMES, *_keys(made))
        transactions = [transaction_of(TransactionRow(*row)) for row in await cursor.fetchall()]
        return {(item.tenant_id, item.id): item for item in transactions}

    async def _execute(self, statement: str, *parameters: object) -> AsyncCursor[Any]:
        cursor = self._connection.cursor(binary=True)
        return await cursor.execute(statement, parameters)


async def _records(cursor: AsyncCursor[Any] | None) -> dict[tuple[TenantId, str], RequestRecord]:
    rows = [RequestRow(*row) for row in await cursor.fetchall()] if cursor else []
    return {(row.tenant_id, row.request_id): record_of(row) for row in rows}


async def _marks(cursor: AsyncCursor[Any] | None) -> frozenset[tuple[TenantId, InboxMark]]:
    rows = await cursor.fetchall() if cursor else []
    return frozenset(
        (tenant_id, InboxMark(consumer=consumer, event_id=event_id)) for tenant_id, consumer, event_id in rows
    )


def _keys(wanted: Collection[Owned]) -> tuple[str, str]:
    return uuids(tenant_id for tenant_id, _ in wanted), uuids(item for _, item in wanted)
