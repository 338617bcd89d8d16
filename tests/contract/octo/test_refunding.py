"""Refunds: in parts of ten million, each once, and finished only when Octo says so (protocol, sections 8 and 20)."""

from uuid import UUID

import pytest

from adapters.sandbox.faults import Fault
from adapters.sandbox.octo.behaviour import Envelope, Repeat
from adapters.sandbox.octo.refund import RefundStatus as OctoRefundStatus
from billing.domain.errors import RefundExceedsCapturedError
from billing.domain.provider_call import CallStatus, Operation
from billing.domain.refund import RefundOrigin, RefundStatus
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from shared_kernel.errors import HamyonError
from tests.contract.octo.shop import OctoShop, octo_reference

LOST = [Fault.TIME_OUT_BEFORE, Fault.TIME_OUT_AFTER, Fault.ERROR_BEFORE, Fault.ERROR_AFTER, Fault.CUT, Fault.GARBAGE]
MILLION = 100_000_000


async def test_parts_of_a_payment_go_back_until_nothing_is_left(taking: OctoShop) -> None:
    paid = await taking.paid()
    await taking.refund(paid, tiyin=500_000)
    assert Status.PARTIALLY_REFUNDED is await taking.status(paid)
    await taking.refund(paid, tiyin=700_000)
    assert Status.REFUNDED is await taking.status(paid)
    with pytest.raises(HamyonError):
        await taking.refund(paid, tiyin=1)
    assert 0 == taking.books(paid).kept


async def test_more_than_was_paid_never_reaches_octo(taking: OctoShop) -> None:
    paid = await taking.paid()
    taking.simulator.plan([Fault.REFUSE], operation="refund")
    with pytest.raises(RefundExceedsCapturedError):
        await taking.refund(paid, tiyin=1_200_001)
    assert Fault.REFUSE is taking.simulator.faults.next(operation="refund", reference="")


async def test_twenty_five_million_are_three_refunds_at_octo(taking: OctoShop) -> None:
    paid = await taking.paid(tiyin=25 * MILLION)
    refund = await taking.refund(paid)
    assert RefundStatus.SUCCEEDED is refund.status
    assert {f"{refund.id}-{part}" for part in (1, 2, 3)} == set(taking.books(paid).refunds)
    assert Status.REFUNDED is await taking.status(paid)


@pytest.mark.parametrize("part", [1, 2, 3])
@pytest.mark.parametrize("fault", [*LOST, Fault.BUSY])
async def test_a_refund_in_parts_goes_on_where_it_stopped(part: int, fault: Fault, taking: OctoShop) -> None:
    paid = await taking.paid(tiyin=25 * MILLION)
    taking.simulator.plan([Fault.SLOW] * (part - 1) + [fault], operation="refund")
    refund = await taking.refund(paid)
    assert RefundStatus.PENDING is refund.status
    await taking.work(rounds=2)
    [after] = await taking.refunds(paid)
    assert RefundStatus.SUCCEEDED is after.status
    assert 25 * MILLION == taking.books(paid).refunded
    assert 3 == len(taking.books(paid).refunds)


async def test_a_part_that_is_refused_after_others_have_gone_fails_nothing(taking: OctoShop) -> None:
    paid = await taking.paid(tiyin=25 * MILLION)
    taking.simulator.plan([Fault.SLOW, Fault.REFUSE], operation="refund")
    assert RefundStatus.PENDING is (await taking.refund(paid)).status
    assert 10 * MILLION == taking.books(paid).refunded
    await taking.work(rounds=2)
    assert 25 * MILLION == taking.books(paid).refunded
    assert Status.REFUNDED is await taking.status(paid)


@pytest.mark.parametrize("repeated", list(Repeat))
@pytest.mark.parametrize("fault", LOST)
async def test_a_refund_without_an_answer_goes_back_once(fault: Fault, repeated: Repeat, taking: OctoShop) -> None:
    """Also where Octo answers a repeat with an error: what it has refunded already is not asked for again."""
    paid = await taking.paid()
    taking.behave(repeated_refund=repeated)
    taking.simulator.plan([fault], operation="refund")
    assert RefundStatus.PENDING is (await taking.refund(paid, tiyin=500_000)).status
    await taking.work(rounds=2)
    [refund] = await taking.refunds(paid)
    assert RefundStatus.SUCCEEDED is refund.status
    assert 500_000 == taking.books(paid).refunded == (await taking.transaction(paid)).refunded_amount.minor_units


async def test_a_refund_that_octo_counts_already_is_not_asked_for_a_second_time(taking: OctoShop) -> None:
    paid = await taking.paid()
    taking.simulator.plan([Fault.TIME_OUT_AFTER, Fault.REFUSE], operation="refund")
    await taking.refund(paid, tiyin=500_000)
    await taking.work()
    [refund] = await taking.refunds(paid)
    assert RefundStatus.SUCCEEDED is refund.status
    assert Fault.REFUSE is taking.simulator.faults.next(operation="refund", reference="")


async def test_a_refused_refund_has_failed_and_its_money_can_be_refunded_again(taking: OctoShop) -> None:
    paid = await taking.paid()
    taking.simulator.plan([Fault.REFUSE], operation="refund")
    refund = await taking.refund(paid)
    assert (RefundStatus.FAILED, True) == (refund.status, refund.failure is not None)
    assert RefundStatus.SUCCEEDED is (await taking.refund(paid)).status


async def test_a_refund_that_fails_at_once_is_failed(taking: OctoShop) -> None:
    paid = await taking.paid()
    taking.simulator.plan_refunds([OctoRefundStatus.FAILED])
    assert RefundStatus.FAILED is (await taking.refund(paid)).status
    assert Status.COMPLETED is await taking.status(paid)


async def test_a_pending_refund_is_finished_when_octo_counts_it(taking: OctoShop) -> None:
    paid = await taking.paid()
    taking.simulator.plan_refunds([OctoRefundStatus.PENDING])
    refund = await taking.refund(paid, tiyin=500_000)
    assert RefundStatus.PENDING is refund.status
    await taking.work()
    assert Status.COMPLETED is await taking.status(paid)
    key = f"{refund.id}-1"
    await taking.simulator.settle_refund(octo_reference(paid), key=key, outcome=OctoRefundStatus.SUCCEEDED)
    await taking.work()
    [after] = await taking.refunds(paid)
    assert RefundStatus.SUCCEEDED is after.status
    assert Status.PARTIALLY_REFUNDED is await taking.status(paid)


async def test_an_old_answer_that_only_says_ok_is_verified(taking: OctoShop) -> None:
    paid = await taking.paid()
    taking.behave(envelope=Envelope.TOP_LEVEL)
    assert RefundStatus.PENDING is (await taking.refund(paid, tiyin=500_000)).status
    await taking.work()
    assert Status.PARTIALLY_REFUNDED is await taking.status(paid)


async def test_a_refund_that_octo_announces_itself_is_booked_once(taking: OctoShop) -> None:
    paid = await taking.paid()
    taking.behave(announces_refunds=True)
    await taking.refund(paid, tiyin=500_000)
    await taking.simulator.settled()
    assert 1 == len(await taking.refunds(paid))
    assert 500_000 == (await taking.transaction(paid)).refunded_amount.minor_units


async def test_a_lost_refund_is_sent_although_another_of_ours_has_arrived_meanwhile(taking: OctoShop) -> None:
    """Octo tells only a sum: what the pending one added to it is no sign that the lost one has gone."""
    paid, pending, lost = await _one_pending_and_one_lost(taking, pending=500_000, lost=300_000)
    await taking.simulator.settle_refund(octo_reference(paid), key=f"{pending}-1", outcome=OctoRefundStatus.SUCCEEDED)
    await taking.work(rounds=6)
    assert {pending: RefundStatus.SUCCEEDED, lost: RefundStatus.SUCCEEDED} == await _refunds(taking, paid)
    assert 800_000 == taking.books(paid).refunded == (await taking.transaction(paid)).refunded_amount.minor_units


async def test_a_lost_refund_is_sent_although_another_of_the_same_sum_has_arrived_meanwhile(taking: OctoShop) -> None:
    paid, pending, lost = await _one_pending_and_one_lost(taking, pending=300_000, lost=300_000)
    await taking.simulator.settle_refund(octo_reference(paid), key=f"{pending}-1", outcome=OctoRefundStatus.SUCCEEDED)
    await taking.work(rounds=6)
    assert {pending: RefundStatus.SUCCEEDED, lost: RefundStatus.SUCCEEDED} == await _refunds(taking, paid)
    assert 600_000 == taking.books(paid).refunded == (await taking.transaction(paid)).refunded_amount.minor_units


@pytest.mark.parametrize("cabinet", [200_000, 400_000])
@pytest.mark.parametrize("fault", [Fault.TIME_OUT_BEFORE, Fault.TIME_OUT_AFTER])
async def test_a_refund_made_in_the_cabinet_does_not_stand_for_a_lost_one(
    fault: Fault, cabinet: int, taking: OctoShop
) -> None:
    paid = await taking.paid()
    taking.simulator.plan([fault], operation="refund")
    lost = await taking.refund(paid, tiyin=300_000)
    await taking.simulator.send_back(octo_reference(paid), amount=cabinet)
    await taking.work()
    assert RefundStatus.SUCCEEDED is (await _refunds(taking, paid))[lost.id]
    assert 300_000 + cabinet == taking.books(paid).refunded
    await taking.simulator.repeat(octo_reference(paid))
    assert 300_000 + cabinet == (await taking.transaction(paid)).refunded_amount.minor_units


@pytest.mark.parametrize("fault", [Fault.TIME_OUT_BEFORE, Fault.TIME_OUT_AFTER])
async def test_a_refused_repeat_settles_nothing(fault: Fault, taking: OctoShop) -> None:
    """It may mean that the refund was asked for before, and is on its way."""
    paid = await taking.paid()
    taking.simulator.plan_refunds([OctoRefundStatus.PENDING])
    taking.simulator.plan([fault, Fault.REFUSE], operation="refund")
    refund = await taking.refund(paid, tiyin=300_000)
    await taking.work()
    assert {refund.id: RefundStatus.PENDING} == await _refunds(taking, paid)
    [call] = [one for one in await taking.calls(paid) if one.operation is Operation.REFUND]
    assert CallStatus.UNKNOWN is call.status


async def test_a_lost_refund_for_which_too_little_is_left_has_failed(taking: OctoShop) -> None:
    """It has not gone, and is not on its way either: Octo sends nobody more than was taken."""
    paid = await taking.paid()
    taking.simulator.plan([Fault.ERROR_BEFORE], operation="refund")
    lost = await taking.refund(paid)
    await taking.simulator.send_back(octo_reference(paid), amount=300_000)
    await taking.work(rounds=2)
    assert {lost.id: RefundStatus.FAILED} == await _refunds(taking, paid)
    await taking.simulator.repeat(octo_reference(paid))
    assert 300_000 == taking.books(paid).refunded == (await taking.transaction(paid)).refunded_amount.minor_units


async def test_a_refund_in_parts_goes_on_where_octo_refuses_every_repeat(taking: OctoShop) -> None:
    paid = await taking.paid(tiyin=25 * MILLION)
    taking.behave(repeated_refund=Repeat.ERROR)
    taking.simulator.plan([Fault.SLOW, Fault.TIME_OUT_AFTER], operation="refund")
    await taking.refund(paid)
    await taking.work(rounds=4)
    assert Status.REFUNDED is await taking.status(paid)
    assert 25 * MILLION == taking.books(paid).refunded


async def _one_pending_and_one_lost(taking: OctoShop, *, pending: int, lost: int) -> tuple[Transaction, UUID, UUID]:
    paid = await taking.paid()
    taking.simulator.plan_refunds([OctoRefundStatus.PENDING])
    first = await taking.refund(paid, tiyin=pending)
    taking.simulator.plan([Fault.TIME_OUT_BEFORE], operation="refund")
    second = await taking.refund(paid, tiyin=lost)
    return paid, first.id, second.id


async def _refunds(taking: OctoShop, paid: Transaction) -> dict[UUID, RefundStatus]:
    """Those that a caller of ours has asked for."""
    return {one.id: one.status for one in await taking.refunds(paid) if one.origin is RefundOrigin.CALLER}
