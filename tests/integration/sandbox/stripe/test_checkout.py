"""Checkout Sessions: what is created, what a payer makes of it, and what the shop is told (sections 5 and 8)."""

from datetime import timedelta

import stripe

from adapters.sandbox.stripe.resources.methods import Method
from tests.integration.sandbox.stripe.shop import Shop, item, refused

PAID = [
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "checkout.session.completed",
    "charge.updated",
]


async def test_a_new_session_is_open_unpaid_and_has_no_payment_yet(shop: Shop) -> None:
    session = await shop.session()
    assert ("open", "unpaid", 1999, "usd", None) == (
        session.status,
        session.payment_status,
        session.amount_total,
        session.currency,
        session.payment_intent,
    )
    assert "txn-0001" == session.client_reference_id
    assert {"transaction_id": "txn-0001"} == session.metadata.to_dict()
    assert f"{shop.base}/sandbox/stripe/pay/{session.id}" == session.url
    assert session.id.startswith("cs_test_")
    assert [] == await shop.told()


async def test_paying_by_card_is_told_in_stripes_usual_order(shop: Shop) -> None:
    session = await shop.session()
    shop.simulator.pay(session.id)
    await shop.simulator.settled()
    completed = shop.webhook.last("checkout.session.completed")
    assert ("complete", "paid", None) == (completed["status"], completed["payment_status"], completed["url"])
    assert PAID == await shop.told()
    read = await shop.read(session.id)
    assert completed["payment_intent"] == read.payment_intent


async def test_the_payment_has_its_own_metadata_and_not_the_sessions(shop: Shop) -> None:
    session = await shop.session(metadata={"of": "session"}, payment_intent_data={"metadata": {"of": "payment"}})
    shop.simulator.pay(session.id)
    read = await shop.client.v1.checkout.sessions.retrieve_async(
        session.id, {"expand": ["payment_intent.latest_charge.balance_transaction", "line_items"]}
    )
    payment = read.payment_intent
    assert isinstance(payment, stripe.PaymentIntent)
    assert {"of": "payment"} == payment.metadata.to_dict()
    assert isinstance(payment.latest_charge, stripe.Charge)
    assert isinstance(payment.latest_charge.balance_transaction, stripe.BalanceTransaction)
    assert 1999 == payment.latest_charge.balance_transaction.amount
    assert read.line_items
    assert ["Order"] == [one.description for one in read.line_items.data]


async def test_a_declined_card_leaves_the_session_open_for_another_try(shop: Shop) -> None:
    session = await shop.session()
    shop.simulator.decline(session.id)
    assert "open" == (await shop.read(session.id)).status
    assert ["payment_intent.created", "charge.failed", "payment_intent.payment_failed"] == await shop.told()
    shop.simulator.pay(session.id)
    assert "paid" == (await shop.read(session.id)).payment_status
    assert PAID[1:] == await shop.told()


async def test_a_payer_whose_bank_asks_first_pays_after_the_answer(shop: Shop) -> None:
    session = await shop.session()
    shop.simulator.pay(session.id, method=Method.AUTHENTICATE)
    assert ["payment_intent.created", "payment_intent.requires_action"] == await shop.told()
    assert "open" == (await shop.read(session.id)).status
    shop.simulator.authenticate(session.id)
    assert PAID[1:] == await shop.told()


async def test_leaving_through_the_back_link_changes_nothing(shop: Shop) -> None:
    session = await shop.session()
    shop.simulator.leave(session.id)
    assert "open" == (await shop.read(session.id)).status
    assert [] == await shop.told()


async def test_a_delayed_payment_completes_unpaid_and_is_paid_when_the_bank_says_so(shop: Shop) -> None:
    session = await shop.session()
    shop.simulator.pay_with_delay(session.id)
    read = await shop.read(session.id)
    assert ("complete", "unpaid") == (read.status, read.payment_status)
    expected = ["payment_intent.created", "payment_intent.processing", "charge.pending", "checkout.session.completed"]
    assert expected == await shop.told()
    shop.simulator.settle_delayed(session.id, succeeded=True)
    assert "paid" == (await shop.read(session.id)).payment_status
    paid = ["charge.succeeded", "payment_intent.succeeded", "checkout.session.async_payment_succeeded"]
    assert [*paid, "charge.updated"] == await shop.told()


async def test_a_delayed_payment_that_the_bank_refuses_stays_unpaid(shop: Shop) -> None:
    session = await shop.session()
    shop.simulator.pay_with_delay(session.id)
    await shop.told()
    shop.simulator.settle_delayed(session.id, succeeded=False)
    assert "unpaid" == (await shop.read(session.id)).payment_status
    failed = ["charge.failed", "payment_intent.payment_failed", "checkout.session.async_payment_failed"]
    assert failed == await shop.told()


async def test_a_payment_captured_by_hand_completes_unpaid_and_moves_money_on_capture_only(shop: Shop) -> None:
    session = await shop.session(payment_intent_data={"capture_method": "manual"})
    shop.simulator.pay(session.id)
    assert "payment_intent.amount_capturable_updated" in await shop.told()
    read = await shop.read(session.id)
    assert ("complete", "unpaid") == (read.status, read.payment_status)
    assert 0 == await shop.balance()
    captured = await shop.client.v1.payment_intents.capture_async(str(read.payment_intent), {"amount_to_capture": 1500})
    assert ("succeeded", 1500, 0) == (captured.status, captured.amount_received, captured.amount_capturable)
    assert ["charge.captured", "payment_intent.succeeded"] == await shop.told()
    assert "paid" == (await shop.read(session.id)).payment_status


async def test_a_held_payment_of_a_finished_session_is_released_by_canceling_it(shop: Shop) -> None:
    session = await shop.session(payment_intent_data={"capture_method": "manual"})
    shop.simulator.pay(session.id)
    name = str((await shop.read(session.id)).payment_intent)
    await shop.told()
    assert "canceled" == (await shop.client.v1.payment_intents.cancel_async(name)).status
    assert ["charge.refunded", "payment_intent.canceled"] == await shop.told()


async def test_an_expired_session_cannot_be_paid_or_expired_again(shop: Shop) -> None:
    session = await shop.session()
    expired = await shop.client.v1.checkout.sessions.expire_async(session.id)
    assert ("expired", None) == (expired.status, expired.url)
    assert ["checkout.session.expired"] == await shop.told()
    with refused(stripe.InvalidRequestError, None):
        await shop.client.v1.checkout.sessions.expire_async(session.id)


async def test_expiring_cancels_what_the_payer_has_begun(shop: Shop) -> None:
    session = await shop.session()
    shop.simulator.decline(session.id)
    await shop.told()
    await shop.client.v1.checkout.sessions.expire_async(session.id)
    assert ["payment_intent.canceled", "checkout.session.expired"] == await shop.told()


async def test_a_paid_session_cannot_be_expired(shop: Shop) -> None:
    session = await shop.session()
    shop.simulator.pay(session.id)
    before = await shop.balance()
    with refused(stripe.InvalidRequestError, None):
        await shop.client.v1.checkout.sessions.expire_async(session.id)
    read = await shop.read(session.id)
    assert ("complete", "paid", before) == (read.status, read.payment_status, await shop.balance())
    assert "checkout.session.expired" not in await shop.told()


async def test_a_session_expires_by_itself_when_its_time_is_over(shop: Shop) -> None:
    session = await shop.session(expires_at=int(shop.clock.now().timestamp()) + 1860)
    shop.clock.later += timedelta(seconds=1861)
    assert "expired" == (await shop.read(session.id)).status
    assert ["checkout.session.expired"] == await shop.told()


async def test_a_list_shows_no_session_as_open_whose_time_is_over(shop: Shop) -> None:
    await shop.session()
    shop.clock.later += timedelta(hours=25)
    assert [] == (await shop.client.v1.checkout.sessions.list_async({"status": "open"})).data
    await shop.simulator.settled()
    assert [None] == [event["request"]["id"] for event in shop.webhook.events]


async def test_nothing_to_pay_is_complete_without_a_payment(shop: Shop) -> None:
    session = await shop.session(0)
    shop.simulator.pay(session.id)
    read = await shop.read(session.id)
    assert ("no_payment_required", None) == (read.payment_status, read.payment_intent)
    assert ["checkout.session.completed"] == await shop.told()


async def test_saving_a_payment_method_moves_no_money(shop: Shop) -> None:
    params = {"mode": "setup", "currency": "usd", "success_url": "https://m.example/ok"}
    session = await shop.client.v1.checkout.sessions.create_async(params)  # type: ignore[arg-type]
    shop.simulator.pay(session.id)
    assert ["setup_intent.created", "setup_intent.succeeded", "checkout.session.completed"] == await shop.told()
    intent = await shop.client.v1.setup_intents.retrieve_async(str((await shop.read(session.id)).setup_intent))
    assert ("succeeded", "pm_card_visa") == (intent.status, intent.payment_method)


async def test_a_payment_leads_back_to_its_session(shop: Shop) -> None:
    first, second = await shop.session(), await shop.session()
    shop.simulator.pay(first.id)
    shop.simulator.pay(second.id)
    payment = (await shop.read(second.id)).payment_intent
    found = await shop.client.v1.checkout.sessions.list_async({"payment_intent": str(payment)})
    assert [second.id] == [one.id for one in found.data]


async def test_the_items_of_a_session_can_be_listed(shop: Shop) -> None:
    session = await shop.session(line_items=[item(1000), {**item(500), "quantity": 2}])
    assert 2000 == session.amount_total
    items = await shop.client.v1.checkout.sessions.line_items.list_async(session.id)
    assert [1000, 1000] == [one.amount_total for one in items.data]
