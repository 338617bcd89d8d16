"""Rows of attempts as domain values, and domain values as rows."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from psycopg.types.json import Jsonb
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


def announced(draft: AttemptDraft) -> Sequence[object]:
    """A new attempt, in the order of `ADD_ATTEMPT`."""
    said = draft.announcement
    return (
        draft.tenant_id,
        draft.gateway,
        draft.endpoint,
        draft.external_id,
        draft.reference,
        draft.transaction_id,
        draft.amount.minor_units,
        draft.amount.currency.code,
        AttemptStatus.PREPARED.value,
        draft.created_at,
        draft.created_at,
        said.told_at,
        said.expires_at,
        None if said.account is None else Jsonb(dict(said.account)),
        Jsonb([asdict(receiver) for receiver in draft.receivers]),
    )


def moving(attempt: Attempt) -> Sequence[object]:
    """What verbs change, in the order of `SAVE_ATTEMPT`."""
    return (
        attempt.status.value,
        attempt.updated_at,
        attempt.paid_at,
        attempt.canceled_at,
        attempt.reason,
        Jsonb({kind.value: dict(receipt) for kind, receipt in attempt.fiscal_receipts.items()}),
    )
