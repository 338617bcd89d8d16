"""Holds: one decision, ours, made once, and never against our books (protocol, section 6 and 7)."""

import pytest

from adapters.sandbox.faults import Fault
from billing.domain.errors import GatewayRefusedError, IllegalStatusError, VetoedError
from billing.domain.status import Status
from billing.ports.payment_guard import Verdict
from shared_kernel.errors import HamyonError
from tests.contract.octo.shop import OctoShop, octo_reference

LOST = [Fault.TIME_OUT_BEFORE, Fault.TIME_OUT_AFTER, Fault.ERROR_BEFORE, Fault.ERROR_AFTER, Fault.CUT, Fault.GARBAGE]


async def test_a_hold_is_left_for_us_to_decide_and_captured_in_part(holding: OctoShop) -> None:
    held = await holding.paid()
    assert Status.AUTHORIZED is held.status
    [exchange] = holding.simulator.payment(octo_reference(held)).exchanges
    assert {"accept_status": "waiting_user_action"} == exchange.reply
    captured = await holding.capture(held, tiyin=1_000_000)
    await holding.simulator.settled()
    assert (Status.COMPLETED, 1_000_000) == (captured.status, captured.captured_amount.minor_units)
    assert 1_000_000 == holding.books(held).captured
    assert 1 == await holding.completions()


async def test_what_a_capture_released_is_no_refund(holding: OctoShop) -> None:
    held = await holding.paid()
    await holding.capture(held, tiyin=1_000_000)
    await holding.simulator.settled()
    await holding.simulator.repeat(octo_reference(held))
    after = await holding.transaction(held)
    assert (Status.COMPLETED, 0) == (after.status, after.refunded_amount.minor_units)
    refund = await holding.refund(held, tiyin=400_000)
    assert 400_000 == refund.amount.minor_units
    await holding.simulator.repeat(octo_reference(held))
    assert 400_000 == (await holding.transaction(held)).refunded_amount.minor_units == holding.books(held).refunded


@pytest.mark.parametrize("fault", LOST)
async def test_a_capture_without_an_answer_is_looked_at_before_it_is_made_again(
    fault: Fault, holding: OctoShop
) -> None:
    held = await holding.paid()
    holding.simulator.plan([Fault.LOST], operation="notify")
    holding.simulator.plan([fault], operation="set_accept")
    with pytest.raises(HamyonError):
        await holding.capture(held, tiyin=1_000_000)
    await holding.simulator.settled()
    await holding.work(rounds=2)
    await holding.simulator.settled()
    after = await holding.transaction(held)
    assert (Status.COMPLETED, 1_000_000) == (after.status, after.captured_amount.minor_units)
    assert 1_000_000 == holding.books(held).captured


async def test_a_capture_that_octo_refuses_leaves_the_hold(holding: OctoShop) -> None:
    held = await holding.paid()
    holding.simulator.plan([Fault.REFUSE], operation="set_accept")
    with pytest.raises(GatewayRefusedError):
        await holding.capture(held)
    assert Status.AUTHORIZED is await holding.status(held)
    assert Status.COMPLETED is (await holding.capture(held)).status


async def test_a_hold_decided_in_the_cabinet_meanwhile_is_followed(holding: OctoShop) -> None:
    captured, released = await holding.paid(), await holding.paid()
    for transaction in (captured, released):
        holding.simulator.plan([Fault.LOST], operation="notify", reference=octo_reference(transaction))
    await holding.simulator.capture(octo_reference(captured), amount=700_000)
    await holding.simulator.release(octo_reference(released))
    after = await holding.capture(captured)
    assert (Status.COMPLETED, 700_000) == (after.status, after.captured_amount.minor_units)
    assert Status.CANCELED is (await holding.capture(released)).status


async def test_a_canceled_hold_is_released_and_cannot_be_captured(holding: OctoShop) -> None:
    held = await holding.paid()
    assert Status.CANCELED is (await holding.cancel(held)).status
    await holding.simulator.settled()
    assert (0, 0) == (holding.books(held).held, holding.books(held).captured)
    with pytest.raises(IllegalStatusError):
        await holding.capture(held)


async def test_the_reply_about_a_payment_that_was_called_off_releases_its_hold(holding: OctoShop) -> None:
    """The notification must not overwrite what we decided before it came."""
    transaction = await holding.order()
    await holding.cancel(transaction)
    await holding.simulator.pay(octo_reference(transaction))
    assert {"accept_status": "cancel"} == holding.simulator.payment(octo_reference(transaction)).exchanges[0].reply
    assert Status.CANCELED is await holding.status(transaction)
    assert 0 == holding.books(transaction).held
    await holding.work(rounds=3)
    assert 0 == holding.books(transaction).kept
    assert [] == [call for call in await holding.calls(transaction) if call.is_open]


@pytest.mark.parametrize("fault", LOST)
async def test_a_release_without_an_answer_is_repeated_until_the_hold_is_gone(fault: Fault, holding: OctoShop) -> None:
    held = await holding.paid()
    holding.simulator.plan([fault], operation="set_accept")
    await holding.cancel(held)
    await holding.work(rounds=2)
    assert 0 == holding.books(held).held
    assert [] == [call for call in await holding.calls(held) if call.is_open]


async def test_the_tenants_veto_keeps_a_hold_from_being_captured(holding: OctoShop) -> None:
    held = await holding.paid()
    holding.guard.verdict = Verdict(allowed=False, reason="sanctions")
    with pytest.raises(VetoedError):
        await holding.capture(held)
    assert 1_200_000 == holding.books(held).held


async def test_a_hold_that_runs_out_at_octo_is_over_here(holding: OctoShop) -> None:
    held = await holding.paid()
    holding.octo_clock.pass_by(minutes=31)
    await holding.work()
    assert Status.CANCELED is await holding.status(held)


async def test_money_for_a_canceled_payment_goes_back(taking: OctoShop) -> None:
    """An unpaid link cannot be closed: the payer was quicker."""
    transaction = await taking.order()
    await taking.cancel(transaction)
    await taking.simulator.pay(octo_reference(transaction))
    await taking.work(rounds=3)
    assert Status.CANCELED is await taking.status(transaction)
    assert 0 == taking.books(transaction).kept
    [discrepancy] = await taking.discrepancies(transaction)
    assert not discrepancy.is_open


async def test_a_canceled_link_is_watched_until_it_runs_out(taking: OctoShop) -> None:
    transaction = await taking.order()
    await taking.cancel(transaction)
    await taking.work()
    assert [call for call in await taking.calls(transaction) if call.is_open]
    taking.octo_clock.pass_by(minutes=16)
    await taking.work()
    assert [] == [call for call in await taking.calls(transaction) if call.is_open]
