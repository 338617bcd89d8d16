"""Rows of attempts as domain values, and domain values as rows."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row

from billing.domain.announcement import Announcement, Receiver
from billing.domain.attempt import Attempt, AttemptDraft, AttemptStatus, FiscalKind
from shared_kernel.currency import currency
from shared_kernel.money import Money


def attempt_of(row: Row[Any]) -> Attempt:
    """The attempt of a row."""
    return Attempt(
        number=row.number,
        tenant_id=row.tenant_id,
        gateway=row.gateway,
        endpoint=row.endpoint,
        external_id=row.external_id,
        reference=row.reference,
        transaction_id=row.transaction_id,
        amount=Money(row.amount, currency(row.currency)),
        status=AttemptStatus(row.status),
        created_at=row.created_at,
        updated_at=row.updated_at,
        announcement=Announcement(told_at=row.told_at, expires_at=row.expires_at, account=row.account),
        receivers=tuple(Receiver(**receiver) for receiver in row.receivers),
        paid_at=row.paid_at,
        canceled_at=row.canceled_at,
        reason=row.reason,
        fiscal_receipts={FiscalKind(kind): receipt for kind, receipt in row.fiscal_receipts.items()},
    )


def announced(draft: AttemptDraft, *, number: int) -> Mapping[str, object]:
    """A new attempt as a row."""
    said = draft.announcement
    return {
        "number": number,
        "tenant_id": draft.tenant_id,
        "gateway": draft.gateway,
        "endpoint": draft.endpoint,
        "external_id": draft.external_id,
        "reference": draft.reference,
        "transaction_id": draft.transaction_id,
        "amount": draft.amount.minor_units,
        "currency": draft.amount.currency.code,
        "status": AttemptStatus.PREPARED,
        "created_at": draft.created_at,
        "updated_at": draft.created_at,
        "told_at": said.told_at,
        "expires_at": said.expires_at,
        "account": None if said.account is None else dict(said.account),
        "receivers": [asdict(receiver) for receiver in draft.receivers],
        "fiscal_receipts": {},
    }


def moving(attempt: Attempt) -> Mapping[str, object]:
    """What verbs change, and of which attempt."""
    return {
        "number": attempt.number,
        "status": attempt.status,
        "updated_at": attempt.updated_at,
        "paid_at": attempt.paid_at,
        "canceled_at": attempt.canceled_at,
        "reason": attempt.reason,
        "fiscal_receipts": {kind.value: dict(receipt) for kind, receipt in attempt.fiscal_receipts.items()},
    }
