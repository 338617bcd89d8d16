"""The ledger's storage: a batch of operations as one commit, in two round trips: begin and load, write and commit.

This is the money path. It speaks to psycopg directly, and it does without the driver's pipelines: those flush once
and then wait for answers, so that a batch larger than the socket's buffer would never be sent to its end. What travels
together is one text instead, its parameters quoted by the driver.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from psycopg import AsyncClientCursor, AsyncConnection, errors
from psycopg_pool import AsyncConnectionPool

from accounts.domain.account import Account
from accounts.domain.system_account import SystemAccount, settlement_accounts
from accounts.domain.transaction import Transaction
from accounts.ports.ledger_store import Changes, ConcurrentWriteError, Loaded, Needs, Owned
from adapters.postgres import ledger_statements as statements
from adapters.postgres.arrays import texts, uuids, words
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
from adapters.postgres.prepared_statement import Command, PreparedStatement
from shared_kernel.idempotency import RequestRecord
from shared_kernel.identifiers import Identifiers
from shared_kernel.inbox import InboxMark
from shared_kernel.tenant import TenantId

_ACT_FOR = "SELECT set_config('hamyon.tenants', %s, true)"

# Another writer was quicker: a circle of locks, or the same request id (or house account) on another machine.
_CONCURRENT = (errors.DeadlockDetected, errors.SerializationFailure, errors.UniqueViolation)


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
        self._identifiers = identifiers
        self._unsent: list[Command] = [Command("BEGIN"), Command(_ACT_FOR, (tenant_setting(tenants),))]

    async def load(self, needs: Needs) -> Loaded:
        """Lock and read, transactions before accounts, each in id order; missing house accounts are made."""
        transactions = await self._found(statements.LOCK_TRANSACTIONS, needs.transactions)
        houses = needs.system_accounts.union(
            *(settlement_accounts(item, refunded=(item.tenant_id, item.id) in needs.refunded) for item in transactions)
        )
        wanted = (
            needs.accounts
            | {(item.tenant_id, item.account_id) for item in transactions}
            | {(item.tenant_id, item.id) for item in houses}
        )
        accounts, remembered = await self._accounts_and_requests(wanted, needs.requests)
        return Loaded(
            accounts=[*accounts, *await self._made(houses, accounts)],
            transactions=transactions,
            refunds=await self._found(statements.REFUNDS, needs.refunded),
            remembered=remembered,
            outcomes=await self._outcomes(remembered),
            handled=await self._handled(needs.marks),
        )

    async def write(self, changes: Changes) -> None:
        """Write everything and commit."""
        await self._send(*writes(changes, identifiers=self._identifiers), Command("COMMIT"))

    async def _accounts_and_requests(
        self, wanted: Collection[Owned], requests: Collection[tuple[TenantId, str]]
    ) -> tuple[Sequence[Account], Mapping[tuple[TenantId, str], RequestRecord]]:
        cursor = await self._send(
            statements.LOAD(
                *_keys(wanted),
                uuids([tenant_id for tenant_id, _ in requests]),
                texts([request_id for _, request_id in requests]),
            )
        )
        accounts, remembered = [], {}
        for row in await cursor.fetchall():
            *account, request_id, fingerprint, refusal = row
            if request_id is None:
                accounts.append(account_of(AccountRow(*account)))
            else:
                tenant_id, resource_id = row[0], row[1]
                request = RequestRow(tenant_id, request_id, fingerprint, resource_id, refusal)
                remembered[tenant_id, request_id] = record_of(request)
        return accounts, remembered

    async def _handled(self, marks: Collection[tuple[TenantId, InboxMark]]) -> frozenset[tuple[TenantId, InboxMark]]:
        if not marks:
            return frozenset()
        cursor = await self._send(
            statements.HANDLED(
                uuids([tenant_id for tenant_id, _ in marks]),
                texts([mark.consumer for _, mark in marks]),
                uuids([mark.event_id for _, mark in marks]),
            )
        )
        return frozenset(
            (tenant_id, InboxMark(consumer=consumer, event_id=event_id))
            for tenant_id, consumer, event_id in await cursor.fetchall()
        )

    async def _found(self, statement: PreparedStatement, wanted: Collection[Owned]) -> Sequence[Transaction]:
        if not wanted:
            return ()
        cursor = await self._send(statement(*_keys(wanted)))
        return [transaction_of(TransactionRow(*row)) for row in await cursor.fetchall()]

    async def _made(self, houses: Collection[SystemAccount], found: Collection[Account]) -> Sequence[Account]:
        known = {account.id for account in found}
        missing = [item for item in houses if item.id not in known]
        if not missing:
            return ()
        await self._send(
            statements.MAKE_SYSTEM_ACCOUNTS(
                uuids([item.tenant_id for item in missing]),
                uuids([item.id for item in missing]),
                texts([item.purpose for item in missing]),
                words([item.currency.code for item in missing]),
            )
        )
        accounts, _ = await self._accounts_and_requests([(item.tenant_id, item.id) for item in missing], ())
        return accounts

    async def _outcomes(self, remembered: Mapping[tuple[TenantId, str], RequestRecord]) -> Mapping[Owned, Transaction]:
        made = [
            (tenant_id, record.resource_id)
            for (tenant_id, _), record in remembered.items()
            if record.resource_id is not None
        ]
        return {(item.tenant_id, item.id): item for item in await self._found(statements.OUTCOMES, made)}

    async def _send(self, *commands: Command) -> AsyncClientCursor[Any]:
        """Run commands in one round trip; the cursor stands on the answer to the last."""
        commands = (*self._unsent, *commands)
        self._unsent = []
        cursor = AsyncClientCursor(self._connection)
        text = ";\n".join(command.text for command in commands)
        await cursor.execute(text, [parameter for command in commands for parameter in command.parameters])
        return await cursor.set_result(-1)


def _keys(wanted: Collection[Owned]) -> tuple[str, str]:
    return uuids([tenant_id for tenant_id, _ in wanted]), uuids([item for _, item in wanted])
