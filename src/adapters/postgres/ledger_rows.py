"""Rows of the money path as domain values, and domain values as the text of JSON columns."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from accounts.domain.account import Account, AccountStatus
from accounts.domain.conversion import Conversion
from accounts.domain.status import Status
from accounts.domain.transaction import Failure, Kind, Transaction
from shared_kernel.currency import currency
from shared_kernel.errors import ConflictError
from shared_kernel.idempotency import RequestKey, RequestRecord
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


class AccountRow(NamedTuple):
    """Columns of LOAD that describe an account."""

    tenant_id: TenantId
    id: UUID
    user_id: UUID | None
    purpose: str
    number: str | None
    currency: str
    status: str
    posted: int
    held: int
    version: int
    created_at: datetime
    updated_at: datetime


class TransactionRow(NamedTuple):
    """Columns of OUTCOMES, LOCK_TRANSACTIONS and REFUNDS."""

    tenant_id: TenantId
    id: UUID
    kind: str
    status: str
    amount: int
    currency: str
    account_id: UUID
    user_id: UUID | None
    counter_account_id: UUID | None
    refunded_transaction_id: UUID | None
    gateway: str
    destination: str
    return_url: str
    billing_transaction_id: UUID | None
    payment_version: int
    conversion: Mapping[str, Any] | None
    shortfall: int
    payment_url: str
    failure_reason: str | None
    failure_message: str | None
    metadata: Mapping[str, str]
    version: int
    created_at: datetime
    updated_at: datetime


class RequestRow(NamedTuple):
    """Columns of LOAD that describe a finished request."""

    tenant_id: TenantId
    request_id: str
    fingerprint: bytes
    resource_id: UUID | None
    refusal: Mapping[str, Any] | None


def account_of(row: AccountRow) -> Account:
    """The account of a row."""
    return Account(
        id=row.id,
        tenant_id=row.tenant_id,
        currency=currency(row.currency),
        user_id=row.user_id,
        purpose=row.purpose,
        number=row.number or "",
        status=AccountStatus(row.status),
        posted=row.posted,
        held=row.held,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def transaction_of(row: TransactionRow) -> Transaction:
    """The transaction of a row."""
    return Transaction(
        id=row.id,
        tenant_id=row.tenant_id,
        kind=Kind(row.kind),
        status=Status(row.status),
        amount=Money(row.amount, currency(row.currency)),
        account_id=row.account_id,
        user_id=row.user_id,
        counter_account_id=row.counter_account_id,
        refunded_transaction_id=row.refunded_transaction_id,
        gateway=row.gateway,
        destination=row.destination,
        return_url=row.return_url,
        billing_transaction_id=row.billing_transaction_id,
        payment_version=row.payment_version,
        conversion=_conversion_of(row.conversion),
        shortfall=row.shortfall,
        payment_url=row.payment_url,
        failure=Failure(reason=row.failure_reason, message=row.failure_message or "") if row.failure_reason else None,
        metadata=row.metadata,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def record_of(row: RequestRow) -> RequestRecord:
    """What is remembered of a request."""
    key = RequestKey(request_id=row.request_id, fingerprint=bytes(row.fingerprint))
    refusal = None
    if row.refusal is not None:
        refusal = ConflictError(
            row.refusal["message"],
            reason=row.refusal["reason"],
            field=row.refusal["field"],
            parameters=row.refusal["parameters"],
        )
    return RequestRecord(key=key, resource_id=row.resource_id, refusal=refusal)


def refusal_json(record: RequestRecord) -> str | None:
    """The remembered refusal as the text of a JSON column: only conflicts are remembered, so the kind is known."""
    refusal = record.refusal
    if refusal is None:
        return None
    remembered = {
        "reason": refusal.reason,
        "message": refusal.message,
        "field": refusal.field,
        "parameters": dict(refusal.parameters),
    }
    return msgspec.json.encode(remembered).decode()


def conversion_json(conversion: Conversion | None) -> str | None:
    """A conversion as the text of a JSON column; the rate is a decimal string."""
    if conversion is None:
        return None
    stored = {
        "source": conversion.source.minor_units,
        "source_currency": conversion.source.currency.code,
        "target": conversion.target.minor_units,
        "target_currency": conversion.target.currency.code,
        "rate": str(conversion.rate),
        "rate_source": conversion.rate_source,
    }
    return msgspec.json.encode(stored).decode()


def _conversion_of(stored: Mapping[str, Any] | None) -> Conversion | None:
    if stored is None:
        return None
    return Conversion(
        source=Money(stored["source"], currency(stored["source_currency"])),
        target=Money(stored["target"], currency(stored["target_currency"])),
        rate=Decimal(stored["rate"]),
        rate_source=stored["rate_source"],
    )
