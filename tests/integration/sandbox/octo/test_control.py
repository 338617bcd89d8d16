"""The control routes: a campaign plays payer, cabinet and bad luck over HTTP and compares the books."""

from typing import Any

import pytest

from tests.integration.sandbox.octo.merchant import RecordingMerchant
from tests.integration.sandbox.octo.octo import Octo


async def act(octo: Octo, action: str, *, status: int = 200, **fields: object) -> dict[str, Any]:
    return await octo.post(f"_control/{action}", {"payment": "txn-0001-1", **fields}, status=status)


async def test_a_whole_story_over_http(octo: Octo, merchant: RecordingMerchant) -> None:
    merchant.replies = [{"accept_status": "waiting_user_action"}]
    uuid = await octo.created(auto_capture=False)
    assert "waiting_for_capture" == (await act(octo, "pay"))["status"]
    assert 1_000_000 == (await act(octo, "capture", amount=1_000_000))["captured"]
    await octo.post("_control/refunds", {"outcomes": ["pending"]})
    await octo.refund(uuid, "r-1", 2000)
    assert 200_000 == (await octo.post("_control/settle_refund", _settle("failed")))["refunded"] + 200_000
    assert 100_000 == (await act(octo, "refund", amount=100_000))["refunded"]
    assert ["waiting_for_capture", "succeeded"] == merchant.statuses


def _settle(outcome: str) -> dict[str, Any]:
    return {"payment": "txn-0001-1", "shop_refund_id": "r-1", "outcome": outcome}


async def test_the_books_are_read_without_changing_anything(octo: Octo) -> None:
    uuid = await octo.created()
    await act(octo, "pay")
    expected = {
        "shop_transaction_id": "txn-0001-1",
        "octo_payment_uuid": uuid,
        "status": "succeeded",
        "test": True,
        "currency": "UZS",
        "total": 1_200_000,
        "held": 0,
        "captured": 1_200_000,
        "refunded": 0,
        "refund_pending": 0,
        "kept": 1_200_000,
        "refunds": {},
    }
    async with octo.client.get("/sandbox/octo/_control/payments") as answer:
        assert [expected] == await answer.json()
    async with octo.client.get("/sandbox/octo/_control/payments/txn-0001-1") as answer:
        assert expected == await answer.json()
    async with octo.client.get("/sandbox/octo/_control/payments/nobody") as answer:
        assert 404 == answer.status


async def test_faults_and_switches_are_set_over_http(octo: Octo) -> None:
    await octo.post("_control/faults", {"operation": "create", "faults": ["busy", "refuse"]})
    assert [11, 10, 0] == [(await octo.create())["error"] for _ in range(3)]
    changed = await octo.post("_control/behaviour", {"envelope": "data", "read_interval": 0})
    assert ("data", "error") == (changed["envelope"], changed["repeated_create"])
    assert [0, 0] == [(await octo.read())["error"] for _ in range(2)]


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("steal", {}, 404),
        ("pay", {"payment": "nobody"}, 409),
        ("capture", {}, 409),
        ("refund", {"amount": 5}, 409),
        ("refund", {}, 400),
        ("settle_refund", {"shop_refund_id": "r", "outcome": "lost"}, 400),
        ("faults", {"operation": "create", "faults": ["lost"]}, 400),
        ("faults", {"operation": "create", "faults": "cut"}, 400),
        ("behaviour", {"envelope": "paper"}, 400),
    ],
)
async def test_what_is_impossible_is_refused(path: str, fields: dict[str, Any], status: int, octo: Octo) -> None:
    await octo.created()
    await act(octo, path, status=status, **fields)
    assert "created" == octo.simulator.statement("txn-0001-1").status
