"""Calls written as no careful client writes them, rightly signed all the same: an answer that fits, and no more."""

from collections.abc import AsyncIterator

import pytest

from billing.domain.status import Status
from tests.contract.click.conftest import memory_store
from tests.contract.click.shop import ClickShop, click_shop
from tests.unit.gateways.click.forms import body, complete, prepare


@pytest.fixture
async def shop() -> AsyncIterator[ClickShop]:
    """On memory alone: what is odd about these calls is found before anything is stored."""
    async with click_shop(memory_store()) as running:
        yield running


# What is odd about a Prepare: (changes, code).
PREPARES: dict[str, tuple[dict[str, str], int]] = {
    "an amount with a point and nothing behind it": ({"amount": "1000."}, -8),
    "an amount with nothing before its point": ({"amount": ".5"}, -8),
    "an amount with a plus sign": ({"amount": "+1000"}, -8),
    "an amount with a blank before it": ({"amount": " 1000"}, -8),
    "an amount with a blank behind it": ({"amount": "1000 "}, -8),
    "an amount with a blank inside": ({"amount": "1 000"}, -8),
    "an amount with a comma": ({"amount": "1000,00"}, -8),
    "an amount in scientific notation": ({"amount": "1e3"}, -8),
    "an amount in sixteens": ({"amount": "0x3e8"}, -8),
    "an amount that is no number": ({"amount": "NaN"}, -8),
    "an amount without an end": ({"amount": "inf"}, -8),
    "an amount in other digits": ({"amount": "١٠٠٠"}, -8),
    "an empty amount": ({"amount": ""}, -8),
    "an amount below zero": ({"amount": "-1000"}, -2),
    "an amount of nothing": ({"amount": "0"}, -2),
    "an amount in tiyin": ({"amount": "100000"}, -2),
    "a tiyin less": ({"amount": "999.99"}, -2),
    "a tiyin more": ({"amount": "1000.01"}, -2),
    "half a tiyin less": ({"amount": "999.995"}, -2),
    "an amount beyond 64 bits": ({"amount": "9" * 29}, -2),
    "an error of two zeros": ({"error": "00"}, -8),
    "an error above zero": ({"error": "1"}, -8),
    "an error with a plus sign": ({"error": "+0"}, -8),
    "an error with a fraction": ({"error": "-1.5"}, -8),
    "an error of a sign alone": ({"error": "-"}, -8),
    "an empty error": ({"error": ""}, -8),
    "an error below zero": ({"error": "-5017"}, -9),
    "an action of two zeros": ({"action": "00"}, -3),
    "an action with a fraction": ({"action": "0.0"}, -3),
    "an action below zero": ({"action": "-1"}, -3),
    "an action with a blank": ({"action": "0 "}, -3),
    "an empty action": ({"action": ""}, -3),
    "a click_trans_id below zero": ({"click_trans_id": "-5"}, -8),
    "a click_trans_id with a fraction": ({"click_trans_id": "5.0"}, -8),
    "a click_trans_id of 65 bits": ({"click_trans_id": str(2**63)}, -8),
    "an empty click_trans_id": ({"click_trans_id": ""}, -8),
    "a click_paydoc_id in words": ({"click_paydoc_id": "x"}, -8),
    "another service": ({"service_id": "73439"}, -8),
    "a service with a blank": ({"service_id": "73438 "}, -8),
    "an order with a blank before it": ({"merchant_trans_id": " order-1001"}, -5),
    "an order with a blank behind it": ({"merchant_trans_id": "order-1001 "}, -5),
    "an order in capitals": ({"merchant_trans_id": "ORDER-1001"}, -5),
    "an order with a line end": ({"merchant_trans_id": "order-1001\n"}, -5),
    "no order": ({"merchant_trans_id": ""}, -5),
    "a signature with a blank behind it": ({"sign_string": "553d93a1f893715583aaa0b8ed8e4bdf "}, -1),
    "an empty signature": ({"sign_string": ""}, -1),
}


@pytest.mark.parametrize(("changes", "code"), PREPARES.values(), ids=PREPARES.keys())
async def test_an_odd_prepare_is_refused_and_reserves_nothing(
    changes: dict[str, str], code: int, shop: ClickShop
) -> None:
    order = await shop.order("order-1001")
    before, events = await shop.transaction(order), await shop.store.event_types()
    answer = await shop.say(prepare(**changes))
    assert (code, str, False) == (answer["error"], type(answer["error_note"]), "merchant_prepare_id" in answer)
    assert (before, events) == (await shop.transaction(order), await shop.store.event_types())


ALLOWED: dict[str, dict[str, str]] = {
    "an amount with zeros before it": {"amount": "01000"},
    "an amount with many zeros behind it": {"amount": "1000.0000000000"},
    "an id of 63 bits": {"click_trans_id": str(2**63 - 1)},
    "an id of nothing": {"click_trans_id": "0"},
    "a time that is none": {"sign_time": "yesterday"},
    "no time": {"sign_time": ""},
    "no note": {"error_note": ""},
    "a field nobody knows": {"something": "new"},
    "a prepare id before there is one": {"merchant_prepare_id": "12345"},
}


@pytest.mark.parametrize("changes", ALLOWED.values(), ids=ALLOWED.keys())
async def test_an_odd_prepare_that_can_be_understood_is_answered(changes: dict[str, str], shop: ClickShop) -> None:
    await shop.order("order-1001")
    form = prepare(**changes)
    answer = await shop.say(form)
    assert {
        "click_trans_id": int(form["click_trans_id"]),
        "merchant_trans_id": "order-1001",
        "merchant_prepare_id": answer["merchant_prepare_id"],
        "error": 0,
        "error_note": "Success",
    } == answer
    assert int is type(answer["merchant_prepare_id"])


@pytest.mark.parametrize("written", ["{} ", " {}", "{}.0", "+{}", "-{}", "0x{}", "x", "0", "99999999999999999999"])
async def test_an_attempt_is_named_to_the_letter(written: str, shop: ClickShop) -> None:
    order = await shop.order("order-1001")
    number = (await shop.say(prepare()))["merchant_prepare_id"]
    assert -6 == await shop.code(complete(merchant_prepare_id=written.format(number)))
    assert (Status.PENDING, 0) == (await shop.status(order), await shop.settlements())


async def test_a_number_of_another_try_brings_no_other_order_in(shop: ClickShop) -> None:
    """The same click_trans_id for another order, or another sum: the first Prepare counts."""
    first, second = await shop.order("order-1001"), await shop.order("order-1002")
    number = (await shop.say(prepare()))["merchant_prepare_id"]
    assert [-5, -2] == [
        await shop.code(prepare(merchant_trans_id="order-1002")),
        await shop.code(prepare(amount="500")),
    ]
    assert number == (await shop.say(prepare(click_paydoc_id="1")))["merchant_prepare_id"]
    assert 0 == await shop.code(complete(merchant_prepare_id=str(number)))
    assert (Status.COMPLETED, Status.PENDING) == (await shop.status(first), await shop.status(second))


@pytest.mark.parametrize("content_type", ["", "text/plain; charset=windows-1251", "application/json", "x/y"])
async def test_the_body_is_a_form_whatever_the_content_type_says(content_type: str, shop: ClickShop) -> None:
    order = await shop.order("order-1001")
    headers = {"Content-Type": content_type} if content_type else {}
    async with shop.shell.client.post(shop.path, data=body(prepare()), headers=headers) as answer:
        told = await answer.json()
        assert (200, "application/json", 0) == (answer.status, answer.content_type, told["error"])
    assert Status.PENDING is await shop.status(order)


# Bodies that are forms only at first sight: (body, code).
BODIES: dict[str, tuple[bytes, int]] = {
    "JSON": (b'{"click_trans_id": 3647147957, "action": 0, "error": 0}', -8),
    "fields parted by semicolons": (body(prepare()).replace(b"&", b";"), -8),
    "a line end behind the signature": (body(prepare()) + b"\r\n", -1),
    "a part for a file": (b'--x\r\nContent-Disposition: form-data; name="action"\r\n\r\n0\r\n--x--\r\n', -8),
    "an equals sign": (b"=", -8),
    "fifty-one fields": (body(prepare()) + b"".join(b"&f%d=" % number for number in range(51)), -8),
}


@pytest.mark.parametrize(("data", "code"), BODIES.values(), ids=BODIES.keys())
async def test_a_body_that_is_no_form_is_refused(data: bytes, code: int, shop: ClickShop) -> None:
    order = await shop.order("order-1001")
    events = await shop.store.event_types()
    status, answer = await shop.post(data)
    assert (200, True) == (status, f'"error": {code},'.encode() in answer)
    assert (Status.PENDING, events) == (await shop.status(order), await shop.store.event_types())


@pytest.mark.parametrize("separators", [b"&&", b"&"])
async def test_a_form_may_have_empty_parts(separators: bytes, shop: ClickShop) -> None:
    await shop.order("order-1001")
    status, answer = await shop.post(body(prepare()).replace(b"&", separators) + b"&")
    assert (200, True) == (status, b'"error": 0,' in answer)
