"""What news of a gateway made of a payment: everything that is to be kept and told in one commit."""

from dataclasses import dataclass

from billing.domain.discrepancy import Discrepancy
from billing.domain.gateway_entry import GatewayEntry
from billing.domain.refund import Refund
from billing.domain.transaction import Transaction
from shared_kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What the news made of a payment.

    Attributes:
        refunds: those that are new or changed.
        events: everything that happened, in the order in which it did.
        discrepancies: money that has nowhere to go.
        entries: what the gateway kept, took back and returned, as it says; what was said before is among it.
    """

    transaction: Transaction
    refunds: tuple[Refund, ...] = ()
    events: tuple[Event, ...] = ()
    discrepancies: tuple[Discrepancy, ...] = ()
    entries: tuple[GatewayEntry, ...] = ()
