"""Reconciliation over memory: what is booked, what is found, what is told."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from billing.application.resolve_discrepancy import Finding
from billing.domain.comparison import Booked
from billing.domain.details.click import ClickDetails
from billing.domain.discrepancy import DiscrepancyKind, Party
from billing.domain.errors import (
    AlreadyPaidError,
    AttemptCanceledError,
    GatewayRefusedError,
    GatewayUnavailableError,
    NotSupportedByGatewayError,
    UnknownToGatewayError,
)
from billing.domain.observation import Observation, PaidAttempt, Standing
from billing.domain.reconciliation import Period, Reconciliation, ReconciliationStatus
from billing.domain.statement import StatementLine
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from billing.ports.discrepancy_repository import DiscrepancyFilters
from shared_kernel.currency import currency
from shared_kernel.errors import ValidationError
from shared_kernel.idempotency import RequestIdReusedError, request_key
from shared_kernel.money import Money
from shared_kernel.pagination import PageRequest
from tests.fakes.billing.click_calls import LIMITS, ClickCalls
from tests.fakes.billing.world import TENANT, BillingWorld, uzs

AMOUNT = uzs(100_000)
COMPLETED_EVENT = "billing.reconciliation.completed.v1"
Found = list[tuple[DiscrepancyKind, Party, UUID | None]]


class Reconciled(BillingWorld):
    """A world with one network gateway, whose payments are compared."""

    async def open_payment(self, amount: Money = AMOUNT, order: str = "order") -> Transaction:
        await self.configure(tenant_id=TENANT, gateway="integrator", settings={})
        return await self.create(
            tenant_id=TENANT,
            transaction_id=None,
            gateway="integrator",
            amount=amount,
            order_reference=order,
            return_url="",
            metadata={},
        )

    async def paid_payment(self, order: str = "order") -> Transaction:
        payment = await self.open_payment(order=order)
        await self.hear(payment, Standing.PAID)
        return await self.transaction(payment.id)

    async def hear(self, payment: Transaction, standing: Standing) -> None:
        await self.follow(tenant_id=TENANT, transaction_id=payment.id, news=Observation(standing=standing))

    async def run(self, request_id: str = "r", *, gateway: str = "integrator") -> Reconciliation:
        """Everything of the last hour, once it had time to reach the books."""
        self.clock.pass_by(timedelta(minutes=2))
        now = self.clock.now()
        period = Period(start=now - timedelta(hours=1), end=now)
        return await self.request_reconciliation(
            tenant_id=TENANT,
            gateway=gateway,
            period=period,
            requested_by="somebody",
            key=request_key(request_id=request_id, operation="Reconcile", content=(gateway,)),
        )

    def show(self, *lines: StatementLine) -> None:
        self.statements.lines_of["integrator"] = list(lines)

    def answer(self, standing: Standing, amount: Money | None = AMOUNT, refunded: Money | None = None) -> None:
        self.providers.network.script.append(Observation(standing=standing, amount=amount, refunded=refunded))

    async def found(self) -> Found:
        async with self.units_of_work(tenant_id=TENANT) as unit:
            page = await unit.discrepancies.list(filters=DiscrepancyFilters(), page=PageRequest())
        return [(one.kind, one.party, one.transaction_id) for one in page.items]


@pytest.fixture
def world() -> Reconciled:
    return Reconciled()


def line(
    payment: Transaction | None,
    *,
    at: datetime,
    name: str = "p1",
    standing: Standing = Standing.PAID,
    amount: Money = AMOUNT,
    refunded: Money | None = None,
) -> StatementLine:
    return StatementLine(
        payment=name,
        transaction_id=payment.id if payment else None,
        standing=standing,
        amount=amount,
        refunded=refunded,
        moment=at,
    )


async def test_where_all_three_agree_nothing_is_found_and_the_report_says_what_was_looked_at(world: Reconciled) -> None:
    payment = await world.paid_payment()
    world.show(line(payment, at=world.clock.now()))
    run = await world.run()
    assert ReconciliationStatus.COMPLETED is run.status
    assert (1, 1, 0, 0, {}) == (
        run.counts.lines,
        run.counts.payments,
        run.counts.asked,
        run.counts.unanswered,
        run.counts.discrepancies,
    )
    assert [] == await world.found()
    assert 1 == (await world.event_types()).count(COMPLETED_EVENT)


async def test_money_that_came_late_is_booked_and_is_no_discrepancy(world: Reconciled) -> None:
    payment = await world.open_payment()
    await world.hear(payment, Standing.EXPIRED)
    world.answer(Standing.PAID)
    run = await world.run()
    late = await world.transaction(payment.id)
    assert (Status.COMPLETED, True) == (late.status, late.late)
    assert ({}, []) == (run.counts.discrepancies, await world.found())


async def test_a_gateway_that_offers_no_statement_as_it_is_configured_is_asked_about_each_payment(
    world: Reconciled,
) -> None:
    await world.paid_payment()
    world.show()
    world.statements.obstacle = NotSupportedByGatewayError(gateway="integrator", operation="list its payments")
    world.answer(Standing.PAID)
    run = await world.run()
    assert (ReconciliationStatus.COMPLETED, 0, 1, {}) == (
        run.status,
        run.counts.lines,
        run.counts.asked,
        run.counts.discrepancies,
    )


async def test_money_of_a_payment_that_nobody_knows_is_missing_here(world: Reconciled) -> None:
    await world.open_payment()
    world.show(line(None, at=world.clock.now(), name="stranger"))
    run = await world.run()
    assert {DiscrepancyKind.MISSING_HERE: 1} == run.counts.discrepancies
    assert [(DiscrepancyKind.MISSING_HERE, Party.GATEWAY, None)] == await world.found()


async def test_a_stranger_who_paid_nothing_is_passed_over(world: Reconciled) -> None:
    await world.open_payment()
    world.show(line(None, at=world.clock.now(), standing=Standing.CANCELED))
    assert {} == (await world.run()).counts.discrepancies


async def test_a_payment_the_gateway_does_not_know_is_missing_there(world: Reconciled) -> None:
    payment = await world.paid_payment()
    world.show()
    world.providers.network.script.append(UnknownToGatewayError(gateway="integrator", code="404", message="none"))
    run = await world.run()
    assert {DiscrepancyKind.MISSING_THERE: 1} == run.counts.discrepancies
    assert [(DiscrepancyKind.MISSING_THERE, Party.GATEWAY, payment.id)] == await world.found()


async def test_where_the_gateway_cannot_be_asked_its_statement_decides_what_is_missing(world: Reconciled) -> None:
    payment = await world.paid_payment()
    world.providers.network.able = frozenset()
    world.show()
    await world.run()
    assert [(DiscrepancyKind.MISSING_THERE, Party.GATEWAY, payment.id)] == await world.found()


async def test_another_sum_than_was_taken_is_an_amount_mismatch(world: Reconciled) -> None:
    payment = await world.paid_payment()
    world.answer(Standing.PAID, uzs(99_999))
    await world.run()
    assert [(DiscrepancyKind.AMOUNT_MISMATCH, Party.GATEWAY, payment.id)] == await world.found()


async def test_the_same_number_in_another_currency_is_an_amount_mismatch(world: Reconciled) -> None:
    payment = await world.paid_payment()
    dollars = Money(100_000, currency("USD"))
    world.answer(Standing.PAID, dollars, Money(0, dollars.currency))
    await world.run()
    assert [(DiscrepancyKind.AMOUNT_MISMATCH, Party.GATEWAY, payment.id)] == await world.found()


async def test_a_refund_the_gateway_knows_nothing_of_is_an_amount_mismatch(world: Reconciled) -> None:
    payment = await world.paid_payment()
    key = request_key(request_id="refund", operation="RefundTransaction", content=())
    await world.refund(tenant_id=TENANT, transaction_id=payment.id, amount=uzs(10), reason="", key=key)
    world.answer(Standing.PAID, AMOUNT, uzs(0))
    await world.run()
    assert [(DiscrepancyKind.AMOUNT_MISMATCH, Party.GATEWAY, payment.id)] == await world.found()


async def test_a_refund_somebody_made_at_the_gateway_is_booked_and_is_no_discrepancy(world: Reconciled) -> None:
    payment = await world.paid_payment()
    world.answer(Standing.PAID, AMOUNT, uzs(10))
    await world.run()
    assert uzs(10) == (await world.transaction(payment.id)).refunded_amount
    assert [] == await world.found()


async def test_money_that_only_billing_has_is_a_status_mismatch(world: Reconciled) -> None:
    payment = await world.paid_payment()
    world.answer(Standing.FAILED)
    await world.run()
    assert [(DiscrepancyKind.STATUS_MISMATCH, Party.GATEWAY, payment.id)] == await world.found()


async def test_a_payment_called_off_that_is_paid_keeps_its_own_kind_and_is_found_once(world: Reconciled) -> None:
    payment = await world.open_payment()
    await world.cancel(tenant_id=TENANT, transaction_id=payment.id)
    world.show(line(payment, at=world.clock.now()), line(payment, at=world.clock.now()))
    run = await world.run()
    assert [(DiscrepancyKind.PAYMENT_OF_CANCELED, Party.GATEWAY, payment.id)] == await world.found()
    assert DiscrepancyKind.STATUS_MISMATCH not in run.counts.discrepancies


@pytest.mark.parametrize(("refunded", "still_open"), [(uzs(99_999), True), (AMOUNT, False)])
async def test_money_in_vain_that_the_gateway_has_sent_back_whole_is_seen_to(
    world: Reconciled, refunded: Money, *, still_open: bool
) -> None:
    """Nobody told of it: somebody returned it in the gateway's own cabinet."""
    payment = await world.open_payment()
    await world.cancel(tenant_id=TENANT, transaction_id=payment.id)
    await world.hear(payment, Standing.PAID)
    world.show(line(payment, at=world.clock.now(), refunded=refunded))
    run = await world.run()
    (vain,) = await world.discrepancies(payment.id)
    assert still_open is vain.is_open
    assert still_open is bool(run.counts.discrepancies)


@pytest.mark.parametrize(
    ("moved", "returned", "kind"),
    [
        (uzs(0), uzs(0), DiscrepancyKind.MISSING_THERE),
        (uzs(90_000), uzs(0), DiscrepancyKind.AMOUNT_MISMATCH),
        (AMOUNT, uzs(5), DiscrepancyKind.AMOUNT_MISMATCH),
    ],
)
async def test_books_that_say_otherwise_are_a_discrepancy_with_the_ledger(
    world: Reconciled, moved: Money, returned: Money, kind: DiscrepancyKind
) -> None:
    payment = await world.paid_payment()
    world.books.told[payment.id] = Booked(moved=moved, returned=returned)
    world.answer(Standing.PAID)
    await world.run()
    assert [(kind, Party.LEDGER, payment.id)] == await world.found()


async def test_books_that_credit_what_nobody_paid_are_a_status_mismatch_with_the_ledger(world: Reconciled) -> None:
    payment = await world.open_payment()
    world.books.told[payment.id] = Booked(moved=AMOUNT, returned=uzs(0))
    await world.run()
    assert [(DiscrepancyKind.STATUS_MISMATCH, Party.LEDGER, payment.id)] == await world.found()


async def test_books_nobody_keeps_for_the_order_say_nothing(world: Reconciled) -> None:
    payment = await world.paid_payment()
    world.books.told[payment.id] = None
    world.answer(Standing.PAID)
    await world.run()
    assert [] == await world.found()


async def test_what_was_paid_a_moment_ago_is_not_held_against_the_books(world: Reconciled) -> None:
    payment = await world.open_payment()
    world.books.told[payment.id] = Booked(moved=uzs(0), returned=uzs(0))
    world.answer(Standing.PAID)
    await world.run()
    assert Status.COMPLETED is (await world.transaction(payment.id)).status
    assert [] == await world.found()


async def test_reconciling_twice_finds_the_same_and_keeps_nothing_new(world: Reconciled) -> None:
    await world.paid_payment()
    world.show(line(None, at=world.clock.now()))
    world.answer(Standing.FAILED)
    first = await world.run("first")
    kept, told = await world.found(), await world.event_types()
    world.answer(Standing.FAILED)
    second = await world.run("second")
    assert first.counts.discrepancies == second.counts.discrepancies
    assert kept == await world.found()
    assert [*told, COMPLETED_EVENT] == await world.event_types()


async def test_what_somebody_has_resolved_is_found_no_more(world: Reconciled) -> None:
    await world.open_payment()
    world.show(line(None, at=world.clock.now()))
    await world.run("first")
    async with world.units_of_work(tenant_id=TENANT) as unit:
        (found,) = (await unit.discrepancies.list(filters=DiscrepancyFilters(), page=PageRequest())).items
    key = request_key(request_id="resolve", operation="ResolveDiscrepancy", content=(found.id,))
    await world.resolve_discrepancy(
        tenant_id=TENANT,
        discrepancy_id=found.id,
        finding=Finding(resolution="sold in the shop", resolved_by="k"),
        key=key,
    )
    assert {} == (await world.run("second")).counts.discrepancies


async def test_a_gateway_that_does_not_answer_for_one_payment_is_asked_about_the_others(world: Reconciled) -> None:
    await world.paid_payment("one")
    await world.paid_payment("two")
    world.providers.network.script.append(GatewayUnavailableError())
    world.answer(Standing.FAILED)
    run = await world.run()
    assert (ReconciliationStatus.COMPLETED, 2, 1) == (run.status, run.counts.asked, run.counts.unanswered)
    assert {DiscrepancyKind.STATUS_MISMATCH: 1} == run.counts.discrepancies


async def test_a_statement_that_cannot_be_read_now_makes_the_run_wait_and_a_worker_ends_it(world: Reconciled) -> None:
    payment = await world.paid_payment()
    world.show(line(payment, at=world.clock.now()))
    world.statements.obstacle = GatewayUnavailableError("away")
    waiting = await world.run()
    assert (ReconciliationStatus.RUNNING, "away") == (waiting.status, waiting.message)
    world.clock.pass_by(timedelta(hours=2))
    (ended,) = await world.carry_out()
    assert (waiting.id, ReconciliationStatus.COMPLETED, 2) == (ended.id, ended.status, ended.tries)
    assert () == await world.carry_out()


async def test_a_statement_that_is_refused_fails_the_run(world: Reconciled) -> None:
    await world.open_payment()
    world.show()
    world.statements.obstacle = GatewayRefusedError(gateway="integrator", code="401", message="wrong key")
    failed = await world.run()
    assert (ReconciliationStatus.FAILED, "integrator refused: wrong key (401)") == (failed.status, failed.message)
    assert COMPLETED_EVENT not in await world.event_types()


async def test_the_same_request_again_answers_the_same_run(world: Reconciled) -> None:
    await world.open_payment()
    first = await world.run()
    assert first == await world.run()
    with pytest.raises(RequestIdReusedError):
        await world.request_reconciliation(
            tenant_id=TENANT,
            gateway="cash",
            period=first.period,
            requested_by="",
            key=request_key(request_id="r", operation="Reconcile", content=("cash",)),
        )


@pytest.mark.parametrize("length", [timedelta(0), timedelta(seconds=-1), timedelta(days=31, seconds=1)])
def test_a_period_ends_after_it_begins_and_within_a_month(world: Reconciled, length: timedelta) -> None:
    start = world.clock.now()
    with pytest.raises(ValidationError):
        Period(start=start, end=start + length)


async def tried(world: Reconciled, *, order: str = "order-1") -> ClickCalls:
    """Click with a statement, and an order that is paid by attempts."""
    endpoint = await world.configure_click()
    await world.create(tenant_id=TENANT, gateway="click", amount=AMOUNT, order_reference=order)
    return ClickCalls(world=world, reference=order, endpoint=endpoint, limits=LIMITS)


async def clicks(world: Reconciled, *payments: str) -> Reconciliation:
    """What is found when Click says that these were paid."""
    world.statements.lines_of["click"] = [line(None, at=world.clock.now(), name=name) for name in payments]
    return await world.run(gateway="click")


async def test_a_line_finds_its_payment_by_the_attempt_that_has_the_providers_id(world: Reconciled) -> None:
    click = await tried(world)
    await click.confirm((await click.prepare("1")).number)
    run = await clicks(world, "1")
    assert (1, 1, {}) == (run.counts.lines, run.counts.payments, run.counts.discrepancies)


async def test_money_of_a_second_attempt_is_known_already_and_counted_once(world: Reconciled) -> None:
    click = await tried(world)
    first, second = await click.prepare("1"), await click.prepare("2")
    for attempt in (first, second):
        with suppress(AlreadyPaidError):
            await click.confirm(attempt.number)
    run = await clicks(world, "1", "2")
    assert {DiscrepancyKind.SURPLUS_PAYMENT: 1} == run.counts.discrepancies


async def test_money_of_an_attempt_that_came_to_nothing_is_a_status_mismatch_and_is_not_booked(
    world: Reconciled,
) -> None:
    click = await tried(world)
    attempt = await click.prepare("1")
    await click.cancel(attempt.number)
    run = await clicks(world, "1")
    assert {DiscrepancyKind.STATUS_MISMATCH: 1} == run.counts.discrepancies
    assert uzs(0) == (await world.transaction(attempt.transaction_id)).captured_amount


async def test_money_of_an_attempt_at_what_was_called_off_is_found_once(world: Reconciled) -> None:
    """Nobody told of it: only the provider's books name the attempt that was paid."""
    click = await tried(world)
    attempt = await click.prepare("1")
    await world.cancel(tenant_id=TENANT, transaction_id=attempt.transaction_id)
    world.providers.network_for("click")
    paid = PaidAttempt(external_id="1", details=lambda known, _: known or ClickDetails())
    world.providers.network.script.append(Observation(standing=Standing.PAID, paid_attempts=(paid,)))
    run = await world.run(gateway="click")
    assert [(DiscrepancyKind.PAYMENT_OF_CANCELED, Party.GATEWAY, attempt.transaction_id)] == await world.found()
    assert {DiscrepancyKind.PAYMENT_OF_CANCELED: 1} == run.counts.discrepancies


async def test_money_of_a_refused_try_that_is_over_at_its_provider_is_seen_to(world: Reconciled) -> None:
    """The provider heard a no to money it had taken, and gave it back when nobody looked for it any more."""
    click = await tried(world)
    attempt = await click.prepare("1")
    await world.cancel(tenant_id=TENANT, transaction_id=attempt.transaction_id)
    with suppress(AttemptCanceledError):
        await click.confirm(attempt.number)
    world.providers.network_for("click")
    world.providers.network.script.append(Observation(standing=Standing.WAITING, ended_attempts=frozenset({"1"})))
    run = await world.run(gateway="click")
    (vain,) = await world.discrepancies(attempt.transaction_id)
    assert (False, {}) == (vain.is_open, run.counts.discrepancies)


async def test_a_line_finds_its_payment_by_a_detail_that_has_the_providers_id(world: Reconciled) -> None:
    click = await tried(world)
    attempt = await click.prepare("1")
    await world.follow(
        tenant_id=TENANT,
        transaction_id=attempt.transaction_id,
        news=Observation(standing=Standing.PAID, details=lambda _: ClickDetails(sign_string="p-77")),
    )
    found = replace(line(None, at=world.clock.now(), name="p-77"), detail="sign_string")
    world.statements.lines_of["click"] = [found]
    assert {} == (await world.run(gateway="click")).counts.discrepancies


async def test_a_run_whose_worker_was_taken_for_dead_is_ended_once(world: Reconciled) -> None:
    """The gateway is so slow that another worker takes the run over and ends it; the first one changes nothing more."""
    await world.paid_payment("one")
    await world.paid_payment("two")
    taken_over = []

    async def take_long() -> None:
        world.providers.network.before = None
        world.clock.pass_by(timedelta(minutes=10))
        for _ in range(2):
            world.answer(Standing.FAILED)
        taken_over.extend(await world.carry_out())
        world.answer(Standing.PAID)

    world.providers.network.before = take_long
    run = await world.run()
    assert [run] == taken_over
    assert (ReconciliationStatus.COMPLETED, 2) == (run.status, run.tries)
    assert {DiscrepancyKind.STATUS_MISMATCH: 2} == run.counts.discrepancies
    assert 1 == (await world.event_types()).count(COMPLETED_EVENT)
