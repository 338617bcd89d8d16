"""What a batch changes, as statements and their parameters, in the order in which they must run."""

from collections.abc import Iterator, Sequence

import msgspec

from accounts.domain.account import Account
from accounts.domain.entry import Entry
from accounts.domain.transaction import Transaction
from accounts.ports.ledger_store import Changes
from adapters.postgres import ledger_statements as statements
from adapters.postgres.arrays import integers, texts, uuids, words
from adapters.postgres.ledger_rows import conversion_json, refusal_json
from shared_kernel.events import Event
from shared_kernel.idempotency import RequestRecord
from shared_kernel.identifiers import Identifiers
from shared_kernel.inbox import InboxMark
from shared_kernel.tenant import TenantId

Write = tuple[str, Sequence[object]]


def writes(changes: Changes, identifiers: Identifiers) -> Iterator[Write]:
    """The statements of a batch; what did not change has none.

    Accounts and transactions come before entries: the trigger on the entries compares them.
    """
    if changes.accounts:
        yield _accounts(changes.accounts)
    if changes.opened:
        yield _opened(changes.opened)
    if changes.moved:
        yield _moved(changes.moved)
    if changes.entries:
        yield _entries(changes.entries)
    if changes.requests:
        yield _requests(changes.requests)
    if changes.marks:
        yield _marks(changes.marks)
    if changes.events:
        yield _events(changes.events, identifiers)


def _accounts(accounts: Sequence[Account]) -> Write:
    return statements.SAVE_ACCOUNTS, (
        accounts[0].updated_at,
        uuids(item.tenant_id for item in accounts),
        uuids(item.id for item in accounts),
        integers(item.posted for item in accounts),
        integers(item.held for item in accounts),
        integers(item.version for item in accounts),
    )


def _opened(opened: Sequence[Transaction]) -> Write:
    return statements.OPEN_TRANSACTIONS, (
        uuids(item.tenant_id for item in opened),
        uuids(item.id for item in opened),
        words(item.kind for item in opened),
        words(item.status for item in opened),
        integers(item.amount.minor_units for item in opened),
        words(item.amount.currency.code for item in opened),
        uuids(item.account_id for item in opened),
        uuids(item.user_id for item in opened),
        uuids(item.counter_account_id for item in opened),
        texts(item.gateway for item in opened),
        texts(item.destination for item in opened),
        texts(item.return_url for item in opened),
        texts(conversion_json(item.conversion) for item in opened),
        texts(_json(item.metadata) for item in opened),
        opened[0].created_at,
    )


def _moved(moved: Sequence[Transaction]) -> Write:
    return statements.MOVE_TRANSACTIONS, (
        moved[0].updated_at,
        uuids(item.tenant_id for item in moved),
        uuids(item.id for item in moved),
        words(item.status for item in moved),
        integers(item.version for item in moved),
        texts(item.payment_url for item in moved),
        uuids(item.billing_transaction_id for item in moved),
        texts(item.failure.reason if item.failure else None for item in moved),
        texts(item.failure.message if item.failure else None for item in moved),
    )


def _entries(entries: Sequence[Entry]) -> Write:
    return statements.POST_ENTRIES, (
        entries[0].posted_at,
        uuids(item.tenant_id for item in entries),
        uuids(item.account_id for item in entries),
        integers(item.version for item in entries),
        uuids(item.transaction_id for item in entries),
        integers(item.amount.minor_units for item in entries),
        words(item.amount.currency.code for item in entries),
        integers(item.balance_after for item in entries),
    )


def _requests(requests: Sequence[tuple[TenantId, RequestRecord]]) -> Write:
    return statements.REMEMBER_REQUESTS, (
        uuids(tenant_id for tenant_id, _ in requests),
        texts(record.key.request_id for _, record in requests),
        words(record.key.fingerprint.hex() for _, record in requests),
        uuids(record.resource_id for _, record in requests),
        texts(refusal_json(record) for _, record in requests),
    )


def _marks(marks: Sequence[tuple[TenantId, InboxMark]]) -> Write:
    return statements.MARK_HANDLED, (
        uuids(tenant_id for tenant_id, _ in marks),
        words(mark.consumer for _, mark in marks),
        uuids(mark.event_id for _, mark in marks),
    )


def _events(events: Sequence[Event], identifiers: Identifiers) -> Write:
    return statements.TELL, (
        uuids(item.tenant_id for item in events),
        uuids(identifiers.new_id() for _ in events),
        words(item.type for item in events),
        uuids(item.subject for item in events),
        words(item.occurred_at.isoformat() for item in events),
        texts(_json(item.data()) for item in events),
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def tenant_setting(tenants: frozenset[TenantId]) -> str:
    """The text of the setting that row-level security reads."""
    return uuids(tenants)
