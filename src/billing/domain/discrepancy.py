"""Where a provider's word and our books do not agree: recorded, never booked, never dropped."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from billing.domain.attempt import Attempt
from billing.domain.transaction import Transaction
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


class DiscrepancyKind(StrEnum):
    """What does not agree.

    - SURPLUS_PAYMENT, PAYMENT_OF_CANCELED: money for an order that is paid, or for a payment that we called off.
    - AMOUNT_MISMATCH: another amount, or another currency, than was to be paid.
    - REFUND_MISMATCH: more went back than was taken.
    """

    SURPLUS_PAYMENT = "surplus_payment"
    PAYMENT_OF_CANCELED = "payment_of_canceled"
    AMOUNT_MISMATCH = "amount_mismatch"
    REFUND_MISMATCH = "refund_mismatch"


# Money that was taken and settles nothing: it goes back to the payer where the gateway can send it.
RETURNABLE = frozenset({DiscrepancyKind.SURPLUS_PAYMENT, DiscrepancyKind.PAYMENT_OF_CANCELED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """One thing that does not agree.

    Attributes:
        id: follows from kind, transaction and attempt: a provider that repeats itself reports the same discrepancy.
        amount: what the provider says it moved.
        payment: the provider's own id of the money, where it is another than the transaction's.
        note: for the person who looks into it.
        resolution: how it ended; empty while it is open.
        resolved_at: when it ended; None while it is open.
    """

    id: UUID
    tenant_id: TenantId
    transaction_id: UUID
    kind: DiscrepancyKind
    amount: Money
    payment: str
    note: str
    resolution: str
    resolved_at: datetime | None
    created_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to see to it."""
        return self.resolved_at is None

    def resolve(self, *, at: datetime, resolution: str) -> "Discrepancy":
        """It has been seen to, in these words; one that was resolved before stays as it is."""
        return replace(self, resolution=resolution, resolved_at=at) if self.is_open else self


def discrepancy_of(*, attempt: Attempt, kind: DiscrepancyKind, amount: Money, at: datetime) -> Discrepancy:
    """The discrepancy of an attempt that was paid in vain."""
    return Discrepancy(
        id=uuid5(attempt.transaction_id, f"{kind}:{attempt.number}"),
        tenant_id=attempt.tenant_id,
        transaction_id=attempt.transaction_id,
        kind=kind,
        amount=amount,
        payment=attempt.external_id,
        note=f"{attempt.gateway} payment {attempt.external_id} (attempt {attempt.number})",
        resolution="",
        resolved_at=None,
        created_at=at,
    )


def discrepancy(*, transaction: Transaction, kind: DiscrepancyKind, amount: Money, at: datetime) -> Discrepancy:
    """The discrepancy between what is to be paid and what the gateway says was paid."""
    return Discrepancy(
        id=uuid5(transaction.id, f"{kind}:{amount.minor_units} {amount.currency.code}"),
        tenant_id=transaction.tenant_id,
        transaction_id=transaction.id,
        kind=kind,
        amount=amount,
        payment="",
        note=f"{transaction.gateway} reports {amount} for {transaction.amount}, {transaction.status}",
        resolution="",
        resolved_at=None,
        created_at=at,
    )
