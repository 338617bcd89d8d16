"""The question as it goes over the wire, signed by the rules of Standard Webhooks 1.0.

The tenant's system verifies it with any library of that standard, and knows that it was us who asked.
"""

from datetime import UTC, datetime
from uuid import UUID

import msgspec
from standardwebhooks import Webhook

from adapters.http_client.messages import HttpRequest
from billing.domain.guard_settings import GuardSettings
from billing.domain.transaction import Transaction
from billing.ports.payment_guard import Moment
from shared_kernel.money import Money

_TYPES = {
    Moment.BEFORE_CHARGE: "billing.payment.before_charge",
    Moment.BEFORE_CAPTURE: "billing.payment.before_capture",
}


def question_body(*, transaction: Transaction, moment: Moment, amount: Money, at: datetime) -> bytes:
    """What is asked: may this amount (minor units) of this payment move now?"""
    return msgspec.json.encode(
        {
            "type": _TYPES[moment],
            "timestamp": at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "data": {
                "transaction_id": str(transaction.id),
                "tenant_id": str(transaction.tenant_id),
                "gateway": transaction.gateway,
                "order_reference": transaction.order_reference,
                "amount": amount.minor_units,
                "currency": amount.currency.code,
                "status": transaction.status.value,
                "metadata": dict(transaction.metadata),
            },
        }
    )


def signed_question(*, settings: GuardSettings, body: bytes, question_id: UUID, at: datetime) -> HttpRequest:
    """The call. Each question has an id of its own: a guard that remembers ids must not take one for a repetition."""
    message_id = f"msg_{question_id.hex}"
    return HttpRequest(
        method="POST",
        url=settings.url,
        headers={
            "Content-Type": "application/json",
            "Accept": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(settings.secret).sign(message_id, at.astimezone(UTC), body.decode()),
        },
        body=body,
        timeout_seconds=settings.timeout_ms / 1000,
    )
