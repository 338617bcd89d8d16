"""Money that is held first: captured, in part, released, lapsed; and payments that are called off."""

from contextlib import suppress

import pytest

from adapters.sandbox.faults import Fault
from adapters.sandbox.stripe.resources.methods import Method
from billing.domain.discrepancy import DiscrepancyKind
from billing.domain.errors import GatewayUnavailableError, IllegalStatusError, UnknownOutcomeError
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from tests.contract.click.conftest import memory_store
from tests.contract.stripe.shop import A_WHILE, StripeShop, details_of, session_of, stripe_shop, usd


async def held(shop: StripeShop, **metadata: str) -> Transaction:
    order = await shop.order(**({"capture": "manual"} | metadata))
    if session := details_of(order).session_id:
        shop.simulator.pay(session)
    return await shop.told(order.id)


def intent_of(shop: StripeShop, order: Transaction) -> dict[str, object]:
    return shop.at_stripe(str(details_of(order).payment_intent_id))


async def test_held_money_is_captured_whole(shop: StripeShop) -> None:
    order = await held(shop)
    assert Status.AUTHORIZED is order.status
    captured = await shop.capture(order)
    assert (Status.COMPLETED, usd(1999)) == (captured.status, captured.captured_amount)
    assert Status.COMPLETED is (await shop.told(order.id)).status


async def test_a_part_is_captured_and_the_rest_released(shop: StripeShop) -> None:
    order = await held(shop)
    captured = await shop.capture(order, 500)
    assert (Status.COMPLETED, usd(500)) == (captured.status, captured.captured_amount)
    assert 500 == intent_of(shop, captured)["amount_received"]
    assert (usd(500), ()) == ((await shop.told(order.id)).captured_amount, await shop.discrepancies(order.id))


async def test_a_hold_without_a_page_is_captured_too(shop: StripeShop) -> None:
    order = await held(shop, stripe_mode="payment_intent", stripe_payment_method=Method.CARD)
    assert Status.AUTHORIZED is order.status
    assert Status.COMPLETED is (await shop.capture(order)).status


async def test_the_settings_may_hold_every_payment() -> None:
    async with stripe_shop(memory_store(), capture_manually="true") as shop:
        assert Status.AUTHORIZED is (await held(shop, capture="")).status
        assert Status.COMPLETED is (await held(shop, capture="automatic")).status


async def test_held_money_is_released_when_the_payment_is_called_off(shop: StripeShop) -> None:
    order = await held(shop)
    assert Status.CANCELED is (await shop.cancel(order)).status
    assert "canceled" == intent_of(shop, order)["status"]
    after = await shop.told(order.id)
    assert (Status.CANCELED, usd(0), usd(0)) == (after.status, after.captured_amount, after.refunded_amount)
    assert () == await shop.refunds(order.id)


async def test_a_hold_lapses_by_itself(shop: StripeShop) -> None:
    order = await held(shop)
    shop.simulator.expire(str(details_of(order).payment_intent_id))
    assert Status.EXPIRED is (await shop.told(order.id)).status


async def test_a_page_is_closed_when_its_payment_is_called_off(shop: StripeShop) -> None:
    order = await shop.order()
    assert Status.CANCELED is (await shop.cancel(order)).status
    assert "expired" == shop.at_stripe(session_of(order))["status"]
    assert Status.CANCELED is (await shop.told(order.id)).status


async def test_a_payment_is_over_for_whoever_calls_it_off_twice(shop: StripeShop) -> None:
    order = await shop.order()
    await shop.cancel(order)
    with pytest.raises(IllegalStatusError):
        await shop.cancel(order)


async def test_a_payer_who_was_quicker_gets_his_money_back(shop: StripeShop) -> None:
    shop.silence()
    order = await shop.order()
    shop.simulator.pay(session_of(order))
    assert Status.CANCELED is (await shop.cancel(order)).status
    assert [DiscrepancyKind.PAYMENT_OF_CANCELED] == [one.kind for one in await shop.discrepancies(order.id)]
    await shop.work()
    (surplus,) = await shop.discrepancies(order.id)
    assert not surplus.is_open
    assert [1999] == [refund["amount"] for refund in shop.all_at_stripe("refund")]


async def test_a_page_that_cannot_be_closed_now_is_closed_later(shop: StripeShop) -> None:
    order = await shop.order()
    shop.plan(Fault.REFUSE, operation="expire")
    await shop.cancel(order)
    assert "open" == shop.at_stripe(session_of(order))["status"]
    await shop.work(later=A_WHILE)
    assert "expired" == shop.at_stripe(session_of(order))["status"]


async def test_a_hold_is_released_later_when_stripe_does_not_say_how_it_stands(shop: StripeShop) -> None:
    """As while a key is being rolled: that refusal is about the question, not about the hold."""
    order = await held(shop)
    shop.plan(Fault.REFUSE, operation="read")
    assert Status.CANCELED is (await shop.cancel(order)).status
    assert "requires_capture" == shop.at_stripe(str(details_of(order).payment_intent_id))["status"]
    await shop.work(later=A_WHILE)
    assert "canceled" == shop.at_stripe(str(details_of(order).payment_intent_id))["status"]


@pytest.mark.parametrize("fault", [Fault.TIME_OUT_AFTER, Fault.CUT, Fault.ERROR_AFTER, Fault.GARBAGE, Fault.BUSY])
async def test_money_is_captured_once_whatever_happens_to_the_answer(shop: StripeShop, fault: Fault) -> None:
    order = await held(shop)
    shop.silence()
    shop.plan(*[fault] * 4, operation="capture")
    with suppress(UnknownOutcomeError, GatewayUnavailableError):
        await shop.capture(order, 700)
    await shop.work(later=A_WHILE)
    await shop.work(later=A_WHILE)
    after = await shop.transaction(order.id)
    assert (Status.COMPLETED, usd(700)) == (after.status, after.captured_amount)
