"""Notifications: authentic, bound, compared, confirmed, and followed in any order (protocol, sections 9, 18, 20)."""

import asyncio
import hashlib
import json

import pytest

from adapters.sandbox.faults import Fault
from billing.domain.details.octo import OctoDetails
from billing.domain.discrepancy import DiscrepancyKind
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from tests.contract.octo.shop import OctoShop, octo_reference, octo_uuid
from tests.unit.gateways.octo.shop import KEY


def notice(transaction: Transaction, status: str, *, key: str = KEY, **changes: object) -> bytes:
    """A notification as Octo writes it; a change to None leaves the field out."""
    uuid = str(changes.get("octo_payment_UUID", octo_uuid(transaction)))
    fields = {
        "shop_transaction_id": octo_reference(transaction),
        "octo_payment_UUID": uuid,
        "status": status,
        "signature": hashlib.sha1(f"{key}{uuid}{status}".encode(), usedforsecurity=False).hexdigest().upper(),
        "hash_key": "e27d3f79-3189-44e9-8a66-566a141025df",
        "total_sum": 12000.0,
        "currency": "UZS",
        **changes,
    }
    return json.dumps({name: value for name, value in fields.items() if value is not None}).encode()


async def test_a_payment_is_booked_once_however_often_it_is_told(taking: OctoShop) -> None:
    paid = await taking.paid()
    assert Status.COMPLETED is paid.status
    answers = await asyncio.gather(*(taking.say(notice(paid, "succeeded")) for _ in range(20)))
    assert {(200, b'{"status": "ok"}')} == set(answers)
    assert 1 == await taking.completions()
    assert paid.captured_amount == paid.amount


async def test_what_octo_tells_of_the_card_is_kept(taking: OctoShop) -> None:
    details = (await taking.paid()).details
    assert isinstance(details, OctoDetails)
    assert ("UZCARD", "860031** **** 1293", "11580.0", "succeeded") == (
        details.card_type,
        details.card_masked_pan,
        details.transfer_sum,
        details.status,
    )


@pytest.mark.parametrize("key", ["", "2f6e0c1d-7a3b-4c5d-9e8f-001122334455", "oct_uniq_7Qf3pZ\n"])
async def test_a_forged_notification_is_refused_and_octo_is_not_even_asked(key: str, taking: OctoShop) -> None:
    transaction = await taking.order()
    taking.simulator.plan([Fault.REFUSE], operation="status")
    assert (403, b'{"error": "invalid signature"}') == await taking.say(notice(transaction, "succeeded", key=key))
    assert Status.PENDING is await taking.status(transaction)
    assert Fault.REFUSE is taking.simulator.faults.next(operation="status", reference="")


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"status": 1}', b"\xff"])
async def test_a_malformed_notification_is_answered_400(body: bytes, taking: OctoShop) -> None:
    assert 400 == (await taking.say(body))[0]


async def test_the_word_about_another_payment_does_not_pay_this_one(taking: OctoShop) -> None:
    """A genuine signature of a cheap payment, attached to an expensive order."""
    cheap, dear = await taking.paid(tiyin=100_000), await taking.order(tiyin=100_000_000)
    status, _ = await taking.say(notice(dear, "succeeded", octo_payment_UUID=octo_uuid(cheap), total_sum=None))
    assert 404 == status
    assert Status.PENDING is await taking.status(dear)


@pytest.mark.parametrize("changes", [{"total_sum": 1.00}, {"total_sum": "much"}, {"currency": "USD"}])
async def test_another_sum_or_currency_beside_the_signature_books_nothing(
    changes: dict[str, object], taking: OctoShop
) -> None:
    transaction = await taking.order()
    taking.simulator.plan([Fault.LOST], operation="notify")
    await taking.simulator.pay(octo_reference(transaction))
    assert 200 == (await taking.say(notice(transaction, "succeeded", **changes)))[0]
    assert Status.PENDING is await taking.status(transaction)
    await taking.work()
    assert Status.COMPLETED is await taking.status(transaction)


async def test_a_notification_with_the_five_guaranteed_fields_is_enough(taking: OctoShop) -> None:
    transaction = await taking.order()
    taking.simulator.plan([Fault.LOST], operation="notify")
    await taking.simulator.pay(octo_reference(transaction))
    await taking.say(notice(transaction, "succeeded", total_sum=None, currency=None))
    assert Status.COMPLETED is await taking.status(transaction)


async def test_a_genuine_word_that_octo_does_not_confirm_books_nothing(taking: OctoShop) -> None:
    transaction = await taking.order()
    assert 200 == (await taking.say(notice(transaction, "succeeded")))[0]
    assert Status.PENDING is await taking.status(transaction)


@pytest.mark.parametrize("fault", [Fault.TIME_OUT_BEFORE, Fault.ERROR_BEFORE, Fault.GARBAGE, Fault.REFUSE])
async def test_what_octo_cannot_confirm_now_it_is_made_to_say_again(fault: Fault, taking: OctoShop) -> None:
    taking.simulator.plan([fault], operation="status")
    transaction = await taking.paid()
    assert [503, 200] == [one.http_status for one in taking.simulator.payment(octo_reference(transaction)).exchanges]
    assert Status.COMPLETED is transaction.status


async def test_a_payment_nobody_tells_us_of_is_found_by_asking(taking: OctoShop) -> None:
    taking.simulator.plan([Fault.LOST], operation="notify")
    transaction = await taking.paid()
    assert Status.PENDING is transaction.status
    await taking.work()
    assert Status.COMPLETED is await taking.status(transaction)


async def test_a_declined_payment_is_over(taking: OctoShop) -> None:
    transaction = await taking.order()
    await taking.simulator.decline(octo_reference(transaction))
    assert Status.CANCELED is await taking.status(transaction)


async def test_a_contradiction_before_the_truth_changes_nothing(taking: OctoShop) -> None:
    taking.simulator.plan([Fault.CONTRADICT], operation="notify")
    transaction = await taking.paid()
    assert Status.COMPLETED is transaction.status
    assert ["canceled", "succeeded"] == [
        one.fields["status"] for one in taking.simulator.payment(octo_reference(transaction)).exchanges
    ]


@pytest.mark.parametrize("status", ["waiting_for_capture", "created", "canceled"])
async def test_an_old_word_replayed_after_the_payment_changes_nothing_and_captures_nothing(
    status: str, taking: OctoShop
) -> None:
    paid = await taking.paid()
    assert (200, b'{"status": "ok"}') == await taking.say(notice(paid, status))
    assert Status.COMPLETED is await taking.status(paid)


async def test_an_unknown_payment_is_answered_as_such_and_its_hold_is_released(taking: OctoShop) -> None:
    transaction = await taking.order()
    for reference in ("nobody", "01890000-0000-7000-8000-0000000000aa-1", f"{transaction.id}-0"):
        assert 404 == (await taking.say(notice(transaction, "succeeded", shop_transaction_id=reference)))[0]
        hold = notice(transaction, "waiting_for_capture", shop_transaction_id=reference)
        assert (200, b'{"accept_status": "cancel"}') == await taking.say(hold)


async def test_a_refund_made_in_octos_cabinet_is_followed(taking: OctoShop) -> None:
    paid = await taking.paid()
    await taking.simulator.send_back(octo_reference(paid), amount=500_000)
    await taking.simulator.repeat(octo_reference(paid))
    assert Status.PARTIALLY_REFUNDED is await taking.status(paid)
    await taking.simulator.send_back(octo_reference(paid), amount=700_000)
    await taking.simulator.repeat(octo_reference(paid))
    after = await taking.transaction(paid)
    assert (Status.REFUNDED, after.amount) == (after.status, after.refunded_amount)


async def test_a_second_payment_through_another_link_is_recorded_once_and_goes_back_by_itself(taking: OctoShop) -> None:
    taking.simulator.plan([Fault.ERROR_AFTER], operation="create")
    order = await taking.failing_order()
    await taking.work()
    await taking.simulator.pay(f"{order.id}-2")
    await taking.simulator.pay(f"{order.id}-1")
    await taking.simulator.repeat(f"{order.id}-1")
    [surplus] = await taking.discrepancies(order)
    assert (DiscrepancyKind.SURPLUS_PAYMENT, f"{order.id}-1", order.amount, True) == (
        surplus.kind,
        surplus.payment,
        surplus.amount,
        surplus.is_open,
    )
    await taking.work()
    await taking.simulator.repeat(f"{order.id}-1")
    [returned] = await taking.discrepancies(order)
    assert not returned.is_open
    assert 0 == taking.simulator.statement(f"{order.id}-1").kept
    assert order.amount.minor_units == taking.simulator.statement(f"{order.id}-2").kept
    assert Status.COMPLETED is await taking.status(order)


async def test_a_return_without_an_answer_goes_back_once(taking: OctoShop) -> None:
    order = await taking.order()
    await taking.cancel(order)
    await taking.simulator.pay(octo_reference(order))
    taking.simulator.plan([Fault.TIME_OUT_AFTER], operation="refund")
    await taking.work(rounds=3)
    [returned] = await taking.discrepancies(order)
    assert not returned.is_open
    assert 1 == len(taking.books(order).refunds)
    assert 0 == taking.books(order).kept
