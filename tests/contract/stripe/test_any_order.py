"""Events of real payments, shuffled and repeated: the end is always the same."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from adapters.sandbox.stripe.resources.methods import Method
from adapters.sandbox.stripe.rest.rendering import shown
from billing.domain.details.stripe import StripeDetails
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from tests.contract.stripe.shop import StripeShop, details_of, session_of

SHUFFLES = 8


def paid(shop: StripeShop, session: str) -> None:
    shop.simulator.pay(session)


def declined_and_paid(shop: StripeShop, session: str) -> None:
    shop.simulator.decline(session)
    shop.simulator.pay(session, method=Method.AUTHENTICATE)
    shop.simulator.authenticate(session)


def paid_by_debit(shop: StripeShop, session: str) -> None:
    shop.simulator.pay_with_delay(session)
    shop.simulator.settle_delayed(session)


def refunded_in_parts(shop: StripeShop, session: str) -> None:
    shop.simulator.pay(session)
    shop.simulator.dashboard_refund(session, amount=500)
    shop.simulator.dashboard_refund(session)


def one_refund_failed(shop: StripeShop, session: str) -> None:
    shop.simulator.pay(session, method=Method.REFUND_FAILS)
    shop.simulator.dashboard_refund(session, amount=500)
    shop.simulator.fail_refund(shop.simulator.dashboard_refund(session)["id"])


def one_refund_waited(shop: StripeShop, session: str) -> None:
    shop.simulator.pay(session, method=Method.REFUND_PENDS)
    shop.simulator.settle_refund(shop.simulator.dashboard_refund(session, amount=700)["id"])


def left_and_expired(shop: StripeShop, session: str) -> None:
    shop.simulator.decline(session)
    shop.simulator.expire(session)


STORIES: list[tuple[Callable[[StripeShop, str], None], Status]] = [
    (paid, Status.COMPLETED),
    (declined_and_paid, Status.COMPLETED),
    (paid_by_debit, Status.COMPLETED),
    (refunded_in_parts, Status.REFUNDED),
    (one_refund_failed, Status.PARTIALLY_REFUNDED),
    (one_refund_waited, Status.PARTIALLY_REFUNDED),
    (left_and_expired, Status.EXPIRED),
]


@pytest.mark.parametrize(("happens", "status"), STORIES, ids=[story.__name__ for story, _ in STORIES])
async def test_order_and_repetition_of_events_do_not_matter(
    shop: StripeShop, happens: Callable[[StripeShop, str], None], status: Status
) -> None:
    shop.silence()
    ends = set()
    for seed in range(SHUFFLES):
        order = await shop.order()
        known = {event["id"] for event in shop.all_at_stripe("event")}
        happens(shop, session_of(order))
        events = [event for event in reversed(shop.all_at_stripe("event")) if event["id"] not in known]
        for event in _shuffled(events, seed):
            assert 200 == (await shop.say(shown(event)))[0]  # type: ignore[arg-type]
        ends.add(await _end(shop, await shop.transaction(order.id)))
        assert () == await shop.discrepancies(order.id)
    assert {status} == {end[0] for end in ends}
    assert 1 == len(ends), ends


def _shuffled(events: list[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """As they came the first time; then in another order, each up to three times."""
    if not seed:
        return events
    chance = random.Random(seed)
    told = [event for event in events for _ in range(chance.randint(1, 3))]
    chance.shuffle(told)
    return told


async def _end(shop: StripeShop, order: Transaction) -> tuple[object, ...]:
    """Everything but the names, which differ from payment to payment."""
    details = details_of(order)
    words = StripeDetails(
        session_status=details.session_status,
        payment_status=details.payment_status,
        payment_intent_status=details.payment_intent_status,
        error_code=details.error_code,
    )
    refunds = sorted((refund.amount.minor_units, refund.status) for refund in await shop.refunds(order.id))
    return (
        order.status,
        order.captured_amount,
        order.refunded_amount,
        tuple(refunds),
        repr(words),
        details.payment_intent_id is not None,
        order.late,
    )
