"""Money a provider reports for something that cannot take it: recorded, never booked, never dropped."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from billing.domain.attempt import Attempt
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


class DiscrepancyKind(StrEnum):
    """Why the money has nowhere to go."""

    SURPLUS_PAYMENT = "surplus_payment"
    PAYMENT_OF_CANCELED = "payment_of_canceled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """Money taken from a payer that settles nothing.

    Attributes:
        id: follows from kind, transaction and attempt: a provider that repeats itself reports the same discrepancy.
        amount: what the provider says it took.
        note: names the provider's own ids, for the person who sends the money back.
    """

    id: UUID
    tenant_id: TenantId
    transaction_id: UUID
    kind: DiscrepancyKind
    amount: Money
    note: str
    created_at: datetime


def discrepancy_of(*, attempt: Attempt, kind: DiscrepancyKind, amount: Money, at: datetime) -> Discrepancy:
    """The discrepancy of an attempt that was paid in vain."""
    return Discrepancy(
        id=uuid5(attempt.transaction_id, f"{kind}:{attempt.number}"),
        tenant_id=attempt.tenant_id,
        transaction_id=attempt.transaction_id,
        kind=kind,
        amount=amount,
        note=f"{attempt.gateway} payment {attempt.external_id} (attempt {attempt.number})",
        created_at=at,
    )
