"""A gateway's own list of payments: one line of it, and what a line means that fits no payment of ours."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from billing.domain.discrepancy import Discrepancy, DiscrepancyKind, open_discrepancy
from billing.domain.gateway import GatewayConfiguration
from billing.domain.gateway_entry import EntryNews
from billing.domain.observation import Observation, RefundNews, Standing
from billing.domain.transaction import Transaction
from shared_kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One payment in a gateway's statement.

    Attributes:
        payment: the provider's own id of it.
        transaction_id: ours, where the provider repeats it; else the payment is found by the provider's id.
        detail: the field of the details that holds the provider's id; empty where attempts hold it.
        amount: what was taken, or reserved.
        refunded: the sum of what went back so far; None where the statement does not tell.
        refunds: all refunds so far, in place of their sum, where the provider tells single ones.
        moment: when it moved there (UTC).
        entries: the provider's fee and the like.
    """

    payment: str
    transaction_id: UUID | None = None
    detail: str = ""
    standing: Standing
    amount: Money
    refunded: Money | None = None
    refunds: tuple[RefundNews, ...] = ()
    moment: datetime
    entries: tuple[EntryNews, ...] = ()

    @property
    def news(self) -> Observation:
        """The line as the gateway's word about its payment."""
        return Observation(
            standing=self.standing,
            amount=self.amount,
            refunded=self.refunded,
            refunds=self.refunds,
            entries=self.entries,
        )


def missing_here(*, line: StatementLine, configuration: GatewayConfiguration, at: datetime) -> Discrepancy | None:
    """A line about a payment that billing does not know: a discrepancy when money was taken."""
    if line.standing is not Standing.PAID:
        return None
    gateway = configuration.gateway
    return open_discrepancy(
        discrepancy_id=uuid5(configuration.tenant_id, f"{DiscrepancyKind.MISSING_HERE}:{gateway}:{line.payment}"),
        tenant_id=configuration.tenant_id,
        gateway=gateway,
        kind=DiscrepancyKind.MISSING_HERE,
        amount=line.amount,
        payment=line.payment,
        note=f"{gateway} took {line.amount} at {line.moment.isoformat()}; billing knows no payment {line.payment}",
        at=at,
    )


def paid_elsewhere(*, line: StatementLine, transaction: Transaction, at: datetime) -> Discrepancy | None:
    """A line about an attempt that settled nothing here, though money was taken by it."""
    if line.standing is not Standing.PAID:
        return None
    return open_discrepancy(
        discrepancy_id=uuid5(transaction.id, f"{DiscrepancyKind.STATUS_MISMATCH}:{line.payment}"),
        tenant_id=transaction.tenant_id,
        transaction_id=transaction.id,
        gateway=transaction.gateway,
        kind=DiscrepancyKind.STATUS_MISMATCH,
        amount=line.amount,
        payment=line.payment,
        note=f"{transaction.gateway} took {line.amount} by payment {line.payment}, which settled nothing here",
        at=at,
    )
