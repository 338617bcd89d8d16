"""Refunds and calls to providers as rows, and rows as refunds and calls."""

from typing import Any

from sqlalchemy import Row

from billing.domain.failure import Failure
from billing.domain.provider_call import CallStatus, Operation, ProviderCall
from billing.domain.refund import Refund, RefundOrigin, RefundStatus
from shared_kernel.currency import currency
from shared_kernel.money import Money


def refund_of(row: Row[Any]) -> Refund:
    """The refund of a row."""
    return Refund(
        id=row.id,
        tenant_id=row.tenant_id,
        transaction_id=row.transaction_id,
        amount=Money(row.amount, currency(row.currency)),
        status=RefundStatus(row.status),
        origin=RefundOrigin(row.origin),
        reason=row.reason,
        external_id=row.external_id,
        failure=Failure(reason=row.failure_reason, message=row.failure_message) if row.failure_reason else None,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def refund_values(refund: Refund) -> dict[str, Any]:
    """The columns of a refund."""
    failure = refund.failure
    return {
        "tenant_id": refund.tenant_id,
        "id": refund.id,
        "transaction_id": refund.transaction_id,
        "amount": refund.amount.minor_units,
        "currency": refund.amount.currency.code,
        "status": refund.status.value,
        "origin": refund.origin.value,
        "reason": refund.reason,
        "external_id": refund.external_id,
        "failure_reason": failure.reason if failure else None,
        "failure_message": failure.message if failure else None,
        "created_at": refund.created_at,
        "updated_at": refund.updated_at,
    }


def call_of(row: Row[Any]) -> ProviderCall:
    """The call of a row."""
    return ProviderCall(
        id=row.id,
        tenant_id=row.tenant_id,
        transaction_id=row.transaction_id,
        gateway=row.gateway,
        operation=Operation(row.operation),
        subject_id=row.subject_id,
        amount=None if row.amount is None else Money(row.amount, currency(row.currency)),
        status=CallStatus(row.status),
        tries=row.tries,
        doubtful=row.doubtful,
        code=row.code,
        message=row.message,
        created_at=row.created_at,
        tried_at=row.tried_at,
        ended_at=row.ended_at,
        duration_ms=row.duration_ms,
        next_try_at=row.next_try_at,
    )


def call_values(call: ProviderCall) -> dict[str, Any]:
    """The columns of a call."""
    return {
        "tenant_id": call.tenant_id,
        "id": call.id,
        "transaction_id": call.transaction_id,
        "gateway": call.gateway,
        "operation": call.operation.value,
        "subject_id": call.subject_id,
        "amount": None if call.amount is None else call.amount.minor_units,
        "currency": None if call.amount is None else call.amount.currency.code,
        "status": call.status.value,
        "tries": call.tries,
        "doubtful": call.doubtful,
        "code": call.code,
        "message": call.message,
        "created_at": call.created_at,
        "tried_at": call.tried_at,
        "ended_at": call.ended_at,
        "duration_ms": call.duration_ms,
        "next_try_at": call.next_try_at,
    }
