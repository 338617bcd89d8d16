"""From billing to accounts: what became of a payment settles or fails the deposit or withdrawal behind it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from accounts.application.fail_payment import FailPayment
from accounts.application.settle_payment import SettlePayment
from accounts.domain.transaction import Failure
from adapters.bridges.payment_identity import accounts_transaction_of
from billing.domain.events import (
    TRANSACTION_CANCELED,
    TRANSACTION_COMPLETED,
    TRANSACTION_EXPIRED,
    TRANSACTION_FAILED,
)
from shared_kernel.currency import currency
from shared_kernel.event_bus import EventBus
from shared_kernel.events import Envelope
from shared_kernel.inbox import InboxMark
from shared_kernel.money import Money

CONSUMER = "accounts.settle_payments"

_FAILURES = {
    TRANSACTION_FAILED: Failure(reason="PAYMENT_FAILED", message="The payment failed."),
    TRANSACTION_CANCELED: Failure(reason="PAYMENT_CANCELED", message="The payment was canceled."),
    TRANSACTION_EXPIRED: Failure(reason="PAYMENT_EXPIRED", message="The payment was not made in time."),
}

TYPES = frozenset({TRANSACTION_COMPLETED, *_FAILURES})


class SettlePayments:
    """The consumer `accounts.settle_payments`. Delivered again, an event changes nothing.

    Payments of orders outside this service are passed over. What the books refuse (another amount than was asked)
    is raised: the event becomes a dead letter with that reason.
    """

    def __init__(self, *, settle_payment: SettlePayment, fail_payment: FailPayment) -> None:
        self._settle_payment = settle_payment
        self._fail_payment = fail_payment

    def listen_to(self, bus: EventBus) -> None:
        """Have the bus bring the ends of payments."""
        bus.subscribe(consumer=CONSUMER, types=TYPES, handler=self.handle)

    async def handle(self, event: Envelope) -> None:
        """Let the books follow one payment."""
        data: Mapping[str, Any] = event.data
        transaction_id = accounts_transaction_of(
            billing_transaction_id=event.subject, order_reference=data["order_reference"]
        )
        if transaction_id is None:
            return
        if event.type == TRANSACTION_COMPLETED:
            await self._settle(event, transaction_id, data)
        else:
            await self._fail(event, transaction_id, data)

    async def _settle(self, event: Envelope, transaction_id: UUID, data: Mapping[str, Any]) -> None:
        await self._settle_payment(
            tenant_id=event.tenant_id,
            transaction_id=transaction_id,
            billing_transaction_id=event.subject,
            payment_version=data["version"],
            moved=Money(data["captured_amount"], currency(data["currency"])),
            mark=_mark(event),
        )

    async def _fail(self, event: Envelope, transaction_id: UUID, data: Mapping[str, Any]) -> None:
        told = data["failure"]
        failure = Failure(reason=told["reason"], message=told["message"]) if told else _FAILURES[event.type]
        await self._fail_payment(
            tenant_id=event.tenant_id,
            transaction_id=transaction_id,
            billing_transaction_id=event.subject,
            payment_version=data["version"],
            failure=failure,
            mark=_mark(event),
        )


def _mark(event: Envelope) -> InboxMark:
    return InboxMark(consumer=CONSUMER, event_id=event.id)
