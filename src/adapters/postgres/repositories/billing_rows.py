"""Rows of billing as domain values, and domain values as rows."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from billing.domain.details.codec import decode, encode
from billing.domain.direction import Direction
from billing.domain.discrepancy import Discrepancy, DiscrepancyKind, Party
from billing.domain.failure import Failure
from billing.domain.status import TAKING, Status
from billing.domain.transaction import Transaction
from shared_kernel.currency import currency
from shared_kernel.money import Money


def transaction_of(row: Row[Any]) -> Transaction:
    """The transaction of a row, with nothing recorded yet."""
    money = currency(row.currency)
    return Transaction(
        id=row.id,
        tenant_id=row.tenant_id,
        gateway=row.gateway,
        direction=Direction(row.direction),
        amount=Money(row.amount, money),
        status=Status(row.status),
        captured_amount=Money(row.captured_amount, money),
        refunded_amount=Money(row.refunded_amount, money),
        order_reference=row.order_reference,
        payment_url=row.payment_url,
        return_url=row.return_url,
        details=None if row.details is None else decode(row.gateway, row.details),
        failure=Failure(reason=row.failure_reason, message=row.failure_message) if row.failure_reason else None,
        metadata=row.metadata,
        late=row.late,
        unwanted=row.unwanted,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def in_order(rows: Iterable[Any], transaction_id: UUID) -> tuple[Transaction, ...]:
    """The transaction, and behind it the others of its order that may take its money or have it.

    While they were waited for, one of them may have come to an end.
    """
    order = [transaction_of(row) for row in rows]
    asked = [one for one in order if one.id == transaction_id]
    return (*asked, *(one for one in order if one.id != transaction_id and one.status in TAKING))


def born(transaction: Transaction) -> dict[str, Any]:
    """The columns that are fixed at birth."""
    return {
        "tenant_id": transaction.tenant_id,
        "id": transaction.id,
        "gateway": transaction.gateway,
        "direction": transaction.direction.value,
        "amount": transaction.amount.minor_units,
        "currency": transaction.amount.currency.code,
        "order_reference": transaction.order_reference,
        "return_url": transaction.return_url,
        "created_at": transaction.created_at,
    }


def changing(transaction: Transaction) -> dict[str, Any]:
    """The columns that verbs change."""
    failure = transaction.failure
    return {
        "status": transaction.status.value,
        "captured_amount": transaction.captured_amount.minor_units,
        "refunded_amount": transaction.refunded_amount.minor_units,
        "payment_url": transaction.payment_url,
        "details": None if transaction.details is None else encode(transaction.details),
        "failure_reason": failure.reason if failure else None,
        "failure_message": failure.message if failure else None,
        "metadata": dict(transaction.metadata),
        "late": transaction.late,
        "unwanted": transaction.unwanted,
        "version": transaction.version,
        "updated_at": transaction.updated_at,
    }


def discrepancy_of(row: Row[Any]) -> Discrepancy:
    """The discrepancy of a row."""
    return Discrepancy(
        id=row.id,
        tenant_id=row.tenant_id,
        transaction_id=row.transaction_id,
        gateway=row.gateway,
        party=Party(row.party),
        kind=DiscrepancyKind(row.kind),
        amount=Money(row.amount, currency(row.currency)),
        payment=row.payment,
        note=row.note,
        resolution=row.resolution,
        resolved_by=row.resolved_by,
        resolved_at=row.resolved_at,
        created_at=row.created_at,
    )
