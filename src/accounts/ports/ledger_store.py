"""The ledger's storage, as a port: one session is one commit for a whole batch of operations."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from accounts.domain.account import Account
from accounts.domain.entry import Entry
from accounts.domain.system_account import SystemAccount
from accounts.domain.transaction import Transaction
from shared_kernel.events import Event
from shared_kernel.idempotency import RequestRecord
from shared_kernel.inbox import InboxMark
from shared_kernel.tenant import TenantId

Owned = tuple[TenantId, UUID]


class ConcurrentWriteError(Exception):
    """Another writer got in the way (a deadlock, or the same request id on another machine): do the batch again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What a batch wants to start from.

    Attributes:
        requests: request ids of opening operations, by tenant.
        accounts: customers' accounts that opening operations name.
        system_accounts: house accounts that opening operations post to.
        transactions: transactions that are to be moved on or paid back; their accounts are needed too.
        refunded: deposits that are to be paid back; what of them was paid back before is needed too.
        marks: events that asked for an operation.
    """

    requests: frozenset[tuple[TenantId, str]]
    accounts: frozenset[Owned]
    system_accounts: frozenset[SystemAccount]
    transactions: frozenset[Owned]
    refunded: frozenset[Owned]
    marks: frozenset[tuple[TenantId, InboxMark]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What there is of it, accounts and transactions locked.

    Attributes:
        refunds: of the deposits to be paid back. They are not locked: whoever adds or moves one locks the deposit.
        remembered: requests finished before.
        outcomes: the transactions those requests made, as they are now.
        handled: marks that were there already.
    """

    accounts: Sequence[Account]
    transactions: Sequence[Transaction]
    refunds: Sequence[Transaction]
    remembered: Mapping[tuple[TenantId, str], RequestRecord]
    outcomes: Mapping[Owned, Transaction]
    handled: frozenset[tuple[TenantId, InboxMark]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a batch writes at its moment `at`: final states of accounts, the rest in the order in which it happened."""

    at: datetime
    opened: Sequence[Transaction]
    moved: Sequence[Transaction]
    entries: Sequence[Entry]
    accounts: Sequence[Account]
    events: Sequence[Event]
    requests: Sequence[tuple[TenantId, RequestRecord]]
    marks: Sequence[tuple[TenantId, InboxMark]]


class LedgerSession(Protocol):
    """An open commit."""

    async def load(self, needs: Needs) -> Loaded:
        """Lock and read, transactions before accounts, each in id order; missing house accounts are made."""
        ...

    async def write(self, changes: Changes) -> None:
        """Write everything, one set-based statement for each kind of thing, and commit: nothing may follow."""
        ...


class LedgerStore(Protocol):
    """Opens sessions."""

    def session(self, *, tenants: frozenset[TenantId]) -> AbstractAsyncContextManager[LedgerSession]:
        """A session that sees these tenants only; whatever has not been committed by `write` is rolled back at its end.

        Raises:
            ConcurrentWriteError: nothing was written and the same batch may succeed now.
        """
        ...
