"""Stripe's own ledger as a statement, and a reconciliation with it."""

from datetime import timedelta
from uuid import uuid4

from adapters.gateways.stripe.statement import StripeStatement
from billing.domain.discrepancy import DiscrepancyKind
from billing.domain.gateway_entry import EntryKind
from billing.domain.observation import Standing
from billing.domain.reconciliation import Reconciliation, ReconciliationStatus
from billing.domain.statement import StatementLine
from billing.domain.status import Status
from tests.contract.reconciling import reconcile_last_day
from tests.contract.stripe.shop import StripeShop, details_of, session_of, usd

HOUR = timedelta(hours=1)


async def lines(shop: StripeShop, *, later: timedelta = timedelta(0)) -> list[StatementLine]:
    """Everything from an hour ago until in an hour."""
    now = shop.stripes_clock.now() + later
    statement = StripeStatement(shop.payments.gateway_tools())
    found = statement.lines(configuration=shop.configuration, start=now - HOUR, end=now + HOUR)
    return [line async for line in found]


async def reconcile(shop: StripeShop) -> Reconciliation:
    """The last day, as an operator asks for it a while later."""
    shop.clock.later += timedelta(minutes=5)
    return await reconcile_last_day(
        shop.payments, gateway="stripe", tenant_id=shop.store.tenant_id, end=shop.clock.now()
    )


async def test_a_payment_is_a_line_with_its_fee(shop: StripeShop) -> None:
    order = await shop.paid()
    (line,) = await lines(shop)
    assert (order.id, details_of(order).payment_intent_id) == (line.transaction_id, line.payment)
    assert (Standing.PAID, usd(1999), usd(0)) == (line.standing, line.amount, line.refunded)
    assert [(EntryKind.FEE, usd(88))] == [(entry.kind, entry.amount) for entry in line.entries]


async def test_a_refund_is_a_line_about_its_payment_that_names_every_refund(shop: StripeShop) -> None:
    order = await shop.paid()
    for cents in (300, 200):
        shop.simulator.dashboard_refund(session_of(order), amount=cents)
    found = await lines(shop)
    assert [order.id] * 3 == [line.transaction_id for line in found]
    assert {usd(300), usd(200)} == {refund.amount for line in found for refund in line.refunds}
    assert {(usd(1999), None, 2)} == {(line.amount, line.refunded, len(line.refunds)) for line in found}


async def test_what_took_no_money_or_moved_at_another_time_is_no_line(shop: StripeShop) -> None:
    await shop.order()
    declined = await shop.order()
    shop.simulator.decline(session_of(declined))
    assert [] == await lines(shop)
    await shop.paid()
    assert [] == await lines(shop, later=3 * HOUR)


async def test_where_both_agree_the_statement_alone_tells_it(shop: StripeShop) -> None:
    for _ in range(3):
        await shop.paid()
    run = await reconcile(shop)
    assert (ReconciliationStatus.COMPLETED, 3, 3, 0, {}) == (
        run.status,
        run.counts.lines,
        run.counts.payments,
        run.counts.asked,
        run.counts.discrepancies,
    )


async def test_a_payment_and_a_refund_that_nobody_was_told_of_are_booked(shop: StripeShop) -> None:
    shop.silence()
    order = await shop.order()
    shop.simulator.pay(session_of(order))
    shop.simulator.dashboard_refund(session_of(order), amount=300)
    run = await reconcile(shop)
    after = await shop.transaction(order.id)
    assert (Status.PARTIALLY_REFUNDED, usd(1999), usd(300)) == (
        after.status,
        after.captured_amount,
        after.refunded_amount,
    )
    assert {} == run.counts.discrepancies


async def test_a_payment_that_another_program_took_is_missing_here(shop: StripeShop) -> None:
    order = await shop.order()
    shop.silence()
    shop.simulator.pay(session_of(order))
    (charge,) = shop.all_at_stripe("charge")
    # As if somebody else had made it, under an id of his own.
    charge["metadata"] = {"transaction_id": str(uuid4())}
    run = await reconcile(shop)
    assert {DiscrepancyKind.MISSING_HERE: 1} == run.counts.discrepancies
