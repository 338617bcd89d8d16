"""Thin events: they only name what has changed, and mean the same as their snapshots (protocol, section 12.2)."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.sandbox.faults import Fault
from billing.domain.status import Status
from tests.contract.click.conftest import memory_store
from tests.contract.stripe.shop import KEY, StripeShop, details_of, session_of, stripe_shop, usd
from tests.unit.gateways.stripe.vectors import OLD_SECRET, THIN


@pytest.fixture
async def shop() -> AsyncIterator[StripeShop]:
    """A shop that takes thin events, at a Stripe that sends nothing else."""
    async with stripe_shop(memory_store(), thin_events="true") as running:
        running.simulator.send_thin_events(KEY)
        yield running


def thin(kind: str, related: dict[str, Any] | None, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - it is JSON
    about = related and {"id": related["id"], "type": related["object"], "url": "/v1/elsewhere"}
    return json.loads(THIN) | {"type": f"v1.{kind}", "related_object": about, **more}


async def test_a_payment_is_booked_and_goes_back_on_thin_events_alone(shop: StripeShop) -> None:
    order = await shop.paid()
    assert (Status.COMPLETED, usd(1999)) == (order.status, order.captured_amount)
    shop.simulator.dashboard_refund(session_of(order), amount=300)
    after = await shop.told(order.id)
    assert (Status.PARTIALLY_REFUNDED, usd(300)) == (after.status, after.refunded_amount)
    types = [json.loads(delivery.body)["type"] for delivery in await shop.store.deliveries()]
    assert {"v1.checkout.session.completed", "v1.refund.created"} <= set(types)


async def test_a_refund_that_fails_late_and_a_dispute_are_heard(shop: StripeShop) -> None:
    order = await shop.paid()
    refund = await shop.refund(order)
    shop.simulator.fail_refund(refund.external_id)
    assert (Status.COMPLETED, usd(0)) == ((told := await shop.told(order.id)).status, told.refunded_amount)
    dispute = shop.simulator.open_dispute(session_of(order))
    assert dispute["id"] == details_of(await shop.told(order.id)).dispute_id


async def test_a_payout_of_a_connected_account_is_followed(shop: StripeShop) -> None:
    account = await shop.connect(funds=usd(5000))
    payout = await shop.payout(account)
    shop.simulator.settle_payout(str(details_of(payout).payout_id))
    assert Status.COMPLETED is (await shop.told(payout.id)).status
    shop.earn(account, usd(1000))
    shop.simulator.reverse_transfer(str(details_of(payout).transfer_id))
    assert Status.FAILED is (await shop.told(payout.id)).status


async def test_what_counts_is_how_the_object_stands_and_not_the_name_of_the_event(shop: StripeShop) -> None:
    order = await shop.order()
    assert (200, "accepted") == await shop.say(thin("checkout.session.completed", shop.at_stripe(session_of(order))))
    assert Status.PENDING is (await shop.transaction(order.id)).status


async def test_an_object_that_cannot_be_read_now_is_told_again(shop: StripeShop) -> None:
    """Its money hangs on it, so also a refusal is no answer, as while a key is being replaced."""
    shop.silence()
    order = await shop.order()
    shop.simulator.pay(session_of(order))
    said = thin("checkout.session.completed", shop.at_stripe(session_of(order)))
    for faults in ([Fault.BUSY] * 3, [Fault.REFUSE]):
        shop.plan(*faults, operation="read")
        assert (503, "failed: stripe is away") == await shop.say(said)
    assert (200, "accepted") == await shop.say(said)
    assert Status.COMPLETED is (await shop.transaction(order.id)).status


@pytest.mark.parametrize(
    "event",
    [
        json.loads(THIN),
        thin("payment_intent.succeeded", None),
        thin("customer.created", {"id": "cus_1", "object": "customer"}),
        json.loads(THIN) | {"type": "v2.core.account.updated"},
    ],
    ids=["of nobody's payment", "without an object", "of a kind without payments", "of a second kind"],
)
async def test_what_means_nothing_to_us_is_heard(shop: StripeShop, event: dict[str, Any]) -> None:
    assert (200, "ignored: object") == await shop.say(event)


async def test_an_event_of_the_other_mode_asks_nothing(shop: StripeShop) -> None:
    shop.plan(Fault.BUSY, operation="read")
    assert (200, "ignored: livemode") == await shop.say(json.loads(THIN) | {"livemode": True})


async def test_a_forged_one_asks_nothing(shop: StripeShop) -> None:
    assert (400, "refused: signature") == await shop.deliver(THIN, secret=OLD_SECRET)


async def test_where_they_are_not_asked_for_they_are_refused() -> None:
    async with stripe_shop(memory_store()) as shop:
        assert (400, "refused: no event") == await shop.deliver(THIN)
