"""Where billing and somebody else do not agree about money: recorded, never booked, never dropped."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from billing.domain.attempt import Attempt
from billing.domain.refund import Refund
from billing.domain.transaction import Transaction
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


class DiscrepancyKind(StrEnum):
    """What does not agree.

    - SURPLUS_PAYMENT, PAYMENT_OF_CANCELED: money for an order that is paid, or for a payment that we called off.
    - AMOUNT_MISMATCH: another amount, or another currency, than was to be paid; or both sides have the payment, with
      other sums of what was taken or went back.
    - REFUND_MISMATCH: more went back than was taken; or nobody tells whether a refund of ours went back.
    - MISSING_HERE: the other side has the money of a payment that billing does not know.
    - MISSING_THERE: billing has the money of a payment that the other side does not know.
    - STATUS_MISMATCH: one side says that the money was taken, or is held, and the other that it was not.
    """

    SURPLUS_PAYMENT = "surplus_payment"
    PAYMENT_OF_CANCELED = "payment_of_canceled"
    AMOUNT_MISMATCH = "amount_mismatch"
    REFUND_MISMATCH = "refund_mismatch"
    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"
    STATUS_MISMATCH = "status_mismatch"


class Party(StrEnum):
    """Who does not agree with billing: the payment's gateway, or the ledger."""

    GATEWAY = "gateway"
    LEDGER = "ledger"


# Money that was taken and settles nothing: it goes back to the payer where the gateway can send it.
RETURNABLE = frozenset({DiscrepancyKind.SURPLUS_PAYMENT, DiscrepancyKind.PAYMENT_OF_CANCELED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """One thing that does not agree.

    Attributes:
        id: follows from what does not agree: whoever reports the same thing again reports the same discrepancy.
        transaction_id: None for a payment that billing does not know.
        gateway: the gateway of the payment, also where the other party is the ledger.
        amount: what the other party says it moved; what billing says where that party knows nothing.
        payment: the provider's own id of the money, where it is another than the transaction's.
        note: for the person who looks into it.
        resolution: how it ended; empty while it is open.
        resolved_by: the id of the API key that resolved it; empty while it is open, and when the service did it itself.
        resolved_at: when it ended; None while it is open.
    """

    id: UUID
    tenant_id: TenantId
    transaction_id: UUID | None
    gateway: str
    party: Party
    kind: DiscrepancyKind
    amount: Money
    payment: str
    note: str
    resolution: str
    resolved_by: str
    resolved_at: datetime | None
    created_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to see to it."""
        return self.resolved_at is None

    def resolve(self, *, at: datetime, resolution: str, by: str = "") -> "Discrepancy":
        """It has been seen to, in these words; one that was resolved before stays as it is."""
        return replace(self, resolution=resolution, resolved_by=by, resolved_at=at) if self.is_open else self

    def reopen(self) -> "Discrepancy":
        """The money that was sent back did not arrive: somebody has to see to it after all."""
        return replace(self, resolution="", resolved_by="", resolved_at=None)


def open_discrepancy(
    *,
    discrepancy_id: UUID,
    tenant_id: TenantId,
    gateway: str,
    kind: DiscrepancyKind,
    amount: Money,
    note: str,
    at: datetime,
    transaction_id: UUID | None = None,
    payment: str = "",
    party: Party = Party.GATEWAY,
) -> Discrepancy:
    """A discrepancy as it is noticed."""
    return Discrepancy(
        id=discrepancy_id,
        tenant_id=tenant_id,
        transaction_id=transaction_id,
        gateway=gateway,
        party=party,
        kind=kind,
        amount=amount,
        payment=payment,
        note=note,
        resolution="",
        resolved_by="",
        resolved_at=None,
        created_at=at,
    )


def discrepancy_of(*, attempt: Attempt, kind: DiscrepancyKind, amount: Money, at: datetime) -> Discrepancy:
    """The discrepancy of an attempt that was paid in vain."""
    return open_discrepancy(
        discrepancy_id=uuid5(attempt.transaction_id, f"{kind}:{attempt.number}"),
        tenant_id=attempt.tenant_id,
        transaction_id=attempt.transaction_id,
        gateway=attempt.gateway,
        kind=kind,
        amount=amount,
        payment=attempt.external_id,
        note=f"{attempt.gateway} payment {attempt.external_id} (attempt {attempt.number})",
        at=at,
    )


def discrepancy(*, transaction: Transaction, kind: DiscrepancyKind, amount: Money, at: datetime) -> Discrepancy:
    """The discrepancy between what is to be paid and what the gateway says was paid."""
    return _of_transaction(
        transaction,
        kind=kind,
        name=f"{amount.minor_units} {amount.currency.code}",
        amount=amount,
        note=f"{transaction.gateway} reports {amount} for {transaction.amount}, {transaction.status}",
        at=at,
    )


def surplus_payment(*, transaction: Transaction, payment: str, amount: Money, at: datetime) -> Discrepancy:
    """The discrepancy of a second payment of what is paid; `payment` is what its gateway finds it by."""
    return _of_transaction(
        transaction,
        kind=DiscrepancyKind.SURPLUS_PAYMENT,
        name=payment,
        amount=amount,
        payment=payment,
        note=f"{transaction.gateway} payment {payment} of what is {transaction.status}",
        at=at,
    )


def unsettled_refund(*, transaction: Transaction, refund: Refund, at: datetime) -> Discrepancy:
    """The discrepancy of a refund whose gateway does not tell how it ended: its own books have to be looked into."""
    return _of_transaction(
        transaction,
        kind=DiscrepancyKind.REFUND_MISMATCH,
        name=str(refund.id),
        amount=refund.amount,
        payment=refund.external_id,
        note=f"{transaction.gateway} does not tell whether refund {refund.id} went back",
        at=at,
    )


def returned_in_part(*, transaction: Transaction, returned: Money, at: datetime) -> Discrepancy:
    """The discrepancy of a payout of which a part was taken back, `returned` in all, while the rest stays paid."""
    return _of_transaction(
        transaction,
        kind=DiscrepancyKind.AMOUNT_MISMATCH,
        name=f"returned:{returned.minor_units}",
        amount=returned,
        note=f"{returned} of a payout of {transaction.amount} was taken back at {transaction.gateway}",
        at=at,
    )


def _of_transaction(
    transaction: Transaction,
    *,
    kind: DiscrepancyKind,
    name: str,
    amount: Money,
    note: str,
    at: datetime,
    payment: str = "",
) -> Discrepancy:
    """What does not agree about a transaction; `name` tells it from others of its kind."""
    return open_discrepancy(
        discrepancy_id=uuid5(transaction.id, f"{kind}:{name}"),
        tenant_id=transaction.tenant_id,
        transaction_id=transaction.id,
        gateway=transaction.gateway,
        kind=kind,
        amount=amount,
        payment=payment,
        note=note,
        at=at,
    )
