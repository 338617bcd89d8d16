"""Subscriptions: begun in Checkout, renewed by time, and each period an invoice (sections 5.3 and 11)."""

import stripe

from adapters.sandbox.stripe.resources.methods import Method
from tests.integration.sandbox.stripe.shop import Shop, item

BEGUN = [
    "customer.created",
    "invoice.created",
    "invoice.finalized",
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "customer.subscription.created",
    "invoice.paid",
    "invoice.payment_succeeded",
    "checkout.session.completed",
    "charge.updated",
]


async def begin(shop: Shop, **data: object) -> stripe.checkout.Session:
    return await shop.client.v1.checkout.sessions.create_async(
        {
            "mode": "subscription",
            "client_reference_id": "txn-0001",
            "line_items": [item(1999, recurring={"interval": "month"})],
            "subscription_data": {"metadata": {"plan": "gold"}, **data},  # type: ignore[typeddict-item]
            "success_url": "https://m.example/ok",
        }
    )


async def subscribed(shop: Shop) -> str:
    session = await begin(shop)
    shop.simulator.pay(session.id)
    await shop.told()
    return str((await shop.read(session.id)).subscription)


async def test_the_first_period_is_paid_in_checkout(shop: Shop) -> None:
    session = await begin(shop)
    assert (None, None) == (session.subscription, session.invoice)
    shop.simulator.pay(session.id)
    assert BEGUN == await shop.told()
    read = await shop.client.v1.checkout.sessions.retrieve_async(session.id, {"expand": ["subscription", "invoice"]})
    assert isinstance(read.subscription, stripe.Subscription)
    assert isinstance(read.invoice, stripe.Invoice)
    assert ("active", "paid", "subscription_create") == (
        read.subscription.status,
        read.invoice.status,
        read.invoice.billing_reason,
    )
    assert read.customer == read.subscription.customer
    period = read.subscription["items"]["data"][0]
    assert period["current_period_end"] > period["current_period_start"]


async def test_a_declined_first_payment_leaves_no_subscription_behind(shop: Shop) -> None:
    session = await begin(shop)
    shop.simulator.decline(session.id)
    read = await shop.read(session.id)
    assert ("open", None) == (read.status, read.subscription)


async def test_a_trial_begins_without_a_payment(shop: Shop) -> None:
    session = await begin(shop, trial_period_days=7)
    shop.simulator.pay(session.id)
    read = await shop.client.v1.checkout.sessions.retrieve_async(session.id, {"expand": ["subscription"]})
    assert isinstance(read.subscription, stripe.Subscription)
    assert ("no_payment_required", "trialing") == (read.payment_status, read.subscription.status)
    assert "payment_intent.created" not in await shop.told()


async def test_a_renewal_is_an_invoice_of_the_next_period_and_never_a_checkout_event(shop: Shop) -> None:
    subscription = await subscribed(shop)
    made = shop.simulator.renew_subscription(subscription)
    told = await shop.told()
    assert not [one for one in told if one.startswith("checkout.")]
    assert {"invoice.paid", "payment_intent.succeeded", "customer.subscription.updated"} <= set(told)
    invoice = await shop.client.v1.invoices.retrieve_async(made["id"], {"expand": ["payments"]})
    assert ("paid", "subscription_cycle", 1999) == (invoice.status, invoice.billing_reason, invoice.amount_paid)
    assert invoice.parent
    details = invoice.parent.subscription_details
    assert details
    assert (subscription, {"plan": "gold"}) == (
        details.subscription,
        details.metadata.to_dict() if details.metadata else None,
    )
    assert invoice.payments
    payment = str(invoice.payments.data[0].payment.payment_intent)
    listed = await shop.client.v1.invoice_payments.list_async(
        {"payment": {"type": "payment_intent", "payment_intent": payment}}
    )
    assert [made["id"]] == [one.invoice for one in listed.data]


async def test_a_declined_renewal_is_tried_again_later(shop: Shop) -> None:
    subscription = await subscribed(shop)
    shop.simulator.renew_subscription(subscription, method=Method.NO_MONEY)
    await shop.simulator.settled()
    invoice = shop.webhook.last("invoice.payment_failed")
    assert ("open", 1) == (invoice["status"], invoice["attempt_count"])
    assert invoice["next_payment_attempt"]
    assert "past_due" == (await shop.client.v1.subscriptions.retrieve_async(subscription)).status


async def test_a_renewal_that_the_payers_bank_asks_about_says_so(shop: Shop) -> None:
    subscription = await subscribed(shop)
    shop.simulator.renew_subscription(subscription, method=Method.AUTHENTICATE)
    told = await shop.told()
    assert "invoice.payment_action_required" in told
    assert "invoice.paid" not in told


async def test_a_subscription_ends_now_or_with_its_period(shop: Shop) -> None:
    now, later = await subscribed(shop), await subscribed(shop)
    assert "canceled" == (await shop.client.v1.subscriptions.cancel_async(now)).status
    assert ["customer.subscription.deleted"] == await shop.told()
    await shop.client.v1.subscriptions.update_async(later, {"cancel_at_period_end": True})
    assert ["customer.subscription.updated"] == await shop.told()
    shop.simulator.renew_subscription(later)
    assert ["customer.subscription.deleted"] == await shop.told()
