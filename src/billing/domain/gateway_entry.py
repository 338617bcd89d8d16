"""What a gateway did by itself with money that it took for us: kept its fee, or followed a payer's dispute.

None of it changes the payment: the payer has paid, and what a dispute takes is a loss, not a refund.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from billing.domain.transaction import Transaction
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


class EntryKind(StrEnum):
    """What was done.

    - FEE: the price of the gateway's work was kept back.
    - DISPUTE_OPENED, DISPUTE_WON, DISPUTE_LOST: where a dispute stands; no money moves by it.
    - DISPUTE_WITHDRAWN, DISPUTE_REINSTATED: the disputed money was taken from us, or came back to us.
    """

    FEE = "fee"
    DISPUTE_OPENED = "dispute_opened"
    DISPUTE_WITHDRAWN = "dispute_withdrawn"
    DISPUTE_REINSTATED = "dispute_reinstated"
    DISPUTE_WON = "dispute_won"
    DISPUTE_LOST = "dispute_lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryNews:
    """What the gateway says of it; `external_id` names the fee or the dispute there."""

    kind: EntryKind
    external_id: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayEntry:
    """One thing done.

    Attributes:
        id: follows from transaction, kind and external id: who reports it again reports the same entry.
        subject_id: our name of the fee or the dispute; all entries of one dispute share it.
        external_id: the gateway's name of it.
        amount: in the currency in which the gateway did it, which need not be the payment's.
    """

    id: UUID
    tenant_id: TenantId
    transaction_id: UUID
    gateway: str
    kind: EntryKind
    subject_id: UUID
    external_id: str
    amount: Money
    created_at: datetime


def gateway_entry(*, transaction: Transaction, news: EntryNews, at: datetime) -> GatewayEntry:
    """The entry that the news makes."""
    return GatewayEntry(
        id=uuid5(transaction.id, f"{news.kind}:{news.external_id}"),
        tenant_id=transaction.tenant_id,
        transaction_id=transaction.id,
        gateway=transaction.gateway,
        kind=news.kind,
        subject_id=uuid5(transaction.id, news.external_id),
        external_id=news.external_id,
        amount=news.amount,
        created_at=at,
    )
