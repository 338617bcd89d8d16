"""Needs and changes of a batch, nothing but what a test names."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from accounts.domain.account import Account
from accounts.domain.entry import Entry
from accounts.domain.events import PaymentStageReached
from accounts.domain.system_account import SystemAccount
from accounts.domain.transaction import Transaction
from accounts.ports.ledger_store import Changes, LedgerStore, Loaded, Needs
from shared_kernel.idempotency import RequestRecord
from shared_kernel.inbox import InboxMark
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId
from tests.builders import NOON, a_key, a_transaction, new_id


def needs(
    *,
    accounts: Sequence[Account] = (),
    transactions: Sequence[Transaction] = (),
    refunded: Sequence[Transaction] = (),
    houses: Sequence[SystemAccount] = (),
    requests: Sequence[tuple[TenantId, str]] = (),
    marks: Sequence[tuple[TenantId, InboxMark]] = (),
) -> Needs:
    return Needs(
        requests=frozenset(requests),
        accounts=frozenset((item.tenant_id, item.id) for item in accounts),
        system_accounts=frozenset(houses),
        transactions=frozenset((item.tenant_id, item.id) for item in transactions),
        refunded=frozenset((item.tenant_id, item.id) for item in refunded),
        marks=frozenset(marks),
    )


def changes(
    *,
    opened: Sequence[Transaction] = (),
    moved: Sequence[Transaction] = (),
    entries: Sequence[Entry] = (),
    accounts: Sequence[Account] = (),
    requests: Sequence[tuple[TenantId, RequestRecord]] = (),
    marks: Sequence[tuple[TenantId, InboxMark]] = (),
) -> Changes:
    moments = [item.posted_at for item in entries] or [item.updated_at for item in (*opened, *moved, *accounts)]
    return Changes(
        at=max(moments, default=NOON),
        opened=opened,
        moved=moved,
        entries=entries,
        accounts=accounts,
        events=[PaymentStageReached(transaction=item) for item in (*opened, *moved)],
        requests=requests,
        marks=marks,
    )


def a_transfer(source: Account, target: Account, minor_units: int, request_id: str = "") -> Changes:
    """A transfer as the chain would have it written."""
    transaction = a_transaction(source, counter=target, amount=Money(minor_units, source.currency))
    after = [source.post(amount=-minor_units, at=NOON), target.post(amount=minor_units, at=NOON)]
    record = RequestRecord(key=a_key(request_id or str(new_id())), resource_id=transaction.id)
    return changes(
        opened=[transaction],
        accounts=after,
        entries=[
            an_entry(after[0], transaction.id, -minor_units),
            an_entry(after[1], transaction.id, minor_units),
        ],
        requests=[(source.tenant_id, record)],
    )


def an_entry(after: Account, transaction_id: UUID, minor_units: int) -> Entry:
    return Entry(
        tenant_id=after.tenant_id,
        account_id=after.id,
        version=after.version,
        transaction_id=transaction_id,
        amount=Money(minor_units, after.currency),
        balance_after=after.posted,
        posted_at=NOON,
    )


def together(*batches: Changes) -> Changes:
    """One commit for several operations; a later state of an account replaces the earlier one."""
    accounts = {item.id: item for batch in batches for item in batch.accounts}
    return replace(
        changes(
            opened=[item for batch in batches for item in batch.opened],
            moved=[item for batch in batches for item in batch.moved],
            entries=[item for batch in batches for item in batch.entries],
            accounts=list(accounts.values()),
            requests=[item for batch in batches for item in batch.requests],
            marks=[item for batch in batches for item in batch.marks],
        ),
        events=[item for batch in batches for item in batch.events],
    )


async def write(store: LedgerStore, what: Changes, *tenants: TenantId) -> None:
    """Commit this."""
    async with store.session(tenants=frozenset(tenants)) as session:
        await session.load(needs(accounts=what.accounts))
        await session.write(what)


async def look(store: LedgerStore, wanted: Needs, *tenants: TenantId) -> Loaded:
    """What a session of these tenants loads; nothing is written."""
    async with store.session(tenants=frozenset(tenants)) as session:
        return await session.load(wanted)
