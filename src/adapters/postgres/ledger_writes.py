"""What a batch changes, as statements and their parameters, in the order in which they must run."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from accounts.domain.account import Account
from accounts.domain.entry import Entry
from accounts.domain.transaction import Kind, Transaction
from accounts.ports.ledger_store import Changes
from adapters.postgres import ledger_statements as statements
from adapters.postgres.arrays import integers, texts, uuids, words
from adapters.postgres.ledger_rows import conversion_json, refusal_json
from adapters.postgres.prepared_statement import Command
from shared_kernel.events import Event
from shared_kernel.idempotency import RequestRecord
from shared_kernel.identifiers import Identifiers
from shared_kernel.inbox import InboxMark
from shared_kernel.tenant import TenantId

Columns = tuple[object, ...]

_REQUESTED = frozenset({Kind.DEPOSIT, Kind.WITHDRAWAL, Kind.TRANSFER})


def writes(changes: Changes, *, identifiers: Identifiers) -> Iterator[Command]:
    """The statements of a batch. What was moved on or booked comes first: that is rare and has its own."""
    at = changes.at
    opened = [item for item in changes.opened if item.kind in _REQUESTED]
    if changes.moved:
        yield statements.MOVE_TRANSACTIONS(*_moved(changes.moved, at))
    if len(opened) < len(changes.opened):
        booked = [item for item in changes.opened if item.kind not in _REQUESTED]
        yield statements.BOOK_TRANSACTIONS(*_booked(booked, at))
    if changes.marks:
        yield statements.MARK_HANDLED(*_marks(changes.marks))
    if any((changes.accounts, changes.opened, changes.entries, changes.requests, changes.events)):
        yield statements.WRITE(
            *_accounts(changes.accounts, at),
            *_opened(opened, at),
            *_entries(changes.entries, at),
            *_requests(changes.requests),
            *_events(changes.events, identifiers),
        )


def _accounts(accounts: Sequence[Account], at: datetime) -> Columns:
    return (
        at,
        uuids([item.tenant_id for item in accounts]),
        uuids([item.id for item in accounts]),
        integers([item.posted for item in accounts]),
        integers([item.held for item in accounts]),
        integers([item.version for item in accounts]),
    )


def _opened(opened: Sequence[Transaction], at: datetime) -> Columns:
    return (
        at,
        uuids([item.tenant_id for item in opened]),
        uuids([item.id for item in opened]),
        words([item.kind for item in opened]),
        words([item.status for item in opened]),
        integers([item.amount.minor_units for item in opened]),
        words([item.amount.currency.code for item in opened]),
        uuids([item.account_id for item in opened]),
        uuids([item.user_id for item in opened]),
        uuids([item.counter_account_id for item in opened]),
        texts([item.gateway for item in opened]),
        texts([item.destination for item in opened]),
        texts([item.return_url for item in opened]),
        texts([conversion_json(item.conversion) for item in opened]),
        texts([_json(item.metadata) if item.metadata else "{}" for item in opened]),
    )


def _moved(moved: Sequence[Transaction], at: datetime) -> Columns:
    return (
        at,
        uuids([item.tenant_id for item in moved]),
        uuids([item.id for item in moved]),
        words([item.status for item in moved]),
        integers([item.version for item in moved]),
        texts([item.payment_url for item in moved]),
        uuids([item.billing_transaction_id for item in moved]),
        integers([item.payment_version for item in moved]),
        integers([item.amount.minor_units for item in moved]),
        texts([conversion_json(item.conversion) for item in moved]),
        integers([item.shortfall for item in moved]),
        *_failures(moved),
    )


def _booked(booked: Sequence[Transaction], at: datetime) -> Columns:
    return (
        at,
        uuids([item.tenant_id for item in booked]),
        uuids([item.id for item in booked]),
        words([item.kind for item in booked]),
        words([item.status for item in booked]),
        integers([item.amount.minor_units for item in booked]),
        words([item.amount.currency.code for item in booked]),
        uuids([item.account_id for item in booked]),
        uuids([item.user_id for item in booked]),
        uuids([item.refunded_transaction_id for item in booked]),
        texts([item.gateway for item in booked]),
        uuids([item.billing_transaction_id for item in booked]),
        integers([item.payment_version for item in booked]),
        texts([conversion_json(item.conversion) for item in booked]),
        integers([item.shortfall for item in booked]),
        *_failures(booked),
        texts([_json(dict(item.metadata)) for item in booked]),
        integers([item.version for item in booked]),
    )


def _failures(transactions: Sequence[Transaction]) -> Columns:
    return (
        texts([item.failure.reason if item.failure else None for item in transactions]),
        texts([item.failure.message if item.failure else None for item in transactions]),
    )


def _entries(entries: Sequence[Entry], at: datetime) -> Columns:
    return (
        at,
        uuids([item.tenant_id for item in entries]),
        uuids([item.account_id for item in entries]),
        integers([item.version for item in entries]),
        uuids([item.transaction_id for item in entries]),
        integers([item.amount.minor_units for item in entries]),
        words([item.amount.currency.code for item in entries]),
        integers([item.balance_after for item in entries]),
    )


def _requests(requests: Sequence[tuple[TenantId, RequestRecord]]) -> Columns:
    return (
        uuids([tenant_id for tenant_id, _ in requests]),
        texts([record.key.request_id for _, record in requests]),
        words([record.key.fingerprint.hex() for _, record in requests]),
        uuids([record.resource_id for _, record in requests]),
        texts([refusal_json(record) for _, record in requests]),
    )


def _marks(marks: Sequence[tuple[TenantId, InboxMark]]) -> Columns:
    return (
        uuids([tenant_id for tenant_id, _ in marks]),
        words([mark.consumer for _, mark in marks]),
        uuids([mark.event_id for _, mark in marks]),
    )


def _events(events: Sequence[Event], identifiers: Identifiers) -> Columns:
    return (
        uuids([item.tenant_id for item in events]),
        uuids([identifiers.new_id() for _ in events]),
        words([item.type for item in events]),
        uuids([item.subject for item in events]),
        words([item.occurred_at.isoformat() for item in events]),
        texts([_json(item.data()) for item in events]),
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def tenant_setting(tenants: frozenset[TenantId]) -> str:
    """The text of the setting that row-level security reads."""
    return uuids(tenants)
