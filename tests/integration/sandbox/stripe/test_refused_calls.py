"""What Stripe does not take, and the words in which it says so (sections 3, 5.1 and 13)."""

import re

import pytest
import stripe

from tests.integration.sandbox.stripe.shop import KEY, Json, Shop, client_of, item, refused

HALF_AN_HOUR = 30 * 60


async def test_a_call_without_a_known_key_is_401(shop: Shop) -> None:
    library = stripe.AIOHTTPClient(timeout=5)
    stranger = client_of(shop.base, library=library, key="sk_test_stranger")
    try:
        with refused(stripe.AuthenticationError, None, 401) as caught:
            await stranger.v1.balance.retrieve_async()
    finally:
        await library.close_async()
    assert "stranger" not in str(caught.value)
    async with shop.http.get(f"{shop.base}/sandbox/stripe/v1/balance") as answer:
        assert 401 == answer.status


async def test_every_answer_names_its_request(shop: Shop) -> None:
    session = await shop.session()
    assert re.fullmatch(r"req_\w+", session.last_response.request_id)  # type: ignore[union-attr]
    with refused(stripe.InvalidRequestError, "resource_missing", 404) as caught:
        await shop.read("cs_test_unknown")
    assert re.fullmatch(r"req_\w+", caught.value.request_id)
    assert "id" == caught.value.param


@pytest.mark.parametrize(
    ("changes", "code", "param"),
    [
        ({"payment_method_types": ["card"]}, "parameter_unknown", "payment_method_types"),
        ({"payment_intent_data": {"colour": "red"}}, "parameter_unknown", "payment_intent_data[colour]"),
        ({"success_url": ""}, "parameter_invalid_empty", "success_url"),
        ({"mode": "donation"}, None, "mode"),
        ({"ui_mode": "hosted"}, None, "ui_mode"),
        ({"line_items": [item(1), item(1, "eur")]}, None, "line_items"),
        ({"line_items": []}, "parameter_missing", "line_items"),
        ({"line_items": [{"price": "price_1"}]}, "resource_missing", "line_items[0][price]"),
        ({"line_items": [item(49)]}, "amount_too_small", "line_items"),
        ({"line_items": [item(100_000_000)]}, "amount_too_large", "line_items"),
        ({"line_items": [item(100, "xyz")]}, None, "line_items[0][price_data][currency]"),
        ({"client_reference_id": "x" * 201}, None, "client_reference_id"),
        ({"metadata": {"k" * 41: "v"}}, None, f"metadata[{'k' * 41}]"),
        ({"metadata": {"k": "v" * 501}}, None, "metadata[k]"),
        ({"metadata": {str(number): "v" for number in range(51)}}, None, "metadata"),
        ({"subscription_data": {"description": "x"}}, None, "subscription_data"),
        ({"mode": "subscription"}, None, "payment_intent_data"),
    ],
)
async def test_a_session_that_stripe_would_not_make_is_refused_by_name(
    shop: Shop, changes: Json, code: str | None, param: str
) -> None:
    with refused(stripe.InvalidRequestError, code) as caught:
        await shop.session(**changes)
    assert param == caught.value.param
    assert [] == (await shop.client.v1.checkout.sessions.list_async()).data


@pytest.mark.parametrize("seconds", [HALF_AN_HOUR - 120, 24 * 60 * 60 + 120])
async def test_a_session_lives_half_an_hour_to_a_day(shop: Shop, seconds: int) -> None:
    with refused(stripe.InvalidRequestError, None) as caught:
        await shop.session(expires_at=int(shop.clock.now().timestamp()) + seconds)
    assert "expires_at" == caught.value.param


@pytest.mark.parametrize(
    ("amount", "currency"),
    [(50, "usd"), (50, "jpy"), (700_000, "uzs"), (1_000_000_000, "uzs"), (500, "ugx"), (500, "isk"), (5120, "kwd")],
)
async def test_an_amount_of_its_currencys_digits_is_taken(shop: Shop, amount: int, currency: str) -> None:
    payment = await shop.client.v1.payment_intents.create_async({"amount": amount, "currency": currency})
    assert (amount, currency) == (payment.amount, payment.currency)


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        (49, "usd", "amount_too_small"),
        (49, "jpy", "amount_too_small"),
        (699_999, "uzs", "amount_too_small"),
        (550, "ugx", None),
        (505, "isk", None),
        (5124, "kwd", None),
    ],
)
async def test_an_amount_below_the_minimum_or_of_other_digits_is_refused(
    shop: Shop, amount: int, currency: str, code: str | None
) -> None:
    with refused(stripe.InvalidRequestError, code):
        await shop.client.v1.payment_intents.create_async({"amount": amount, "currency": currency})
    assert [] == (await shop.client.v1.payment_intents.list_async()).data


async def test_what_is_missing_or_no_number_is_named(shop: Shop) -> None:
    with refused(stripe.InvalidRequestError, "parameter_missing") as caught:
        await shop.client.v1.payment_intents.create_async({"amount": 100})  # type: ignore[typeddict-item]
    assert "currency" == caught.value.param
    with refused(stripe.InvalidRequestError, "parameter_invalid_integer"):
        await shop.client.v1.payment_intents.create_async({"amount": "1e3", "currency": "usd"})  # type: ignore[typeddict-item]


async def test_an_address_the_simulator_does_not_play_is_404_in_stripes_words(shop: Shop) -> None:
    with refused(stripe.InvalidRequestError, None, 404) as caught:
        await shop.client.v1.coupons.list_async()
    assert "/v1/coupons" in str(caught.value)


async def test_only_ids_can_be_expanded(shop: Shop) -> None:
    with refused(stripe.InvalidRequestError, None) as caught:
        await shop.client.v1.checkout.sessions.list_async({"expand": ["secret"]})
    assert "expand" == caught.value.param


@pytest.mark.parametrize("body", [b"amount[=1", b"amount=1&amount[x]=2", b"amount=\xff", b"amount[[x]]=1"])
async def test_a_body_that_is_no_form_is_400(shop: Shop, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/x-www-form-urlencoded"}
    url = f"{shop.base}/sandbox/stripe/v1/payment_intents"
    async with shop.http.post(url, data=body, headers=headers) as answer:
        assert (400, "invalid_request_error") == (answer.status, (await answer.json())["error"]["type"])
