"""Calls that go wrong on request: each fault once, before or after the effect."""

import asyncio

import pytest
from aiohttp import ClientError

from adapters.sandbox.faults import Fault
from adapters.sandbox.octo.refusals import OctoRefusalError
from tests.integration.sandbox.octo.octo import CREATE, Octo

UNDONE = [Fault.REFUSE, Fault.BUSY, Fault.TIME_OUT_BEFORE, Fault.ERROR_BEFORE]
DONE = [Fault.TIME_OUT_AFTER, Fault.ERROR_AFTER, Fault.CUT, Fault.GARBAGE, Fault.SLOW]


async def raw(octo: Octo, path: str, **fields: object) -> str:
    """What a merchant could read of the answer: "no answer", "cut", the HTTP status, or the body's `error`."""
    names = {"octo_shop_id": CREATE["octo_shop_id"], "octo_secret": CREATE["octo_secret"]}
    try:
        async with octo.client.post(f"/sandbox/octo/{path}", json={**names, **fields}) as answer:
            status = answer.status
            try:
                body = await answer.json(content_type=None)
            except ClientError:
                return "cut"
            except ValueError:
                return "garbage"
    except ClientError:
        return "no answer"
    return f"error {body['error']}" if status == 200 else f"http {status}"


SEEN = {
    Fault.TIME_OUT_BEFORE: "no answer",
    Fault.TIME_OUT_AFTER: "no answer",
    Fault.ERROR_BEFORE: "http 500",
    Fault.ERROR_AFTER: "http 500",
    Fault.CUT: "cut",
    Fault.GARBAGE: "garbage",
    Fault.BUSY: "error 11",
    Fault.SLOW: "error 0",
}


@pytest.mark.parametrize("fault", [*UNDONE, *DONE])
async def test_a_payment_is_created_or_not_as_the_fault_says(fault: Fault, octo: Octo) -> None:
    octo.simulator.plan([fault], operation="create", reference="txn-0001-1")
    fields = {**CREATE, "notify_url": octo.notify_url}
    assert SEEN.get(fault, "error 10") == await raw(octo, "prepare_payment", **fields)
    assert (fault in DONE) == bool(octo.simulator.statements())


@pytest.mark.parametrize("fault", [*UNDONE, *DONE])
async def test_a_refund_is_made_or_not_as_the_fault_says(fault: Fault, octo: Octo) -> None:
    uuid = await octo.created()
    await octo.simulator.pay(uuid)
    octo.simulator.plan([fault], operation="refund", reference="r-1")
    seen = await raw(octo, "refund", octo_payment_UUID=uuid, shop_refund_id="r-1", amount=5000)
    assert SEEN.get(fault, "error 22") == seen
    assert (500_000 if fault in DONE else 0) == octo.simulator.statement(uuid).refunded


@pytest.mark.parametrize("fault", [*UNDONE, *DONE])
async def test_a_hold_is_captured_or_not_as_the_fault_says(fault: Fault, octo: Octo) -> None:
    uuid = await octo.created(auto_capture=False)
    octo.simulator.plan([Fault.LOST], operation="notify")
    await octo.simulator.pay(uuid)
    octo.simulator.plan([fault], operation="set_accept", reference="txn-0001-1")
    seen = await raw(octo, "set_accept", octo_payment_UUID=uuid, accept_status="capture", final_amount=12000)
    await octo.simulator.settled()
    assert SEEN.get(fault, "error 99") == seen
    assert (1_200_000 if fault in DONE else 0) == octo.simulator.statement(uuid).captured


@pytest.mark.parametrize("fault", [*UNDONE, *DONE])
async def test_a_status_read_fails_once_and_then_works(fault: Fault, octo: Octo) -> None:
    await octo.created()
    octo.simulator.plan([fault], operation="status")
    assert SEEN.get(fault, "error 1") == await raw(octo, "prepare_payment", shop_transaction_id="txn-0001-1")
    assert 0 == (await octo.status())["error"]


async def test_a_refund_can_be_met_by_the_name_of_its_payment_too(octo: Octo) -> None:
    uuid = await octo.created()
    await octo.simulator.pay(uuid)
    octo.simulator.plan([Fault.REFUSE], operation="refund", reference="txn-0001-1")
    assert [22, 0] == [(await octo.refund(uuid, key, 5000))["error"] for key in ("r-1", "r-2")]


@pytest.mark.parametrize(("operation", "fault"), [("create", Fault.LOST), ("notify", Fault.CUT), ("payout", Fault.CUT)])
def test_what_octo_cannot_do_wrong_is_not_planned(operation: str, fault: Fault, octo: Octo) -> None:
    with pytest.raises(OctoRefusalError):
        octo.simulator.plan([fault], operation=operation)


async def test_twenty_equal_refunds_at_once_return_the_money_once(octo: Octo) -> None:
    uuid = await octo.created()
    await octo.simulator.pay(uuid)
    answers = await asyncio.gather(*(octo.refund(uuid, "r-1", 5000) for _ in range(20)))
    assert 1 == len({answer["data"]["refund_id"] for answer in answers})
    assert 500_000 == octo.simulator.statement(uuid).refunded
