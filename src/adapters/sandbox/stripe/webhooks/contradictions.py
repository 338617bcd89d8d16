"""What Stripe might say instead of what is true: events that are genuine, but stale or overtaken.

None of them invents money: a word that it came, or that a payout went through, is always true when Stripe says it.
"""

import copy

from adapters.sandbox.stripe.rest.errors import Json

_UNPAID: Json = {"status": "complete", "payment_status": "unpaid"}
_EXPIRED: Json = {"status": "expired", "payment_status": "unpaid", "url": None}
_WAITING: Json = {"status": "requires_payment_method", "amount_received": 0}

# By event: the event that contradicts it, and how the object looks in that one.
_OPPOSITES: dict[str, tuple[str, Json]] = {
    "checkout.session.completed": ("checkout.session.expired", _EXPIRED),
    "checkout.session.expired": ("checkout.session.completed", _UNPAID),
    "checkout.session.async_payment_succeeded": ("checkout.session.async_payment_failed", _UNPAID),
    "checkout.session.async_payment_failed": ("checkout.session.completed", _UNPAID),
    "payment_intent.succeeded": ("payment_intent.payment_failed", _WAITING),
    "payment_intent.canceled": ("payment_intent.processing", {"status": "processing"}),
    "payment_intent.payment_failed": ("payment_intent.processing", {"status": "processing"}),
    "refund.created": ("refund.updated", {"status": "pending"}),
    "refund.updated": ("refund.updated", {"status": "pending"}),
    "refund.failed": ("refund.updated", {"status": "succeeded"}),
    "charge.refunded": ("charge.updated", {"amount_refunded": 0, "refunded": False}),
    "charge.dispute.closed": ("charge.dispute.updated", {"status": "needs_response"}),
    "payout.created": ("payout.updated", {"status": "pending"}),
    "payout.paid": ("payout.updated", {"status": "pending"}),
    "payout.failed": ("payout.updated", {"status": "in_transit"}),
    "payout.canceled": ("payout.updated", {"status": "pending"}),
}


def opposite(event: Json, *, name: str) -> Json | None:
    """The event of this id that contradicts another; None when nothing does."""
    found = _OPPOSITES.get(event["type"])
    if found is None:
        return None
    kind, changes = found
    told = copy.deepcopy(event)
    told["data"].pop("previous_attributes", None)
    told["data"]["object"] |= changes
    return {**told, "id": name, "type": kind}
