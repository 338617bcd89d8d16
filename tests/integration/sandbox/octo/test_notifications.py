"""Notifications: one for each final status, in Octo's words, signed, and repeated until they are heard (9, 10)."""

import asyncio

import pytest

from adapters.sandbox.faults import Fault
from adapters.sandbox.octo.notification import signature
from tests.integration.sandbox.octo.merchant import RecordingMerchant
from tests.integration.sandbox.octo.octo import Octo
from tests.unit.gateways.octo.vectors import VECTORS


@pytest.mark.parametrize(("key", "uuid", "status", "expected"), VECTORS)
def test_octo_signs_as_published(key: str, uuid: str, status: str, expected: str) -> None:
    """Section 20."""
    assert expected == signature(unique_key=key, uuid=uuid, status=status)


async def test_a_payment_is_told_with_every_published_field(octo: Octo, merchant: RecordingMerchant) -> None:
    uuid = await octo.created()
    octo.clock.pass_by(minutes=3, seconds=10)
    await octo.simulator.pay(uuid)
    [notice] = merchant.heard
    assert {
        "shop_transaction_id": "txn-0001-1",
        "octo_payment_UUID": uuid,
        "status": "succeeded",
        "total_sum": "12000.0",
        "transfer_sum": "11580.0",
        "refunded_sum": "0.0",
        "currency": "UZS",
        "card_country": "UZ",
        "maskedPan": "860031** **** 1293",
        "riskLevel": 0,
        "payed_time": "2026-01-01 05:03:10",
        "card_type": "UZCARD",
        "card_vendor": "uzcard",
        "is_physical_card": True,
    } == {name: value for name, value in notice.items() if name not in {"signature", "hash_key", "rrn"}}
    assert {"signature", "hash_key", "rrn"} <= notice.keys()


async def test_a_declined_payment_is_told_as_canceled_and_its_link_is_dead(
    octo: Octo, merchant: RecordingMerchant
) -> None:
    uuid = await octo.created()
    await octo.simulator.decline(uuid)
    assert ["canceled"] == merchant.statuses
    assert "canceled" == (await octo.open(uuid)).outcome


async def test_a_notification_nobody_confirms_is_sent_three_times(octo: Octo, merchant: RecordingMerchant) -> None:
    merchant.replies = [500, 404, 503, 200]
    await octo.simulator.pay(await octo.created())
    assert ["succeeded"] * 3 == merchant.statuses
    assert merchant.heard[0] == merchant.heard[1] == merchant.heard[2]


async def test_a_merchant_that_does_not_answer_in_time_is_asked_again(octo: Octo, merchant: RecordingMerchant) -> None:
    merchant.answers_after = asyncio.Event()
    await octo.simulator.pay(await octo.created())
    merchant.answers_after.set()
    assert ["succeeded"] * 3 == merchant.statuses


async def test_a_link_that_runs_out_can_be_told(octo: Octo, merchant: RecordingMerchant) -> None:
    await octo.simulator.run_out(await octo.created())
    assert ["canceled"] == merchant.statuses


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault.LOST, []),
        (Fault.TWICE, ["succeeded", "succeeded"]),
        (Fault.CONTRADICT, ["canceled", "succeeded"]),
        (Fault.LATE, []),
    ],
)
async def test_a_notification_goes_wrong_as_planned(
    fault: Fault, expected: list[str], octo: Octo, merchant: RecordingMerchant
) -> None:
    octo.simulator.plan([fault], operation="notify", reference="txn-0001-1")
    await octo.simulator.pay(await octo.created())
    assert expected == merchant.statuses
    assert "succeeded" == (await octo.status())["data"]["status"]


async def test_a_late_notification_comes_after_the_one_that_follows_it(octo: Octo, merchant: RecordingMerchant) -> None:
    octo.simulator.plan([Fault.LATE], operation="notify")
    uuid = await octo.created(auto_capture=False)
    await octo.simulator.pay(uuid)
    await octo.set_accept(uuid, "capture", final_amount=12000)
    assert ["succeeded", "waiting_for_capture"] == merchant.statuses


async def test_a_late_notification_that_nothing_follows_is_sent_on_demand(
    octo: Octo, merchant: RecordingMerchant
) -> None:
    octo.simulator.plan([Fault.LATE], operation="notify")
    uuid = await octo.created()
    await octo.simulator.pay(uuid)
    await octo.simulator.deliver_withheld(uuid)
    await octo.simulator.deliver_withheld(uuid)
    assert ["succeeded"] == merchant.statuses


async def test_a_capture_while_its_hold_is_being_told_is_told_once(octo: Octo, merchant: RecordingMerchant) -> None:
    """The merchant calls set_accept before it has answered the notification."""
    merchant.answers_after = asyncio.Event()
    uuid = await octo.created(auto_capture=False)
    paying = asyncio.create_task(octo.simulator.pay(uuid))
    await merchant.hears.acquire()
    deciding = asyncio.create_task(octo.set_accept(uuid, "capture", final_amount=12000))
    await merchant.hears.acquire()
    merchant.answers_after.set()
    await asyncio.gather(paying, deciding)
    assert ["waiting_for_capture", "succeeded"] == merchant.statuses
