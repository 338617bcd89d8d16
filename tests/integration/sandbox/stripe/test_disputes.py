"""Disputes: money that a payer's bank takes back, for now or for good (section 10)."""

import pytest
import stripe

from adapters.sandbox.stripe.resources.methods import Method
from adapters.sandbox.stripe.rest.errors import ApiError
from tests.integration.sandbox.stripe.shop import Shop, refused

OPENED = ["charge.dispute.created", "charge.dispute.funds_withdrawn"]


async def test_a_dispute_withdraws_the_amount_and_a_fee_and_leaves_the_payment_as_it_is(shop: Shop) -> None:
    payment = await shop.paid()
    before = await shop.balance()
    await shop.told()
    opened = shop.simulator.open_dispute(payment)
    assert OPENED == await shop.told()
    read = await shop.client.v1.disputes.retrieve_async(opened["id"])
    assert ("needs_response", 1999, payment) == (read.status, read.amount, read.payment_intent)
    intent = await shop.client.v1.payment_intents.retrieve_async(payment, {"expand": ["latest_charge"]})
    assert isinstance(intent.latest_charge, stripe.Charge)
    assert ("succeeded", True, 0) == (
        intent.status,
        intent.latest_charge.disputed,
        intent.latest_charge.amount_refunded,
    )
    assert before - 1999 - 1500 == await shop.balance()


async def test_a_disputed_charge_is_not_refunded_as_well(shop: Shop) -> None:
    payment = await shop.paid()
    shop.simulator.open_dispute(payment)
    before = await shop.balance()
    with refused(stripe.InvalidRequestError, "charge_disputed"):
        await shop.client.v1.refunds.create_async({"payment_intent": payment})
    assert ([], before) == ((await shop.client.v1.refunds.list_async()).data, await shop.balance())


@pytest.mark.parametrize(
    ("won", "told", "returned"),
    [
        (True, ["charge.dispute.closed", "charge.dispute.funds_reinstated"], 1999),
        (False, ["charge.dispute.closed"], 0),
    ],
)
async def test_a_won_dispute_brings_the_money_back_and_a_lost_one_does_not(
    shop: Shop, told: list[str], returned: int, *, won: bool
) -> None:
    dispute = shop.simulator.open_dispute(await shop.paid())
    before = await shop.balance()
    await shop.told()
    shop.simulator.close_dispute(dispute["id"], won=won)
    assert told == await shop.told()
    assert before + returned == await shop.balance()


async def test_a_card_that_is_disputed_at_once_is_told_after_the_payment(shop: Shop) -> None:
    session = await shop.session()
    shop.simulator.pay(session.id, method=Method.DISPUTED)
    assert OPENED == (await shop.told())[-2:]


async def test_a_held_payment_cannot_be_disputed_yet(shop: Shop) -> None:
    session = await shop.session(payment_intent_data={"capture_method": "manual"})
    shop.simulator.pay(session.id, method=Method.DISPUTED)
    assert "charge.dispute.created" not in await shop.told()
    with pytest.raises(ApiError):
        shop.simulator.open_dispute(session.id)
