"""Two-stage payments: a hold waits for one decision, in the reply to its notification or by `set_accept` (6, 9)."""

from typing import Any

import pytest

from tests.integration.sandbox.octo.merchant import RecordingMerchant
from tests.integration.sandbox.octo.octo import Octo


@pytest.fixture
async def hold(octo: Octo) -> str:
    """A payment that is to be held."""
    return await octo.created(auto_capture=False)


async def test_a_hold_waits_when_the_merchant_says_so_and_is_captured_later(
    hold: str, octo: Octo, merchant: RecordingMerchant
) -> None:
    merchant.replies = [{"accept_status": "waiting_user_action"}]
    await octo.simulator.pay(hold)
    assert ["waiting_for_capture"] == merchant.statuses
    assert (1_200_000, 0) == (octo.simulator.statement(hold).held, octo.simulator.statement(hold).captured)
    data = (await octo.set_accept(hold, "capture", final_amount=10000.00))["data"]
    assert ("succeeded", "9650.0", "2000.0") == (data["status"], data["transfer_sum"], data["refunded_sum"])
    assert "2026-01-01 05:00:00" == data["payed_time"]
    assert ["waiting_for_capture", "succeeded"] == merchant.statuses
    assert ("2000.0", "9650.0") == (merchant.heard[1]["refunded_sum"], merchant.heard[1]["transfer_sum"])
    assert (0, 1_000_000) == (octo.simulator.statement(hold).held, octo.simulator.statement(hold).captured)


@pytest.mark.parametrize(
    ("reply", "statuses", "captured"),
    [
        ({"accept_status": "capture"}, ["waiting_for_capture", "succeeded"], 1_200_000),
        ({"accept_status": "capture", "final_amount": 10000.00}, ["waiting_for_capture", "succeeded"], 1_000_000),
        ({"accept_status": "cancel"}, ["waiting_for_capture", "canceled"], 0),
        ({"accept_status": "waiting_user_action"}, ["waiting_for_capture"], 0),
    ],
)
async def test_the_reply_to_the_notification_is_the_decision(
    reply: dict[str, Any], statuses: list[str], captured: int, *, hold: str, octo: Octo, merchant: RecordingMerchant
) -> None:
    merchant.replies = [reply]
    await octo.simulator.pay(hold)
    assert statuses == merchant.statuses
    assert captured == octo.simulator.statement(hold).captured


@pytest.mark.parametrize(
    "reply",
    [
        {"status": "ok"},
        {"accept_status": "capture", "final_amount": 12000.01},
        {"accept_status": "capture", "final_amount": "all"},
        "capture",
        500,
    ],
)
async def test_a_hold_without_a_clear_decision_is_announced_again_and_stays_held(
    reply: dict[str, Any] | int | str, hold: str, octo: Octo, merchant: RecordingMerchant
) -> None:
    merchant.replies = [reply] * 3
    await octo.simulator.pay(hold)
    assert ["waiting_for_capture"] * 3 == merchant.statuses
    assert 1_200_000 == octo.simulator.statement(hold).held


async def test_a_hold_is_decided_once(hold: str, octo: Octo, merchant: RecordingMerchant) -> None:
    merchant.replies = [{"accept_status": "waiting_user_action"}]
    await octo.simulator.pay(hold)
    assert "canceled" == (await octo.set_accept(hold, "cancel"))["data"]["status"]
    assert (await octo.set_accept(hold, "capture", final_amount=12000))["error"]
    assert (await octo.set_accept(hold, "cancel"))["error"]
    assert ["waiting_for_capture", "canceled"] == merchant.statuses
    assert 0 == octo.simulator.statement(hold).captured


@pytest.mark.parametrize(("verdict", "fields"), [("capture", {"final_amount": 12000.01}), ("maybe", {}), ("", {})])
async def test_a_decision_that_cannot_be_is_refused_and_changes_nothing(
    verdict: str, fields: dict[str, Any], hold: str, octo: Octo, merchant: RecordingMerchant
) -> None:
    merchant.replies = [{"accept_status": "waiting_user_action"}]
    await octo.simulator.pay(hold)
    assert (await octo.set_accept(hold, verdict, **fields))["error"]
    assert 1_200_000 == octo.simulator.statement(hold).held


async def test_what_is_not_held_cannot_be_decided(octo: Octo) -> None:
    uuid = await octo.created()
    assert (await octo.set_accept(uuid, "cancel"))["error"]
    await octo.simulator.pay(uuid)
    assert (await octo.set_accept(uuid, "cancel"))["error"]
    assert 1_200_000 == octo.simulator.statement(uuid).kept


async def test_a_hold_nobody_decides_is_released_after_half_an_hour(
    hold: str, octo: Octo, merchant: RecordingMerchant
) -> None:
    merchant.replies = [{"accept_status": "waiting_user_action"}]
    octo.clock.pass_by(minutes=10)
    await octo.simulator.pay(hold)
    octo.clock.pass_by(minutes=29)
    assert "waiting_for_capture" == (await octo.status())["data"]["status"]
    octo.clock.pass_by(minutes=1)
    assert "canceled" == (await octo.status())["data"]["status"]


async def test_a_capture_in_the_cabinet_is_told_like_any_other(
    hold: str, octo: Octo, merchant: RecordingMerchant
) -> None:
    merchant.replies = [{"accept_status": "waiting_user_action"}]
    await octo.simulator.pay(hold)
    await octo.simulator.capture(hold, amount=500_000)
    assert ["waiting_for_capture", "succeeded"] == merchant.statuses
    assert 500_000 == octo.simulator.statement(hold).kept
