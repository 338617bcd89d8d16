"""Payments without Stripe's page: confirmed, held, captured in part, canceled, declined (section 6)."""

import pytest
import stripe

from tests.integration.sandbox.stripe.shop import Json, Shop, refused


async def create(shop: Shop, **more: object) -> stripe.PaymentIntent:
    params: Json = {"amount": 1999, "currency": "usd", "metadata": {"transaction_id": "txn-1"}, **more}
    return await shop.client.v1.payment_intents.create_async(params)  # type: ignore[arg-type]


async def test_a_payment_waits_for_a_payment_method_then_for_confirmation(shop: Shop) -> None:
    waiting = await create(shop)
    assert ("requires_payment_method", None) == (waiting.status, waiting.latest_charge)
    assert waiting.client_secret
    assert "requires_confirmation" == (await create(shop, payment_method="pm_card_visa")).status
    confirmed = await shop.client.v1.payment_intents.confirm_async(waiting.id, {"payment_method": "pm_card_visa"})
    assert ("succeeded", 1999) == (confirmed.status, confirmed.amount_received)


async def test_a_payment_can_be_confirmed_as_it_is_created(shop: Shop) -> None:
    await create(shop, confirm=True, payment_method="pm_card_visa")
    succeeded = ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded", "charge.updated"]
    assert succeeded == await shop.told()


async def test_confirming_without_a_payment_method_is_refused(shop: Shop) -> None:
    with refused(stripe.InvalidRequestError, "payment_intent_unexpected_state"):
        await create(shop, confirm=True)
    assert 0 == await shop.balance()
    assert "charge.succeeded" not in await shop.told()


@pytest.mark.parametrize(
    ("method", "decline"),
    [
        ("pm_card_chargeDeclined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "insufficient_funds"),
    ],
)
async def test_a_declined_card_is_402_and_the_payment_waits_for_another(shop: Shop, method: str, decline: str) -> None:
    with refused(stripe.CardError, "card_declined", 402) as caught:
        await create(shop, confirm=True, payment_method=method)
    error = caught.value.error
    assert error
    assert decline == error.decline_code
    read = await shop.client.v1.payment_intents.retrieve_async(error.payment_intent.id)
    assert "requires_payment_method" == read.status
    assert read.last_payment_error
    assert error.charge == read.latest_charge
    assert ["payment_intent.created", "charge.failed", "payment_intent.payment_failed"] == await shop.told()


@pytest.mark.parametrize(("succeeded", "status"), [(True, "succeeded"), (False, "requires_payment_method")])
async def test_the_payers_bank_may_have_to_agree_first(shop: Shop, status: str, *, succeeded: bool) -> None:
    payment = await create(shop, confirm=True, payment_method="pm_card_authenticationRequired")
    assert "requires_action" == payment.status
    assert payment.next_action
    shop.simulator.authenticate(payment.id, succeeded=succeeded)
    assert status == (await shop.client.v1.payment_intents.retrieve_async(payment.id)).status


async def test_a_held_payment_is_captured_in_part_and_the_rest_released(shop: Shop) -> None:
    payment = await create(shop, confirm=True, payment_method="pm_card_visa", capture_method="manual")
    assert ("requires_capture", 1999) == (payment.status, payment.amount_capturable)
    captured = await shop.client.v1.payment_intents.capture_async(payment.id, {"amount_to_capture": 500})
    assert ("succeeded", 500, 0) == (captured.status, captured.amount_received, captured.amount_capturable)
    with refused(stripe.InvalidRequestError, "payment_intent_unexpected_state"):
        await shop.client.v1.payment_intents.capture_async(payment.id)
    refund = await shop.client.v1.refunds.create_async({"payment_intent": payment.id})
    assert 500 == refund.amount


async def test_more_than_is_held_cannot_be_captured(shop: Shop) -> None:
    payment = await create(shop, confirm=True, payment_method="pm_card_visa", capture_method="manual")
    with refused(stripe.InvalidRequestError, "amount_too_large"):
        await shop.client.v1.payment_intents.capture_async(payment.id, {"amount_to_capture": 2000})
    read = await shop.client.v1.payment_intents.retrieve_async(payment.id)
    assert ("requires_capture", 1999, 0) == (read.status, read.amount_capturable, await shop.balance())


async def test_a_canceled_hold_shows_refunded_though_no_money_moved(shop: Shop) -> None:
    payment = await create(shop, confirm=True, payment_method="pm_card_visa", capture_method="manual")
    canceled = await shop.client.v1.payment_intents.cancel_async(payment.id, {"cancellation_reason": "abandoned"})
    assert ("canceled", "abandoned") == (canceled.status, canceled.cancellation_reason)
    charge = await shop.client.v1.charges.retrieve_async(str(payment.latest_charge))
    assert (True, 0, None) == (charge.refunded, charge.amount_captured, charge.balance_transaction)
    assert 0 == await shop.balance()


async def test_a_hold_nobody_captures_lapses(shop: Shop) -> None:
    payment = await create(shop, confirm=True, payment_method="pm_card_visa", capture_method="manual")
    await shop.told()
    shop.simulator.expire(payment.id)
    assert ["charge.expired", "payment_intent.canceled"] == await shop.told()
    assert "expired" == (await shop.client.v1.payment_intents.retrieve_async(payment.id)).cancellation_reason


@pytest.mark.parametrize("method", ["pm_card_visa", "pm_sandbox_bankDebit"])
async def test_a_payment_that_succeeded_or_is_at_a_bank_cannot_be_canceled(shop: Shop, method: str) -> None:
    payment = await create(shop, confirm=True, payment_method=method)
    before = await shop.balance()
    with refused(stripe.InvalidRequestError, "payment_intent_unexpected_state"):
        await shop.client.v1.payment_intents.cancel_async(payment.id)
    read = await shop.client.v1.payment_intents.retrieve_async(payment.id)
    assert (payment.status, before) == (read.status, await shop.balance())


async def test_a_payment_of_an_open_session_is_not_canceled_or_confirmed_directly(shop: Shop) -> None:
    session = await shop.session()
    shop.simulator.decline(session.id)
    name = str((await shop.read(session.id)).payment_intent)
    with refused(stripe.InvalidRequestError, "payment_intent_unexpected_state"):
        await shop.client.v1.payment_intents.cancel_async(name)
    with refused(stripe.InvalidRequestError, "payment_intent_unexpected_state"):
        await shop.client.v1.payment_intents.confirm_async(name, {"payment_method": "pm_card_visa"})
    read = await shop.client.v1.payment_intents.retrieve_async(name)
    assert ("open", "requires_payment_method", 0) == (
        (await shop.read(session.id)).status,
        read.status,
        await shop.balance(),
    )


async def test_payments_are_listed_newest_first_a_page_at_a_time(shop: Shop) -> None:
    made = [(await create(shop)).id for _ in range(5)]
    page = await shop.client.v1.payment_intents.list_async({"limit": 2})
    assert (made[:2:-1], True) == ([one.id for one in page.data], page.has_more)
    assert made[::-1] == [one.id async for one in page.auto_paging_iter()]
    before = await shop.client.v1.payment_intents.list_async({"ending_before": made[2]})
    assert made[:2:-1] == [one.id for one in before.data]
    now = int(shop.clock.now().timestamp())
    assert not (await shop.client.v1.payment_intents.list_async({"created": {"gt": now + 60}})).data


async def test_the_fee_is_entered_once_in_the_balance_transaction_of_the_charge(shop: Shop) -> None:
    payment = await create(shop, confirm=True, payment_method="pm_card_visa")
    charge = await shop.client.v1.charges.retrieve_async(str(payment.latest_charge))
    entry = await shop.client.v1.balance_transactions.retrieve_async(str(charge.balance_transaction))
    assert (1999, 88, 1911, "charge", charge.id) == (entry.amount, entry.fee, entry.net, entry.type, entry.source)
    entries = await shop.client.v1.balance_transactions.list_async({"type": "charge"})
    assert [entry.id] == [one.id for one in entries.data]
    assert 1911 == await shop.balance()
