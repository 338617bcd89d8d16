"""Octo has no list of payments: a reconciliation asks about each of ours, and believes what Octo's books say."""

from adapters.sandbox.faults import Fault
from billing.domain.reconciliation import Reconciliation, ReconciliationStatus
from billing.domain.status import Status
from tests.contract.octo.shop import OctoShop, octo_reference
from tests.contract.reconciling import reconcile_last_day
from tests.fakes.billing.world import TENANT


async def reconcile(shop: OctoShop) -> Reconciliation:
    """The last day, a while later."""
    shop.clock.pass_by(minutes=5)
    return await reconcile_last_day(shop.payments, gateway="octo", tenant_id=TENANT, end=shop.clock.now())


async def test_where_both_agree_each_payment_is_asked_about_and_nothing_is_found(taking: OctoShop) -> None:
    await taking.paid()
    await taking.order()
    run = await reconcile(taking)
    assert (ReconciliationStatus.COMPLETED, 0, 2, 2, 0, {}) == (
        run.status,
        run.counts.lines,
        run.counts.payments,
        run.counts.asked,
        run.counts.unanswered,
        run.counts.discrepancies,
    )


async def test_a_payment_and_a_refund_nobody_was_told_of_are_booked(taking: OctoShop) -> None:
    taking.simulator.plan([Fault.LOST] * 3, operation="notify")
    payment = await taking.order()
    await taking.simulator.pay(octo_reference(payment))
    await taking.simulator.send_back(octo_reference(payment), amount=400_000)
    run = await reconcile(taking)
    after = await taking.transaction(payment)
    assert (Status.PARTIALLY_REFUNDED, 400_000) == (after.status, after.refunded_amount.minor_units)
    assert {} == run.counts.discrepancies


async def test_a_payment_that_was_called_off_before_octo_told_its_name_agrees(taking: OctoShop) -> None:
    """Nobody was given its link, so nobody can have paid it."""
    taking.simulator.plan([Fault.ERROR_BEFORE], operation="create")
    await taking.cancel(await taking.failing_order())
    await taking.work(rounds=4)
    run = await reconcile(taking)
    assert (1, 0, {}) == (run.counts.asked, run.counts.unanswered, run.counts.discrepancies)


async def test_a_payment_that_octo_does_not_answer_for_is_no_discrepancy(taking: OctoShop) -> None:
    await taking.paid()
    taking.simulator.plan([Fault.REFUSE], operation="status")
    run = await reconcile(taking)
    assert (ReconciliationStatus.COMPLETED, 1, {}) == (run.status, run.counts.unanswered, run.counts.discrepancies)


async def test_a_hold_that_was_captured_in_part_agrees_also_when_a_part_of_that_went_back(holding: OctoShop) -> None:
    """Octo goes on telling the sum it held, and counts what it released as if it had been refunded."""
    captured, refunded = await holding.paid(), await holding.paid()
    for held in (captured, refunded):
        await holding.capture(held, tiyin=1_000_000)
    await holding.refund(refunded, tiyin=400_000)
    run = await reconcile(holding)
    assert (2, {}) == (run.counts.asked, run.counts.discrepancies)
