"""From billing to accounts: how a refund ended takes the money from the deposit's account, or leaves it there."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from accounts.application.book_refund import BookRefund, RefundVerdict
from accounts.domain.transaction import Failure
from adapters.bridges.payment_identity import accounts_transaction_of, refund_of
from billing.domain.refund_events import REFUND_CANCELED, REFUND_FAILED, REFUND_SUCCEEDED
from shared_kernel.currency import currency
from shared_kernel.event_bus import EventBus
from shared_kernel.events import Envelope
from shared_kernel.inbox import InboxMark
from shared_kernel.money import Money

CONSUMER = "accounts.book_refunds"

# A refund goes one way, so that its status says which of two verdicts is the later: what has failed succeeds no more.
_VERSIONS: Mapping[str, int] = MappingProxyType({REFUND_SUCCEEDED: 1, REFUND_CANCELED: 2, REFUND_FAILED: 2})
_FAILED = Failure(reason="REFUND_FAILED", message="The refund failed.")

TYPES = frozenset(_VERSIONS)


class BookRefunds:
    """The consumer `accounts.book_refunds`. Delivered again, or in another order, the events change nothing.

    Refunds of payments that are no deposits are passed over.
    """

    def __init__(self, *, book_refund: BookRefund) -> None:
        self._book_refund = book_refund

    def listen_to(self, bus: EventBus) -> None:
        """Have the bus bring the ends of refunds."""
        bus.subscribe(consumer=CONSUMER, types=TYPES, handler=self.handle)

    async def handle(self, event: Envelope) -> None:
        """Let the books follow one refund."""
        data: Mapping[str, Any] = event.data
        deposit_id = accounts_transaction_of(
            billing_transaction_id=event.subject, order_reference=data["order_reference"]
        )
        if deposit_id is None:
            return
        verdict = _verdict(event, data, deposit_id)
        await self._book_refund(verdict=verdict, mark=InboxMark(consumer=CONSUMER, event_id=event.id))


def _verdict(event: Envelope, data: Mapping[str, Any], deposit_id: UUID) -> RefundVerdict:
    failure = None
    if event.type != REFUND_SUCCEEDED:
        told = data["failure"]
        failure = Failure(reason=told["reason"], message=told["message"]) if told else _FAILED
    return RefundVerdict(
        tenant_id=event.tenant_id,
        refund_id=refund_of(UUID(data["refund_id"])),
        deposit_id=deposit_id,
        billing_transaction_id=event.subject,
        version=_VERSIONS[event.type],
        amount=Money(data["amount"], currency(data["currency"])),
        failure=failure,
    )
