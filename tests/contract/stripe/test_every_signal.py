"""The mapping table, row by row (section 14): what one event alone makes of a payment, and every word of a dispute."""

from typing import Any

import pytest

from billing.domain.refund import RefundStatus
from billing.domain.status import Status
from tests.contract.stripe.shop import StripeShop, details_of, usd
from tests.contract.stripe.test_events import EXPIRED, UNPAID, event, intent, session

UNTAKEN = {"amount_received": 0}
HELD = {"status": "requires_capture", "amount_capturable": 1999, **UNTAKEN}
DECLINED = {"status": "requires_payment_method", "last_payment_error": {"code": "card_declined"}, **UNTAKEN}
# name: (the event's type, whether it is about the session, what is said of it, where it leaves the payment)
SIGNALS: dict[str, tuple[str, bool, dict[str, Any], Status]] = {
    "completed, paid": ("checkout.session.completed", True, {}, Status.COMPLETED),
    "completed, nothing to pay": (
        "checkout.session.completed",
        True,
        {"payment_status": "no_payment_required"},
        Status.COMPLETED,
    ),
    "completed, unpaid": ("checkout.session.completed", True, UNPAID, Status.PENDING),
    "completed, in a word of tomorrow": (
        "checkout.session.completed",
        True,
        {"payment_status": "promised"},
        Status.PENDING,
    ),
    "a debit that came": ("checkout.session.async_payment_succeeded", True, {}, Status.COMPLETED),
    "a debit that failed": ("checkout.session.async_payment_failed", True, UNPAID, Status.FAILED),
    "expired": ("checkout.session.expired", True, EXPIRED, Status.EXPIRED),
    "succeeded": ("payment_intent.succeeded", False, {}, Status.COMPLETED),
    "created": ("payment_intent.created", False, {"status": "requires_confirmation", **UNTAKEN}, Status.PENDING),
    "the bank asks": (
        "payment_intent.requires_action",
        False,
        {"status": "requires_action", **UNTAKEN},
        Status.PENDING,
    ),
    "at a bank": ("payment_intent.processing", False, {"status": "processing", **UNTAKEN}, Status.PENDING),
    "held": ("payment_intent.amount_capturable_updated", False, HELD, Status.AUTHORIZED),
    "declined, and the page is open": ("payment_intent.payment_failed", False, DECLINED, Status.PENDING),
    "canceled": (
        "payment_intent.canceled",
        False,
        {"status": "canceled", "cancellation_reason": "abandoned", **UNTAKEN},
        Status.CANCELED,
    ),
    "lapsed": (
        "payment_intent.canceled",
        False,
        {"status": "canceled", "cancellation_reason": "automatic", **UNTAKEN},
        Status.EXPIRED,
    ),
}


@pytest.mark.parametrize("name", SIGNALS)
async def test_one_signal_alone_means_what_the_table_says_and_twice_the_same(name: str, shop: StripeShop) -> None:
    kind, is_session, facts, status = SIGNALS[name]
    order = await shop.order()
    about = session(order, **facts) if is_session else intent(order, **facts)
    for _ in range(2):
        assert (200, "accepted") == await shop.say(event(kind, about))
    after = await shop.transaction(order.id)
    assert (status, usd(1999 if status is Status.COMPLETED else 0)) == (after.status, after.captured_amount)
    booked = (await shop.store.event_types()).count("billing.transaction.completed.v1")
    assert int(status is Status.COMPLETED) == booked
    assert () == await shop.discrepancies(order.id)


# What a refund's event says: (type, status, how much, the payment, the refund)
REFUNDS = [
    ("refund.created", "succeeded", 1999, Status.REFUNDED, RefundStatus.SUCCEEDED),
    ("refund.created", "succeeded", 500, Status.PARTIALLY_REFUNDED, RefundStatus.SUCCEEDED),
    ("refund.updated", "succeeded", 500, Status.PARTIALLY_REFUNDED, RefundStatus.SUCCEEDED),
    ("charge.refund.updated", "succeeded", 500, Status.PARTIALLY_REFUNDED, RefundStatus.SUCCEEDED),
    ("refund.created", "pending", 1999, Status.COMPLETED, RefundStatus.PENDING),
    ("refund.created", "requires_action", 1999, Status.COMPLETED, RefundStatus.PENDING),
    ("refund.created", "a_word_of_tomorrow", 1999, Status.COMPLETED, RefundStatus.PENDING),
    ("refund.failed", "failed", 1999, Status.COMPLETED, RefundStatus.FAILED),
    ("refund.updated", "canceled", 1999, Status.COMPLETED, RefundStatus.CANCELED),
]


@pytest.mark.parametrize(("kind", "word", "cents", "status", "stands"), REFUNDS)
async def test_a_refund_nobody_here_asked_for_means_what_the_table_says(
    kind: str, word: str, cents: int, status: Status, stands: RefundStatus, *, shop: StripeShop
) -> None:
    order = await shop.order()
    assert (200, "accepted") == await shop.say(event("checkout.session.completed", session(order)))
    refund = {
        "id": "re_vec1",
        "object": "refund",
        "amount": cents,
        "currency": "usd",
        "charge": "ch_vec1",
        "payment_intent": "pi_vec1",
        "status": word,
    }
    for _ in range(2):
        assert (200, "accepted") == await shop.say(event(kind, refund))
    after = await shop.transaction(order.id)
    returned = cents if stands is RefundStatus.SUCCEEDED else 0
    assert (status, usd(returned)) == (after.status, after.refunded_amount)
    assert [(stands, cents)] == [(one.status, one.amount.minor_units) for one in await shop.refunds(order.id)]


# Section 10.
DISPUTES = [
    "warning_needs_response",
    "warning_under_review",
    "warning_closed",
    "needs_response",
    "under_review",
    "won",
    "lost",
    "prevented",
    "appeal_needs_response",
    "appeal_under_review",
]


@pytest.mark.parametrize("word", DISPUTES)
async def test_a_dispute_in_any_status_flags_a_payment_that_stays_what_it_is(word: str, shop: StripeShop) -> None:
    order = await shop.order()
    assert (200, "accepted") == await shop.say(event("checkout.session.completed", session(order)))
    dispute = {
        "id": "dp_1",
        "object": "dispute",
        "charge": "ch_vec1",
        "payment_intent": "pi_vec1",
        "amount": 1999,
        "currency": "usd",
        "status": word,
        "balance_transactions": [],
    }
    assert (200, "accepted") == await shop.say(event("charge.dispute.updated", dispute))
    after = await shop.transaction(order.id)
    assert (Status.COMPLETED, usd(1999), usd(0)) == (after.status, after.captured_amount, after.refunded_amount)
    assert ("dp_1", word) == (details_of(after).dispute_id, details_of(after).dispute_status)
