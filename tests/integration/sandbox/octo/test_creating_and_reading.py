"""`prepare_payment`: one address that creates with a sum and reads without one (protocol, sections 2 to 4)."""

import re
from typing import Any

import pytest

from adapters.sandbox.octo.behaviour import Behaviour, Envelope, Repeat
from tests.integration.sandbox.octo.merchant import SECRET, SHOP_ID
from tests.integration.sandbox.octo.octo import Octo


async def test_a_payment_is_created_as_in_the_published_example(octo: Octo) -> None:
    answer = await octo.create()
    data = answer["data"]
    assert (0, None, None) == (answer["error"], answer["errMessage"], answer["errorMessage"])
    assert ("txn-0001-1", "created") == (data["shop_transaction_id"], data["status"])
    assert ("12000.0", "0.0") == (data["total_sum"], data["refunded_sum"])
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", data["octo_payment_UUID"])
    assert data["octo_pay_url"].endswith(f"/sandbox/octo/pay/{data['octo_payment_UUID']}?language=uz")
    assert data == {name: answer[name] for name in data}


@pytest.mark.parametrize(("envelope", "inside", "above"), [("data", True, False), ("top_level", False, True)])
async def test_the_fields_can_stand_in_data_or_at_the_top_level_alone(
    *, envelope: str, inside: bool, above: bool, octo: Octo
) -> None:
    octo.simulator.behave(Behaviour(envelope=Envelope(envelope)))
    answer = await octo.create()
    assert (inside, above) == ("data" in answer, "octo_payment_UUID" in answer)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"octo_secret": "wrong"}, 2),
        ({"octo_shop_id": 54321}, 2),
        ({"octo_shop_id": "12345"}, 1),
        ({"shop_transaction_id": ""}, 1),
        ({"shop_transaction_id": "x" * 65}, 1),
        ({"total_sum": 0}, 1),
        ({"total_sum": -1}, 1),
        ({"total_sum": 100.005}, 1),
        ({"total_sum": "12000"}, 1),
        ({"total_sum": True}, 1),
        ({"total_sum": 1e300}, 1),
        ({"currency": "EUR"}, 1),
        ({"description": "x" * 251}, 1),
        ({"auto_capture": "false"}, 1),
        ({"test": "false"}, 1),
        ({"init_time": "2026-01-01T05:00:00Z"}, 1),
        ({"notify_url": ""}, 1),
        ({"notify_url": "/webhooks/octo"}, 1),
        ({"payment_methods": ["uzcard"]}, 1),
        ({"payment_methods": [{"method": "qiwi"}]}, 1),
        ({"language": "de"}, 1),
        ({"ttl": 0}, 1),
        ({"ttl": "15"}, 1),
        ({"tsp_id": "7"}, 1),
        ({"user_data": {"phone": "+998 90 123 45 67"}}, 10),
        ({"user_data": {"user_id": 7}}, 10),
    ],
)
async def test_a_wrong_field_is_refused_with_http_200_and_an_error(
    changes: dict[str, Any], code: int, octo: Octo
) -> None:
    answer = await octo.create(**changes)
    assert (code, None) == (answer["error"], answer["data"])
    assert answer["errMessage"] == answer["errorMessage"] != ""
    assert () == octo.simulator.statements()


async def test_the_wrong_secret_is_told_in_octos_words(octo: Octo) -> None:
    assert "Wrong secret" == (await octo.create(octo_secret="another"))["errMessage"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"octo_shop_id": NaN}', b"\xff"])
async def test_a_body_that_is_no_object_is_a_data_format_error(body: bytes, octo: Octo) -> None:
    async with octo.client.post("/sandbox/octo/prepare_payment", data=body) as answer:
        assert (200, 1) == (answer.status, (await answer.json())["error"])


async def test_goods_the_bank_has_not_registered_are_refused_in_octos_words(octo: Octo) -> None:
    goods = {"position_desc": "Book", "count": 2, "price": 6000, "spic": "00305001001000001", "nds": 1}
    refused = await octo.create(basket=[{**goods, "inn": "123456", "package_code": "1425207"}])
    assert 403 == refused["error"]
    assert (
        "Fiscal object with merchant ID 12345 spic : 00305001001000001 package code : 1425207 nds : 1 inn : 123456 "
        "pinfl : null not contains in system"
    ) == refused["errMessage"]
    assert 0 == (await octo.create(basket=[{**goods, "spic": "00305001001000000"}]))["error"]


async def test_a_basket_that_does_not_add_up_is_refused(octo: Octo) -> None:
    goods = {"position_desc": "Book", "count": 1, "price": 6000, "spic": "00305001001000000"}
    assert 1 == (await octo.create(basket=[goods]))["error"]


async def test_a_full_repeat_is_answered_500_as_observed_live(octo: Octo) -> None:
    await octo.create()
    fields = {"octo_shop_id": SHOP_ID, "octo_secret": SECRET, "shop_transaction_id": "txn-0001-1", "total_sum": 1}
    assert "Internal Server Error" == (await octo.post("prepare_payment", fields, status=500))["error"]


async def test_a_full_repeat_is_answered_with_the_frozen_payment_as_documented(octo: Octo) -> None:
    octo.simulator.behave(Behaviour(repeated_create=Repeat.EXISTING))
    first = await octo.create()
    assert first == await octo.create(total_sum=1, currency="USD", description="another")


async def test_a_status_read_tells_status_and_sums_but_no_address(octo: Octo) -> None:
    uuid = await octo.created()
    assert {
        "shop_transaction_id": "txn-0001-1",
        "octo_payment_UUID": uuid,
        "status": "created",
        "total_sum": "12000.0",
        "refunded_sum": "0.0",
    } == (await octo.status())["data"]


async def test_a_payment_is_read_once_a_second(octo: Octo) -> None:
    await octo.created()
    await octo.created(shop_transaction_id="txn-0002-1")
    assert 0 == (await octo.read())["error"]
    octo.clock.pass_by(seconds=0.9)
    refused = await octo.read()
    assert (11, "Requests too often. Minimum delay is 1 second") == (refused["error"], refused["errMessage"])
    assert 0 == (await octo.read("txn-0002-1"))["error"]
    octo.clock.pass_by(seconds=0.2)
    assert 0 == (await octo.read())["error"]


async def test_an_unknown_payment_cannot_be_read(octo: Octo) -> None:
    answer = await octo.read("nobody")
    assert answer["error"]
    assert answer["data"] is None


async def test_a_link_nobody_pays_runs_out_after_its_ttl(octo: Octo) -> None:
    uuid = await octo.created(ttl=15)
    await octo.open(uuid)
    octo.clock.pass_by(minutes=14)
    assert "wait_user_action" == (await octo.status())["data"]["status"]
    octo.clock.pass_by(minutes=1)
    assert "canceled" == (await octo.status())["data"]["status"]
