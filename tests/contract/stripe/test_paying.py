"""Paying through Stripe's page and without it: what Stripe is asked, and what its events make of the payment."""

import json
from datetime import timedelta

import pytest

from adapters.grpc_api.mapping.payments import transaction_to
from adapters.sandbox.stripe.resources.methods import Method
from billing.domain.errors import GatewayRefusedError, VetoedError
from billing.domain.status import Status
from billing.ports.payment_guard import Moment, Verdict
from shared_kernel.currency import currency
from shared_kernel.money import Money
from tests.contract.click.conftest import memory_store
from tests.contract.stripe.shop import StripeShop, details_of, session_of, stripe_shop, usd


async def test_a_payment_waits_for_its_payer_on_a_page_of_stripes(shop: StripeShop) -> None:
    order = await shop.order(return_url="https://m.example/back")
    session = shop.at_stripe(session_of(order))
    assert (Status.PENDING, session["url"]) == (order.status, order.payment_url)
    assert (str(order.id), str(order.id), 1999, "usd", "payment", "https://m.example/back") == (
        session["client_reference_id"],
        session["metadata"]["transaction_id"],
        session["amount_total"],
        session["currency"],
        session["mode"],
        session["success_url"],
    )
    assert int((order.created_at + timedelta(hours=23)).timestamp()) == details_of(order).expires_at


async def test_a_payment_that_was_paid_is_completed_once(shop: StripeShop) -> None:
    order = await shop.paid()
    assert (Status.COMPLETED, usd(1999), False) == (order.status, order.captured_amount, order.late)
    assert 1 == (await shop.store.event_types()).count("billing.transaction.completed.v1")
    details = details_of(order)
    assert ("complete", "paid", "succeeded", False) == (
        details.session_status,
        details.payment_status,
        details.payment_intent_status,
        details.livemode,
    )
    intent = shop.at_stripe(str(details.payment_intent_id))
    assert str(order.id) == intent["metadata"]["transaction_id"]


async def test_a_declined_payer_may_try_again_on_the_same_page(shop: StripeShop) -> None:
    order = await shop.order()
    shop.simulator.decline(session_of(order))
    declined = await shop.told(order.id)
    assert (Status.PENDING, "insufficient_funds") == (declined.status, details_of(declined).error_code)
    shop.simulator.pay(session_of(order))
    paid = await shop.told(order.id)
    assert (Status.COMPLETED, None) == (paid.status, details_of(paid).error_code)


@pytest.mark.parametrize(("succeeded", "status"), [(True, Status.COMPLETED), (False, Status.FAILED)])
async def test_a_bank_debit_ends_days_later(shop: StripeShop, *, succeeded: bool, status: Status) -> None:
    order = await shop.order()
    shop.simulator.pay_with_delay(session_of(order))
    assert Status.PENDING is (await shop.told(order.id)).status
    shop.simulator.settle_delayed(session_of(order), succeeded=succeeded)
    assert status is (await shop.told(order.id)).status


async def test_a_page_whose_time_is_over_expires_the_payment(shop: StripeShop) -> None:
    order = await shop.order()
    shop.simulator.decline(session_of(order))
    shop.simulator.expire(session_of(order))
    assert Status.EXPIRED is (await shop.told(order.id)).status


async def test_the_payers_bank_may_ask_first(shop: StripeShop) -> None:
    order = await shop.order()
    shop.simulator.pay(session_of(order), method=Method.AUTHENTICATE)
    assert Status.PENDING is (await shop.told(order.id)).status
    shop.simulator.authenticate(session_of(order))
    assert Status.COMPLETED is (await shop.told(order.id)).status


async def test_the_first_period_of_a_subscription_is_a_payment(shop: StripeShop) -> None:
    order = await shop.paid(stripe_mode="subscription", stripe_interval="year")
    details = details_of(order)
    assert (Status.COMPLETED, usd(1999)) == (order.status, order.captured_amount)
    subscription = shop.at_stripe(str(details.subscription_id))
    assert str(order.id) == subscription["metadata"]["transaction_id"]
    assert "year" == subscription["items"]["data"][0]["price"]["recurring"]["interval"]


async def test_what_a_payment_is_for_is_told_to_stripe(shop: StripeShop) -> None:
    """On whatever its page makes, and on a charge without a page."""
    for mode in ("payment", "subscription", "setup"):
        order = await shop.order(stripe_mode=mode, description="Two books")
        assert "Two books" == shop.at_stripe(session_of(order))["_data"]["description"]
    await shop.order(stripe_mode="payment_intent", stripe_payment_method=Method.CARD, description="Two books")
    assert "Two books" in [intent.get("description") for intent in shop.all_at_stripe("payment_intent")]


@pytest.mark.parametrize("days", ["0", "731", "-1", "a week", "٧"])
async def test_a_trial_that_makes_no_sense_is_named(shop: StripeShop, days: str) -> None:
    with pytest.raises(GatewayRefusedError, match="stripe_trial_days"):
        await shop.order(stripe_mode="subscription", stripe_trial_days=days)


async def test_a_saved_payment_method_is_no_payment(shop: StripeShop) -> None:
    order = await shop.paid(stripe_mode="setup")
    assert (Status.CANCELED, usd(0)) == (order.status, order.captured_amount)
    assert details_of(order).setup_intent_id is not None


async def test_a_saved_payment_method_is_charged_without_a_page(shop: StripeShop) -> None:
    order = await shop.order(stripe_mode="payment_intent", stripe_payment_method=Method.CARD)
    assert "" == order.payment_url
    paid = await shop.told(order.id)
    assert (Status.COMPLETED, "payment_intent") == (paid.status, details_of(paid).mode)


async def test_a_saved_payment_method_that_is_declined_fails_the_payment(shop: StripeShop) -> None:
    with pytest.raises(GatewayRefusedError) as refusal:
        await shop.order(stripe_mode="payment_intent", stripe_payment_method=Method.NO_MONEY)
    assert "insufficient_funds" == refusal.value.code


async def test_items_are_listed_when_they_cost_what_is_to_be_paid(shop: StripeShop) -> None:
    price = {"currency": "usd", "unit_amount": 500, "product_data": {"name": "A book"}}
    adjustable = {"enabled": True, "minimum": 1, "maximum": 9}
    items = [{"price_data": price, "quantity": 3, "adjustable_quantity": adjustable}]
    order = await shop.order(usd(1500), stripe_items=json.dumps(items))
    assert (1500, 3) == (
        shop.at_stripe(session_of(order))["amount_total"],
        shop.at_stripe(session_of(order))["_line_items"]["data"][0]["quantity"],
    )
    told = {"currency": "usd", "unit_amount": 500, "product_name": "A book"}
    assert details_of(order).items == [{"price_data": told, "quantity": 3, "adjustable_quantity": adjustable}]
    [item] = transaction_to(order).stripe.items
    assert ("A book", 500, 3, 9) == (
        item.price_data.product_name,
        item.price_data.unit_amount,
        item.quantity,
        item.adjustable_quantity.maximum,
    )


async def test_items_that_cost_another_sum_are_refused_and_their_page_is_closed(shop: StripeShop) -> None:
    price = {"currency": "usd", "unit_amount": 500, "product_data": {"name": "A book"}}
    with pytest.raises(GatewayRefusedError) as refusal:
        await shop.order(usd(1999), stripe_items=json.dumps([{"price_data": price}]))
    assert "amount_mismatch" == refusal.value.code
    assert ["expired"] == [session["status"] for session in shop.all_at_stripe("checkout.session")]


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (usd(49), "amount_too_small"),
        (usd(100_000_000), "amount_too_large"),
        (Money(5124, currency("KWD")), "invalid_amount"),
    ],
)
async def test_amounts_that_cannot_be_are_refused_and_not_rounded(shop: StripeShop, amount: Money, code: str) -> None:
    with pytest.raises(GatewayRefusedError) as refusal:
        await shop.order(amount)
    assert code == refusal.value.code


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        (Money(500, currency("JPY")), 500),
        (Money(5, currency("UGX")), 500),
        (Money(51, currency("ISK")), 5100),
        (Money(5120, currency("KWD")), 5120),
        (Money(1_000_000, currency("UZS")), 1_000_000),
    ],
)
async def test_money_is_said_in_stripes_units_and_comes_back_in_ours(
    shop: StripeShop, amount: Money, told: int
) -> None:
    order = await shop.paid(amount)
    assert told == shop.at_stripe(session_of(order))["amount_total"]
    assert (Status.COMPLETED, amount) == (order.status, order.captured_amount)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("stripe_mode", "gift"),
        ("stripe_items", "[]"),
        ("stripe_items", "{"),
        ("stripe_interval", "hour"),
        ("stripe_trial_days", "7"),
        ("stripe_customer", "cus_1/../x"),
        ("stripe_payment_method", "pm_1"),
        ("capture", "later"),
    ],
)
async def test_wishes_that_make_no_sense_are_named(shop: StripeShop, name: str, value: str) -> None:
    with pytest.raises(GatewayRefusedError) as refusal:
        await shop.order(**{name: value})
    assert ("invalid_metadata", True) == (refusal.value.code, name in refusal.value.text)


async def test_a_payer_who_can_return_nowhere_gets_no_page() -> None:
    async with stripe_shop(memory_store(), success_url="") as shop:
        with pytest.raises(GatewayRefusedError) as refusal:
            await shop.order()
        assert "parameter_missing" == refusal.value.code
        assert Status.PENDING is (await shop.order(return_url="https://m.example/back")).status


async def test_a_payment_that_the_tenant_forbids_is_not_opened(shop: StripeShop) -> None:
    """Once a page is open, Stripe charges its payer and asks nobody."""
    guard = shop.payments.guard()
    guard.verdict = Verdict(allowed=False, reason="sold out")
    with pytest.raises(VetoedError):
        await shop.order()
    assert ([], [Moment.BEFORE_CHARGE]) == (
        shop.all_at_stripe("checkout.session"),
        [moment for _, moment, _ in guard.asked],
    )
    assert 1 == (await shop.store.event_types()).count("billing.transaction.failed.v1")


async def test_the_settings_say_where_payers_return_and_what_their_statement_says() -> None:
    async with stripe_shop(
        memory_store(), cancel_url="https://m.example/cart", statement_descriptor="BAHOR BOOKS"
    ) as shop:
        session = shop.at_stripe(session_of(await shop.order()))
    assert ("https://m.example/cart", "https://m.example/ok?s={CHECKOUT_SESSION_ID}", "BAHOR BOOKS") == (
        session["cancel_url"],
        session["success_url"],
        session["_data"]["statement_descriptor_suffix"],
    )
