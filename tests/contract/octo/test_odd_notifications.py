"""Notifications as Octo usually does not write them, genuine all the same (protocol, sections 2, 5, 9 and 12)."""

import json

import pytest

from adapters.sandbox.faults import Fault
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from tests.contract.octo.shop import OctoShop, octo_reference, octo_uuid
from tests.contract.octo.test_notifications import notice

HEARD = (200, b'{"status": "ok"}')


async def paid_in_silence(taking: OctoShop) -> Transaction:
    """A payment of 12 000 soums that was paid, and nobody has told us."""
    transaction = await taking.order()
    taking.simulator.plan([Fault.LOST], operation="notify")
    await taking.simulator.pay(octo_reference(transaction))
    return transaction


def written(transaction: Transaction, name: str, value: str) -> bytes:
    """The notification with one field as it is written, not as Python would write it."""
    marked = notice(transaction, "succeeded", **{name: "@"})
    return marked.replace(b'"@"', value.encode())


SAME_SUM = ["12000", "12000.0", "12000.00", "12000.0000", "1.2e4", "1.2E+4", '"12000"', '"12000.00"', "null"]


@pytest.mark.parametrize("value", SAME_SUM)
async def test_a_sum_is_the_same_however_it_is_written(value: str, taking: OctoShop) -> None:
    transaction = await paid_in_silence(taking)
    assert HEARD == await taking.say(written(transaction, "total_sum", value))
    after = await taking.transaction(transaction)
    assert (Status.COMPLETED, transaction.amount, 1) == (
        after.status,
        after.captured_amount,
        await taking.completions(),
    )


OTHER_SUM = [
    "12000.01",
    "11999.99",
    "12000.001",
    "1200000",
    "-12000",
    "0",
    "1e400",
    "true",
    "[12000]",
    "{}",
    '""',
    '"1.2e4"',
    '"12 000"',
    '"12000,00"',
]


@pytest.mark.parametrize("value", OTHER_SUM)
async def test_another_sum_books_nothing_until_octo_is_asked(value: str, taking: OctoShop) -> None:
    """Unsigned: no proof that the payment is another one, either."""
    transaction = await paid_in_silence(taking)
    assert HEARD == await taking.say(written(transaction, "total_sum", value))
    assert (Status.PENDING, 0) == (await taking.status(transaction), await taking.completions())
    await taking.work()
    assert (Status.COMPLETED, 1) == (await taking.status(transaction), await taking.completions())


NO_NOTIFICATIONS = {
    "a sum that is no number": lambda genuine: genuine.replace(b"12000.0", b"NaN"),
    "a sum with zeros before it": lambda genuine: genuine.replace(b"12000.0", b"012000.0"),
    "something behind it": lambda genuine: genuine + b"x",
    "a list of it": lambda genuine: b"[" + genuine + b"]",
    "half of it": lambda genuine: genuine[: len(genuine) // 2],
    "single quotes": lambda genuine: genuine.replace(b'"', b"'"),
    "a form": lambda _: b"status=succeeded",
}


@pytest.mark.parametrize("name", NO_NOTIFICATIONS)
async def test_what_is_no_json_object_is_malformed_and_changes_nothing(name: str, taking: OctoShop) -> None:
    transaction = await paid_in_silence(taking)
    before = await taking.transaction(transaction)
    status, answer = await taking.say(NO_NOTIFICATIONS[name](notice(transaction, "succeeded")))
    assert (400, ["error"]) == (status, list(json.loads(answer)))
    assert before == await taking.transaction(transaction)


@pytest.mark.parametrize("status", ["SUCCEEDED", "Succeeded", " succeeded "])
async def test_a_status_is_the_same_word_in_any_case(status: str, taking: OctoShop) -> None:
    """Its signature is over what was written (section 5)."""
    transaction = await paid_in_silence(taking)
    assert HEARD == await taking.say(notice(transaction, status))
    assert Status.COMPLETED is await taking.status(transaction)


async def test_a_payment_has_the_same_name_in_capitals(taking: OctoShop) -> None:
    transaction = await paid_in_silence(taking)
    assert HEARD == await taking.say(notice(transaction, "succeeded", octo_payment_UUID=octo_uuid(transaction).upper()))
    assert Status.COMPLETED is await taking.status(transaction)


@pytest.mark.parametrize("status", ["success", "paid", "refund", "", "succeeded\x00", "успех"])
async def test_a_word_octo_does_not_know_is_malformed(status: str, taking: OctoShop) -> None:
    """Also where it is signed: uuid and status are joined without a separator, so a split of them could be forged."""
    transaction = await paid_in_silence(taking)
    assert 400 == (await taking.say(notice(transaction, status)))[0]
    assert (Status.PENDING, 0) == (await taking.status(transaction), await taking.completions())


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded", "application/json"])
async def test_the_body_is_json_whatever_the_content_type_says(content_type: str, taking: OctoShop) -> None:
    transaction = await paid_in_silence(taking)
    headers = {"Content-Type": content_type} if content_type else {}
    async with taking.shell.client.post(taking.path, data=notice(transaction, "succeeded"), headers=headers) as answer:
        assert (200, "application/json", {"status": "ok"}) == (
            answer.status,
            answer.content_type,
            await answer.json(),
        )
    assert Status.COMPLETED is await taking.status(transaction)


async def test_fields_nobody_knows_are_passed_over(taking: OctoShop) -> None:
    transaction = await paid_in_silence(taking)
    more = {"something_new": {"a": [1, None]}, "riskLevel": -1, "is_physical_card": "no", "payed_time": 5, "rrn": []}
    assert HEARD == await taking.say(notice(transaction, "succeeded", **more))
    assert Status.COMPLETED is await taking.status(transaction)


async def test_what_the_merchant_receives_is_not_what_the_payer_paid(taking: OctoShop) -> None:
    """Pitfall 8: `transfer_sum` is the sum without Octo's commission."""
    transaction = await paid_in_silence(taking)
    await taking.say(notice(transaction, "succeeded", total_sum=None, transfer_sum=1.0))
    assert transaction.amount == (await taking.transaction(transaction)).captured_amount
