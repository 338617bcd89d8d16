"""Refunds: never more than was captured, accepted is not done, and done may still fail (section 7)."""

import asyncio

import pytest
import stripe

from adapters.sandbox.stripe.options import StripeOptions
from adapters.sandbox.stripe.resources.methods import Method
from tests.integration.sandbox.stripe.shop import HASTY, Shop, refused, running_shop


async def paid_by(shop: Shop, method: Method) -> str:
    session = await shop.session()
    shop.simulator.pay(session.id, method=method)
    await shop.told()
    return str((await shop.read(session.id)).payment_intent)


async def test_partial_refunds_add_up_to_a_full_one(shop: Shop) -> None:
    payment = await shop.paid()
    await shop.told()
    words = {"refund_id": "r-1"}
    first = await shop.client.v1.refunds.create_async(
        {"payment_intent": payment, "amount": 500, "reason": "requested_by_customer", "metadata": words}
    )
    assert ("succeeded", 500, "usd", payment, words) == (
        first.status,
        first.amount,
        first.currency,
        first.payment_intent,
        first.metadata.to_dict() if first.metadata else None,
    )
    await shop.simulator.settled()
    charge = shop.webhook.last("charge.refunded")
    assert (500, False) == (charge["amount_refunded"], charge["refunded"])
    second = await shop.client.v1.refunds.create_async({"payment_intent": payment})
    assert 1499 == second.amount
    await shop.simulator.settled()
    charge = shop.webhook.last("charge.refunded")
    assert (1999, True) == (charge["amount_refunded"], charge["refunded"])
    assert ["refund.created", "charge.refunded"] * 2 == await shop.told()
    listed = await shop.client.v1.refunds.list_async({"payment_intent": payment})
    assert [second.id, first.id] == [one.id for one in listed.data]


async def test_more_than_is_left_is_refused_and_changes_nothing(shop: Shop) -> None:
    payment = await shop.paid()
    await shop.client.v1.refunds.create_async({"payment_intent": payment, "amount": 1000})
    with refused(stripe.InvalidRequestError, None) as caught:
        await shop.client.v1.refunds.create_async({"payment_intent": payment, "amount": 1000})
    assert "amount" == caught.value.param
    assert 1 == len((await shop.client.v1.refunds.list_async({"payment_intent": payment})).data)


async def test_what_is_refunded_entirely_is_not_refunded_again(shop: Shop) -> None:
    payment = await shop.paid()
    await shop.client.v1.refunds.create_async({"payment_intent": payment})
    with refused(stripe.InvalidRequestError, "charge_already_refunded"):
        await shop.client.v1.refunds.create_async({"payment_intent": payment, "amount": 1})
    assert [1999] == [one.amount for one in (await shop.client.v1.refunds.list_async()).data]


async def test_of_two_refunds_at_once_that_do_not_both_fit_one_is_made(shop: Shop) -> None:
    payment = await shop.paid()
    calls = (shop.client.v1.refunds.create_async({"payment_intent": payment, "amount": 1000}) for _ in range(2))
    answers = await asyncio.gather(*calls, return_exceptions=True)
    assert 1 == sum(isinstance(answer, stripe.Refund) for answer in answers)


async def test_a_held_payment_is_canceled_and_not_refunded(shop: Shop) -> None:
    session = await shop.session(payment_intent_data={"capture_method": "manual"})
    shop.simulator.pay(session.id)
    payment = str((await shop.read(session.id)).payment_intent)
    with refused(stripe.InvalidRequestError, "payment_intent_unexpected_state"):
        await shop.client.v1.refunds.create_async({"payment_intent": payment})
    canceled = await shop.client.v1.payment_intents.cancel_async(payment)
    assert ("canceled", []) == (canceled.status, (await shop.client.v1.refunds.list_async()).data)


@pytest.mark.parametrize("params", [{}, {"payment_intent": "pi_1", "charge": "ch_1"}, {"payment_intent": "pi_1"}])
async def test_a_refund_names_exactly_one_payment_that_exists(
    shop: Shop, params: stripe.params.RefundCreateParams
) -> None:
    code = "resource_missing" if len(params) == 1 else None
    with refused(stripe.InvalidRequestError, code):
        await shop.client.v1.refunds.create_async(params)
    assert [] == (await shop.client.v1.refunds.list_async()).data


async def test_a_reason_in_free_words_is_refused(shop: Shop) -> None:
    payment = await shop.paid()
    with refused(stripe.InvalidRequestError, None):
        await shop.client.v1.refunds.create_async({"payment_intent": payment, "reason": "changed my mind"})
    assert [] == (await shop.client.v1.refunds.list_async()).data


async def test_a_pending_refund_reserves_its_amount_and_succeeds_later(shop: Shop) -> None:
    payment = await paid_by(shop, Method.REFUND_PENDS)
    refund = await shop.client.v1.refunds.create_async({"payment_intent": payment, "amount": 1500})
    assert ("pending", "processing") == (refund.status, refund.pending_reason)
    assert ["refund.created"] == await shop.told()
    with refused(stripe.InvalidRequestError, None):
        await shop.client.v1.refunds.create_async({"payment_intent": payment, "amount": 500})
    shop.simulator.settle_refund(refund.id)
    assert ["refund.updated", "charge.refund.updated", "charge.refunded"] == await shop.told()
    assert "succeeded" == (await shop.client.v1.refunds.retrieve_async(refund.id)).status


async def test_a_refund_that_had_succeeded_may_fail_and_the_money_is_back_in_the_balance(shop: Shop) -> None:
    payment = await shop.paid()
    before = await shop.balance()
    refund = await shop.client.v1.refunds.create_async({"payment_intent": payment})
    await shop.told()
    assert before - 1999 == await shop.balance()
    shop.simulator.fail_refund(refund.id)
    await shop.simulator.settled()
    failed = shop.webhook.last("refund.failed")
    assert ("failed", "expired_or_canceled_card") == (failed["status"], failed["failure_reason"])
    assert failed["failure_balance_transaction"]
    assert ["refund.updated", "charge.refund.updated", "refund.failed"] == await shop.told()
    assert before == await shop.balance()
    assert "succeeded" == (await shop.client.v1.refunds.create_async({"payment_intent": payment})).status


async def test_a_refund_that_failed_stays_failed_whatever_the_bank_says_then(shop: Shop) -> None:
    refund = await shop.client.v1.refunds.create_async({"payment_intent": await shop.paid()})
    shop.simulator.fail_refund(refund.id)
    await shop.told()
    shop.simulator.settle_refund(refund.id)
    shop.simulator.fail_refund(refund.id)
    assert [] == await shop.told()


async def test_only_a_refund_that_waits_for_the_payer_can_be_canceled(shop: Shop) -> None:
    payment = await paid_by(shop, Method.REFUND_ASKS)
    waiting = await shop.client.v1.refunds.create_async({"payment_intent": payment})
    assert "requires_action" == waiting.status
    assert "canceled" == (await shop.client.v1.refunds.cancel_async(waiting.id)).status
    done = await shop.client.v1.refunds.create_async({"payment_intent": await shop.paid()})
    with refused(stripe.InvalidRequestError, None):
        await shop.client.v1.refunds.cancel_async(done.id)


async def test_a_refund_from_the_dashboard_is_told_with_no_request_of_ours(shop: Shop) -> None:
    payment = await shop.paid()
    await shop.told()
    refund = shop.simulator.dashboard_refund(payment, amount=700)
    await shop.simulator.settled()
    assert {"id": None, "idempotency_key": None} == shop.webhook.events[0]["request"]
    assert refund["id"] == shop.webhook.last("refund.created")["id"]


async def test_on_a_laptop_refunds_end_by_themselves() -> None:
    """The test cards of section 15: one refund fails later, one waits before it succeeds."""
    options = StripeOptions(patience=HASTY.patience, settle_seconds=0.05)
    async with running_shop(options) as shop:
        fails, pends = await paid_by(shop, Method.REFUND_FAILS), await paid_by(shop, Method.REFUND_PENDS)
        refunds = [await shop.client.v1.refunds.create_async({"payment_intent": one}) for one in (fails, pends)]
        assert ["succeeded", "pending"] == [refund.status for refund in refunds]
        await shop.webhook.wait_for("refund.failed", "charge.refund.updated", "charge.refund.updated")
        ends = [(await shop.client.v1.refunds.retrieve_async(refund.id)).status for refund in refunds]
        assert ["failed", "succeeded"] == ends
