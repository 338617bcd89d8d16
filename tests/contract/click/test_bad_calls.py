"""What is no genuine call of Click changes nothing; only the delivery log remembers it."""

import dataclasses
import json

import pytest

from billing.domain.status import Status
from tests.contract.click.shop import BillingStore, ClickShop, click_shop
from tests.fakes.billing.flaky import FlakyUnitOfWorks
from tests.unit.gateways.click.forms import body, complete, prepare

BAD = "0" * 32

# name: (body, HTTP status, code in the answer)
CALLS: dict[str, tuple[bytes, int, int | None]] = {
    "nothing": (b"", 200, -8),
    "no form": (b'{"click_trans_id": 1}', 200, -8),
    "no UTF-8": (b"\xff\xfe=\x00", 200, -8),
    "a field twice": (body(prepare()) + b"&amount=1", 200, -8),
    "an action twice": (body(prepare()) + b"&action=1", 200, -8),
    "a forged Prepare": (body(prepare(sign_string=BAD)), 200, -1),
    "a forged cancellation": (body(complete(sign_string=BAD, error="-1")), 200, -1),
    "a forged confirmation": (body(complete(sign_string=BAD)), 200, -1),
    "a confirmation hashed without its attempt": (
        body(complete(sign_string="bdd0ea9586ecd3fde7b3650f86f74f09")),
        200,
        -1,
    ),
    "a confirmation nobody prepared": (body(complete(merchant_prepare_id="77")), 200, -6),
    "another service with our secret": (body(prepare(service_id="1")), 200, -8),
    "oversized": (b"x" * (256 * 1024 + 1), 413, None),
}


@pytest.mark.parametrize(("data", "status", "code"), CALLS.values(), ids=CALLS.keys())
async def test_a_bad_call_changes_nothing_and_is_remembered(
    data: bytes, status: int, code: int | None, shop: ClickShop
) -> None:
    order = await shop.order("order-1001")
    before, events = await shop.transaction(order), await shop.store.event_types()
    answered, answer = await shop.post(data)
    assert (status, code) == (answered, _code(answer))
    assert (before, events) == (await shop.transaction(order), await shop.store.event_types())
    [delivery] = await shop.store.deliveries()
    assert (status, answer) == (delivery.http_status, delivery.answer)


def _code(answer: bytes) -> int | None:
    """Click's code; None when the shell answered instead."""
    error = json.loads(answer)["error"]
    return error if isinstance(error, int) else None


async def test_a_secret_of_an_unknown_endpoint_opens_nothing(shop: ClickShop) -> None:
    """The endpoint token alone names the tenant; a guessed one names nobody."""
    order = await shop.order("order-1001")
    status, _ = await shop.post(body(prepare()), path="/webhooks/click/guessed")
    assert (404, Status.PENDING) == (status, await shop.status(order))
    [delivery] = await shop.store.deliveries()
    assert (None, "not_found") == (delivery.tenant_id, delivery.outcome)


async def test_every_call_is_kept_with_its_answer(shop: ClickShop) -> None:
    """Accepted ones and refused ones, as they came; the secret is in none of them."""
    await shop.order("order-1001")
    await shop.say(prepare())
    await shop.say(prepare(sign_string=BAD))
    kept = await shop.store.deliveries()
    assert ["accepted", "refused: -1"] == [delivery.outcome for delivery in kept]
    assert [body(prepare()), body(prepare(sign_string=BAD))] == [delivery.body for delivery in kept]
    assert "s3cr3t" not in str(kept)


async def test_a_complete_that_cannot_be_stored_fails_as_a_call_and_its_repeat_settles(
    billing_store: BillingStore,
) -> None:
    """Any code would end the payment with an outcome that did not happen; HTTP 500 makes Click repeat."""
    flaky = FlakyUnitOfWorks(billing_store.units_of_work)
    store = dataclasses.replace(billing_store, units_of_work=flaky)
    async with click_shop(store) as shop:
        await shop.order("order-1001")
        number = (await shop.say(prepare()))["merchant_prepare_id"]
        form = complete(merchant_prepare_id=str(number))
        flaky.down = True
        status, answer = await shop.post(body(form))
        assert 500 == status
        assert b"Outage" not in answer
        assert -7 == await shop.code(prepare(click_trans_id="2"))
        flaky.down = False
        assert [0, -4] == [await shop.code(form), await shop.code(form)]
        assert 1 == await shop.settlements()


async def test_a_gateway_whose_secret_is_gone_is_off(shop: ClickShop) -> None:
    """An empty secret would verify whoever leaves it empty, too."""
    configurations = shop.store.configurations
    configuration = await configurations.get(tenant_id=shop.store.tenant_id, gateway="click")
    assert configuration is not None
    settings = {**configuration.settings, "secret_key": ""}
    await configurations.save(dataclasses.replace(configuration, settings=settings))
    status, _ = await shop.post(body(prepare()))
    assert 404 == status
    assert ["not_configured"] == [delivery.outcome for delivery in await shop.store.deliveries()]
