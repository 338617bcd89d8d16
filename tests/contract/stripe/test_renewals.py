"""Every further period of a subscription is a payment of its own, made by its invoice."""

import asyncio
from typing import Any

from adapters.sandbox.stripe.resources.methods import Method
from adapters.sandbox.stripe.rest.rendering import shown
from billing.domain.gateway_entry import EntryKind
from billing.domain.refund import RefundStatus
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from billing.ports.transaction_filters import TransactionFilters, TransactionSort
from shared_kernel.pagination import PageRequest
from tests.contract.stripe.shop import A_WHILE, StripeShop, details_of, usd


async def subscribed(shop: StripeShop, **metadata: str) -> Transaction:
    return await shop.paid(stripe_mode="subscription", **metadata)


async def renewals(shop: StripeShop, order: Transaction) -> list[Transaction]:
    await shop.simulator.settled()
    async with shop.store.units_of_work(tenant_id=shop.store.tenant_id) as unit:
        page = await unit.transactions.list(
            filters=TransactionFilters(), sort=TransactionSort(descending=False), page=PageRequest(size=20)
        )
    return [one for one in page.items if one.metadata.get("renewal_of") == str(order.id)]


def events(shop: StripeShop, *kinds: str) -> list[dict[str, Any]]:
    found = [event for event in reversed(shop.all_at_stripe("event")) if event["type"] in kinds]
    return [dict(event) for event in map(shown, found) if isinstance(event, dict)]


async def test_each_renewal_is_a_payment_of_its_own(shop: StripeShop) -> None:
    order = await subscribed(shop, note="monthly")
    assert [] == await renewals(shop, order)
    invoices = [shop.simulator.renew_subscription(str(details_of(order).subscription_id)) for _ in range(2)]
    made = await renewals(shop, order)
    assert [(Status.COMPLETED, usd(1999))] * 2 == [(one.status, one.captured_amount) for one in made]
    assert {invoice["id"] for invoice in invoices} == {one.order_reference for one in made}
    assert ["monthly"] * 2 == [one.metadata["note"] for one in made]
    details = details_of(made[0])
    assert ("subscription", "subscription_cycle", details_of(order).subscription_id) == (
        details.mode,
        details.billing_reason,
        details.subscription_id,
    )
    assert details.payment_intent_id not in {None, details_of(order).payment_intent_id}


async def test_an_invoice_is_booked_once_however_often_it_is_told(shop: StripeShop) -> None:
    order = await subscribed(shop)
    shop.silence()
    shop.simulator.renew_subscription(str(details_of(order).subscription_id))
    (paid,) = [event for event in events(shop, "invoice.paid") if _is_cycle(event)]
    answers = await asyncio.gather(*(shop.say(paid) for _ in range(10)))
    assert {(200, "accepted")} == set(answers)
    (renewal,) = await renewals(shop, order)
    assert Status.COMPLETED is renewal.status
    async with shop.store.units_of_work(tenant_id=shop.store.tenant_id) as unit:
        assert [EntryKind.FEE] == [entry.kind for entry in await unit.entries.of_transaction(renewal.id)]


async def test_the_first_invoice_belongs_to_the_payment_that_began_the_subscription(shop: StripeShop) -> None:
    order = await subscribed(shop)
    assert details_of(order).invoice_id == events(shop, "invoice.paid")[0]["data"]["object"]["id"]
    assert 1 == (await shop.store.event_types()).count("billing.transaction.completed.v1")


async def test_a_subscription_that_begins_with_a_trial_takes_money_at_its_first_renewal(shop: StripeShop) -> None:
    order = await subscribed(shop, stripe_trial_days="14", description="Book club")
    details = details_of(order)
    assert (Status.CANCELED, usd(0)) == (order.status, order.captured_amount)
    assert {"description": "Book club", "trial_period_days": 14} == details.subscription_data
    assert "trialing" == shop.at_stripe(str(details.subscription_id))["status"]
    shop.simulator.renew_subscription(str(details.subscription_id))
    (renewal,) = await renewals(shop, order)
    assert (Status.COMPLETED, usd(1999)) == (renewal.status, renewal.captured_amount)


async def test_an_invoice_of_nothing_is_no_payment(shop: StripeShop) -> None:
    """A period paid by credit, say."""
    order = await subscribed(shop)
    shop.silence()
    shop.simulator.renew_subscription(str(details_of(order).subscription_id))
    (paid,) = [event for event in events(shop, "invoice.paid") if _is_cycle(event)]
    paid["data"]["object"] |= {"amount_due": 0, "amount_paid": 0}
    assert (200, "accepted") == await shop.say(paid)
    assert ([], details_of(order)) == (await renewals(shop, order), details_of(await shop.transaction(order.id)))


async def test_a_declined_renewal_waits_as_long_as_stripe_tries_again(shop: StripeShop) -> None:
    order = await subscribed(shop)
    shop.simulator.renew_subscription(str(details_of(order).subscription_id), method=Method.NO_MONEY)
    (renewal,) = await renewals(shop, order)
    assert Status.PENDING is renewal.status
    (failed,) = events(shop, "invoice.payment_failed")
    failed["data"]["object"] |= {"next_payment_attempt": None}
    assert (200, "accepted") == await shop.say(failed)
    assert Status.FAILED is (await shop.transaction(renewal.id)).status


async def test_a_renewal_whose_events_got_lost_is_asked_about(shop: StripeShop) -> None:
    order = await subscribed(shop)
    invoice = shop.simulator.renew_subscription(str(details_of(order).subscription_id), method=Method.NO_MONEY)
    (renewal,) = await renewals(shop, order)
    shop.at_stripe(invoice["id"]).update({"status": "paid", "amount_paid": 1999})
    await shop.work(later=A_WHILE)
    assert Status.COMPLETED is (await shop.transaction(renewal.id)).status


async def test_a_renewal_is_refunded_like_any_payment(shop: StripeShop) -> None:
    order = await subscribed(shop)
    shop.simulator.renew_subscription(str(details_of(order).subscription_id))
    (renewal,) = await renewals(shop, order)
    refund = await shop.refund(renewal, 500)
    assert RefundStatus.SUCCEEDED is refund.status
    assert (usd(500), usd(0)) == (
        (await shop.told(renewal.id)).refunded_amount,
        (await shop.told(order.id)).refunded_amount,
    )


async def test_the_first_period_is_refunded_too(shop: StripeShop) -> None:
    """Its session names no payment; its invoice does."""
    order = await subscribed(shop)
    assert RefundStatus.SUCCEEDED is (await shop.refund(order)).status
    assert Status.REFUNDED is (await shop.told(order.id)).status


async def test_a_voided_renewal_is_called_off(shop: StripeShop) -> None:
    order = await subscribed(shop)
    shop.simulator.renew_subscription(str(details_of(order).subscription_id), method=Method.NO_MONEY)
    (failed,) = events(shop, "invoice.payment_failed")
    failed["data"]["object"] |= {"status": "void"}
    assert (200, "accepted") == await shop.say(failed | {"type": "invoice.voided"})
    assert [Status.CANCELED] == [one.status for one in await renewals(shop, order)]


async def test_invoices_of_others_are_heard_and_left_alone(shop: StripeShop) -> None:
    for about in (
        {"id": "in_1", "object": "invoice", "status": "paid", "amount_due": 5, "amount_paid": 5, "currency": "usd"},
        {
            "id": "in_1",
            "object": "invoice",
            "status": "paid",
            "amount_due": 5,
            "currency": "usd",
            "parent": {"subscription_details": {"subscription": "sub_1", "metadata": {}}},
        },
    ):
        event = {"id": "evt_1", "object": "event", "type": "invoice.paid", "data": {"object": about}}
        assert (200, "ignored: unknown payment") == await shop.say(event)


def _is_cycle(event: dict[str, Any]) -> bool:
    return bool(event["data"]["object"]["billing_reason"] == "subscription_cycle")
