"""Refunds: limits, repeats, three outcomes, and what the cabinet does by itself (protocol, section 8)."""

import pytest

from adapters.sandbox.octo.behaviour import Behaviour, Envelope, Repeat
from adapters.sandbox.octo.refund import RefundStatus
from tests.integration.sandbox.octo.merchant import RecordingMerchant
from tests.integration.sandbox.octo.octo import Octo


@pytest.fixture
async def paid(octo: Octo) -> str:
    """A payment of 12 000 soums."""
    uuid = await octo.created()
    await octo.simulator.pay(uuid)
    return uuid


async def test_a_partial_refund_is_answered_as_in_the_published_example(paid: str, octo: Octo) -> None:
    octo.clock.pass_by(days=1)
    data = (await octo.refund(paid, "r-1", 5000.00))["data"]
    assert (paid, "succeeded", "2026-01-02 05:00:00") == (
        data["octo_payment_UUID"],
        data["status"],
        data["refund_time"],
    )
    assert "5000.0" == (await octo.status())["data"]["refunded_sum"]
    assert "succeeded" == (await octo.status())["data"]["status"]


async def test_the_parts_add_up_to_what_was_paid_and_not_a_tiyin_more(paid: str, octo: Octo) -> None:
    assert 0 == (await octo.refund(paid, "r-1", 5000))["error"]
    assert 22 == (await octo.refund(paid, "r-2", 7000.01))["error"]
    assert 0 == (await octo.refund(paid, "r-3", 7000))["error"]
    assert "Wrong amount to refund" == (await octo.refund(paid, "r-4", 1000))["errMessage"]
    assert 0 == octo.simulator.statement(paid).kept


async def test_only_what_was_captured_of_a_hold_can_go_back(octo: Octo, merchant: RecordingMerchant) -> None:
    merchant.replies = [{"accept_status": "capture", "final_amount": 10000.00}]
    uuid = await octo.created(auto_capture=False)
    await octo.simulator.pay(uuid)
    assert 22 == (await octo.refund(uuid, "r-1", 10001))["error"]
    assert 0 == (await octo.refund(uuid, "r-2", 10000))["error"]
    assert "12000.0" == (await octo.status())["data"]["refunded_sum"]


async def test_at_most_ten_million_soums_go_back_at_once(octo: Octo) -> None:
    uuid = await octo.created(total_sum=25_000_000)
    await octo.simulator.pay(uuid)
    assert 22 == (await octo.refund(uuid, "r-1", 10_000_000.01))["error"]
    for key, amount in (("r-2", 10_000_000), ("r-3", 10_000_000), ("r-4", 5_000_000)):
        assert 0 == (await octo.refund(uuid, key, amount))["error"]
    assert 2_500_000_000 == octo.simulator.statement(uuid).refunded


@pytest.mark.parametrize(("amount", "code"), [(0.99, 22), (1, 0), (0, 1), ("5", 1), (1.001, 1), (None, 1)])
async def test_a_dollar_is_the_least(amount: object, code: int, octo: Octo) -> None:
    uuid = await octo.created(currency="USD", total_sum=20)
    await octo.simulator.pay(uuid)
    assert code == (await octo.refund(uuid, "r-1", amount))["error"]


async def test_a_repeat_under_one_id_returns_the_money_once(paid: str, octo: Octo) -> None:
    first = await octo.refund(paid, "r-1", 5000)
    assert first == await octo.refund(paid, "r-1", 5000)
    octo.simulator.behave(Behaviour(repeated_refund=Repeat.ERROR))
    assert 22 == (await octo.refund(paid, "r-1", 5000))["error"]
    assert 500_000 == octo.simulator.statement(paid).refunded


@pytest.mark.parametrize(("outcome", "refunded"), [("succeeded", "5000.0"), ("failed", "0.0")])
async def test_a_pending_refund_arrives_or_fails_later(outcome: str, refunded: str, paid: str, octo: Octo) -> None:
    octo.simulator.plan_refunds([RefundStatus.PENDING], reference="txn-0001-1")
    assert "pending" == (await octo.refund(paid, "r-1", 5000))["data"]["status"]
    assert "0.0" == (await octo.status())["data"]["refunded_sum"]
    assert 22 == (await octo.refund(paid, "r-2", 8000))["error"]
    await octo.simulator.settle_refund(paid, key="r-1", outcome=RefundStatus(outcome))
    assert refunded == (await octo.status())["data"]["refunded_sum"]
    assert outcome == (await octo.refund(paid, "r-1", 5000))["data"]["status"]


async def test_a_refund_can_fail_at_once_and_returns_nothing(paid: str, octo: Octo) -> None:
    octo.simulator.plan_refunds([RefundStatus.FAILED], reference="r-1")
    assert "failed" == (await octo.refund(paid, "r-1", 5000))["data"]["status"]
    assert "succeeded" == (await octo.refund(paid, "r-2", 12000))["data"]["status"]


async def test_the_old_flat_answer_says_ok_whatever_becomes_of_the_refund(paid: str, octo: Octo) -> None:
    octo.simulator.behave(Behaviour(envelope=Envelope.TOP_LEVEL))
    octo.simulator.plan_refunds([RefundStatus.PENDING])
    answer = await octo.refund(paid, "r-1", 5000)
    assert ("ok", False) == (answer["status"], "data" in answer)


async def test_what_was_not_paid_cannot_be_refunded(octo: Octo) -> None:
    assert (await octo.refund(await octo.created(), "r-1", 5000))["error"]
    assert (await octo.refund("4556a13e-f763-4b91-9387-92395fd51ccf", "r-1", 5000))["error"]


async def test_a_refund_in_the_cabinet_shows_in_the_status_and_is_told_only_where_octo_tells_refunds(
    paid: str, octo: Octo, merchant: RecordingMerchant
) -> None:
    await octo.simulator.send_back(paid, amount=500_000)
    assert ["succeeded"] == merchant.statuses
    assert "5000.0" == (await octo.status())["data"]["refunded_sum"]
    octo.simulator.behave(Behaviour(announces_refunds=True))
    await octo.simulator.send_back(paid, amount=100_000)
    assert "6000.0" == merchant.heard[-1]["refunded_sum"]
    await octo.refund(paid, "r-1", 6000)
    assert "12000.0" == merchant.heard[-1]["refunded_sum"]
