"""Calls to a provider: recorded before they are made, never guessed about, and made once whatever happens."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from billing.application.resolve_discrepancy import Finding
from billing.domain.announcement import NOTHING_MORE, Announcement
from billing.domain.attempt_rules import AttemptRules
from billing.domain.details.integrator import IntegratorDetails
from billing.domain.discrepancy import DiscrepancyKind
from billing.domain.errors import (
    CaptureExceedsAuthorizedError,
    GatewayRefusedError,
    GatewayUnavailableError,
    IllegalStatusError,
    NotSupportedByGatewayError,
    OperationInProgressError,
    RefundExceedsCapturedError,
    UnknownOutcomeError,
    VetoedError,
)
from billing.domain.failure import Failure
from billing.domain.observation import Observation, RefundNews, Standing
from billing.domain.provider_call import HEAD_START, LEASE, CallStatus, Operation, ProviderCall
from billing.domain.refund import Refund, RefundStatus
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from billing.ports.payment_guard import Moment, Verdict
from shared_kernel.errors import ConflictError
from shared_kernel.idempotency import RequestInProgressError, RequestKey, request_key
from tests.fakes.billing.calls import MemoryDueCalls
from tests.fakes.billing.world import TENANT, BillingWorld, uzs

REFUSED = GatewayRefusedError(gateway="integrator", code="51", message="no funds")


def key(name: str = "r", content: str = "") -> RequestKey:
    return request_key(request_id=name, operation="any", content=(content,))


@pytest.fixture
async def world() -> BillingWorld:
    made = BillingWorld()
    made.units_of_work.concurrent = True
    await made.configure(tenant_id=TENANT, gateway="integrator", settings={})
    return made


async def opened(world: BillingWorld, *, order: str = "order-1") -> Transaction:
    return await world.create(tenant_id=TENANT, gateway="integrator", amount=uzs(100_000), order_reference=order)


async def left_by_a_maker_that_died(world: BillingWorld) -> UUID:
    """A transaction whose opening was begun; whether its gateway has heard of it nobody knows."""

    async def die() -> None:
        raise asyncio.CancelledError

    world.providers.network.before = die
    with pytest.raises(asyncio.CancelledError):
        await opened(world)
    world.providers.network.before = None
    (transaction_id,) = {event.subject for event in world.units_of_work.rows.events}
    return transaction_id


async def told(world: BillingWorld, transaction: Transaction, standing: Standing) -> Transaction:
    return await world.follow(tenant_id=TENANT, transaction_id=transaction.id, news=Observation(standing=standing))


async def paid(world: BillingWorld) -> Transaction:
    return await told(world, await opened(world), Standing.PAID)


async def held(world: BillingWorld) -> Transaction:
    return await told(world, await opened(world), Standing.AUTHORIZED)


async def paid_in_vain(world: BillingWorld) -> Transaction:
    payment = await opened(world)
    await world.cancel(tenant_id=TENANT, transaction_id=payment.id)
    return await told(world, payment, Standing.PAID)


async def calls(world: BillingWorld, transaction_id: UUID) -> dict[Operation, ProviderCall]:
    async with world.units_of_work(tenant_id=TENANT) as unit:
        return {call.operation: call for call in await unit.calls.of_transaction(transaction_id)}


async def refunds(world: BillingWorld, transaction_id: UUID) -> tuple[Refund, ...]:
    async with world.units_of_work(tenant_id=TENANT) as unit:
        return await unit.refunds.of_transaction(transaction_id)


async def refund(world: BillingWorld, transaction: Transaction, units: int | None = None, name: str = "r") -> Refund:
    return await world.refund(
        tenant_id=TENANT, transaction_id=transaction.id, key=key(name), amount=None if units is None else uzs(units)
    )


async def settle(world: BillingWorld) -> None:
    """Let enough time pass, and the worker run, for everything that is open to be tried again."""
    for _ in range(3):
        world.clock.pass_by(timedelta(hours=2))
        await world.resolve()


async def test_a_call_is_recorded_before_the_provider_hears_of_it(world: BillingWorld) -> None:
    seen: list[CallStatus] = []

    async def look() -> None:
        rows = world.units_of_work.rows.committed
        seen.extend(row.status for (table, *_), row in rows.items() if table == "provider_calls")

    world.providers.network.before = look
    await opened(world)

    assert [CallStatus.UNDER_WAY] == seen


async def test_a_provider_that_refuses_to_open_a_payment_fails_it_with_its_own_words(world: BillingWorld) -> None:
    world.providers.network.script = [REFUSED]

    with pytest.raises(GatewayRefusedError) as refused:
        await opened(world)

    assert ("51", "no funds") == (refused.value.code, refused.value.text)
    (event,) = [event for event in world.units_of_work.rows.events if event.type.endswith(".failed.v1")]
    assert Status.FAILED is (await world.transaction(event.subject)).status


async def test_an_unknown_outcome_is_never_a_failure_and_is_asked_about_until_it_is_known(world: BillingWorld) -> None:
    world.providers.network.script = [UnknownOutcomeError(), UnknownOutcomeError()]
    with pytest.raises(UnknownOutcomeError):
        await opened(world)

    await settle(world)

    (transaction_id,) = {event.subject for event in world.units_of_work.rows.events}
    create = (await calls(world, transaction_id))[Operation.CREATE]
    assert (Status.PENDING, CallStatus.DONE, 3) == (
        (await world.transaction(transaction_id)).status,
        create.status,
        create.tries,
    )
    assert [f"create:{transaction_id}"] * 3 == [one for one in world.providers.network.asked if "create" in one]


async def test_a_maker_that_died_leaves_a_call_that_the_worker_takes_up_as_doubtful(world: BillingWorld) -> None:
    transaction_id = await left_by_a_maker_that_died(world)

    await world.resolve()
    untouched = (await calls(world, transaction_id))[Operation.CREATE]
    world.clock.pass_by(LEASE)
    await world.resolve()
    resolved = (await calls(world, transaction_id))[Operation.CREATE]

    assert (CallStatus.UNDER_WAY, CallStatus.DONE, True) == (untouched.status, resolved.status, resolved.doubtful)
    assert Status.PENDING is (await world.transaction(transaction_id)).status


async def test_an_opening_whose_maker_died_is_made_again_although_the_payer_was_quicker(world: BillingWorld) -> None:
    """His try moves the payment on; who dropped the call would never ask what became of the payment."""
    transaction_id = await left_by_a_maker_that_died(world)
    async with world.units_of_work(tenant_id=TENANT) as unit:
        transaction = await unit.transactions.lock(transaction_id)
        await unit.transactions.save(transaction.await_payer(at=world.clock.now(), payment_url=""))
    world.clock.pass_by(LEASE)

    await world.resolve()

    assert {Operation.CREATE: CallStatus.DONE, Operation.LOOK_UP: CallStatus.DUE} == {
        operation: call.status for operation, call in (await calls(world, transaction_id)).items()
    }


async def test_the_worker_leaves_a_call_to_the_request_that_has_recorded_it(world: BillingWorld) -> None:
    """Else a caller would be told that his own single request is being made already."""
    overtaken: set[Operation] = set()

    async def come_round() -> None:
        due = await MemoryDueCalls(world.units_of_work).due(at=world.clock.now(), limit=100)
        overtaken.update(call.operation for call in due if not call.tries)

    payment = await held(world)
    world.units_of_work.after_commit = come_round
    await opened(world, order="order-2")
    await world.capture(tenant_id=TENANT, transaction_id=payment.id, key=key("capture"))
    await refund(world, payment)

    assert overtaken <= {Operation.LOOK_UP}


async def test_a_call_whose_maker_died_before_he_began_it_is_made_by_the_worker(world: BillingWorld) -> None:
    async def die() -> None:
        raise asyncio.CancelledError

    world.units_of_work.after_commit = die
    with pytest.raises(asyncio.CancelledError):
        await opened(world)
    world.units_of_work.after_commit = None
    assert [] == world.providers.network.asked

    world.clock.pass_by(HEAD_START)
    await world.resolve()

    assert 1 == len(world.providers.network.asked)


async def test_twenty_captures_of_one_hold_at_once_take_the_money_once(world: BillingWorld) -> None:
    payment = await held(world)

    outcomes = await asyncio.gather(
        *(world.capture(tenant_id=TENANT, transaction_id=payment.id, key=key(f"r{number}")) for number in range(20)),
        return_exceptions=True,
    )

    assert 1 == sum(isinstance(outcome, Transaction) for outcome in outcomes)
    assert {OperationInProgressError, IllegalStatusError, Transaction} >= {type(outcome) for outcome in outcomes}
    assert 1 == sum(asked.startswith("capture") for asked in world.providers.network.asked)


async def test_the_same_capture_asked_twenty_times_at_once_is_made_once(world: BillingWorld) -> None:
    payment = await held(world)

    outcomes = await asyncio.gather(
        *(world.capture(tenant_id=TENANT, transaction_id=payment.id, key=key()) for _ in range(20)),
        return_exceptions=True,
    )

    assert {Transaction, RequestInProgressError} >= {type(outcome) for outcome in outcomes}
    assert 1 == sum(asked.startswith("capture") for asked in world.providers.network.asked)


async def test_a_capture_takes_part_of_the_hold_and_never_more(world: BillingWorld) -> None:
    payment = await held(world)

    with pytest.raises(CaptureExceedsAuthorizedError):
        await world.capture(tenant_id=TENANT, transaction_id=payment.id, key=key("r1"), amount=uzs(100_001))
    captured = await world.capture(tenant_id=TENANT, transaction_id=payment.id, key=key("r2"), amount=uzs(60_000))

    assert (Status.COMPLETED, uzs(60_000)) == (captured.status, captured.captured_amount)


async def test_a_capture_whose_outcome_is_unknown_is_settled_by_the_same_request(world: BillingWorld) -> None:
    payment = await held(world)
    world.providers.network.script = [UnknownOutcomeError()]
    with pytest.raises(UnknownOutcomeError):
        await world.capture(tenant_id=TENANT, transaction_id=payment.id, key=key())
    assert Status.AUTHORIZED is (await world.transaction(payment.id)).status

    captured = await world.capture(tenant_id=TENANT, transaction_id=payment.id, key=key())

    assert Status.COMPLETED is captured.status
    assert 1 == len({asked for asked in world.providers.network.asked if asked.startswith("capture")})


async def test_a_hold_that_is_being_captured_cannot_be_canceled_meanwhile(world: BillingWorld) -> None:
    payment = await held(world)
    world.providers.network.script = [UnknownOutcomeError()]
    with pytest.raises(UnknownOutcomeError):
        await world.capture(tenant_id=TENANT, transaction_id=payment.id, key=key())

    with pytest.raises(OperationInProgressError):
        await world.cancel(tenant_id=TENANT, transaction_id=payment.id)


async def test_the_tenant_can_veto_a_capture_and_allow_it_later(world: BillingWorld) -> None:
    payment = await held(world)
    world.guard.verdict = Verdict(allowed=False, reason="out of stock")
    with pytest.raises(VetoedError) as vetoed:
        await world.capture(tenant_id=TENANT, transaction_id=payment.id, key=key())
    world.guard.verdict = Verdict(allowed=True)

    captured = await world.capture(tenant_id=TENANT, transaction_id=payment.id, key=key())

    assert "out of stock" == vetoed.value.parameters["why"]
    assert Status.COMPLETED is captured.status
    moments = [Moment.BEFORE_CHARGE, Moment.BEFORE_CAPTURE, Moment.BEFORE_CAPTURE]
    assert [(payment.id, moment, uzs(100_000)) for moment in moments] == world.guard.asked


async def test_a_payment_that_the_tenant_forbids_is_not_opened(world: BillingWorld) -> None:
    """Once it is open, its provider charges the payer and asks nobody."""
    world.guard.verdict = Verdict(allowed=False, reason="out of stock")
    with pytest.raises(VetoedError):
        await opened(world)
    assert [] == world.providers.network.asked
    assert "billing.transaction.failed.v1" == (await world.event_types())[-1]


async def test_a_payment_that_may_be_open_is_carried_on_whatever_the_tenant_says(world: BillingWorld) -> None:
    """Else nobody would know that the payer can be charged."""
    world.providers.network.script = [UnknownOutcomeError()]
    with pytest.raises(UnknownOutcomeError):
        await opened(world)
    world.guard.verdict = Verdict(allowed=False, reason="out of stock")
    for _ in range(3):
        await world.resolve()
    assert 2 <= len(world.providers.network.asked)
    assert "billing.transaction.pending.v1" in await world.event_types()


async def test_a_canceled_payment_is_closed_at_its_gateway(world: BillingWorld) -> None:
    payment = await opened(world)

    canceled = await world.cancel(tenant_id=TENANT, transaction_id=payment.id)

    assert (Status.CANCELED, True) == (canceled.status, canceled.unwanted)
    assert CallStatus.DONE is (await calls(world, payment.id))[Operation.CANCEL].status


async def test_a_payer_who_is_quicker_than_the_cancellation_gets_the_money_back(world: BillingWorld) -> None:
    payment = await opened(world)
    world.providers.network.script = [Observation(standing=Standing.PAID, amount=uzs(100_000))]

    canceled = await world.cancel(tenant_id=TENANT, transaction_id=payment.id)
    await settle(world)

    (discrepancy,) = await world.discrepancies(payment.id)
    assert (Status.CANCELED, DiscrepancyKind.PAYMENT_OF_CANCELED, False) == (
        canceled.status,
        discrepancy.kind,
        discrepancy.is_open,
    )
    assert f"return:{discrepancy.id}" in world.providers.network.asked


async def test_a_gateway_that_cannot_return_money_leaves_the_discrepancy_to_a_person(world: BillingWorld) -> None:
    payment = await opened(world)
    await world.cancel(tenant_id=TENANT, transaction_id=payment.id)
    world.providers.network.able = frozenset()

    await told(world, payment, Standing.PAID)
    await settle(world)

    (discrepancy,) = await world.discrepancies(payment.id)
    assert discrepancy.is_open
    assert CallStatus.DROPPED is (await calls(world, payment.id))[Operation.RETURN].status


async def test_a_gateway_is_asked_to_close_a_page_until_it_has(world: BillingWorld) -> None:
    payment = await opened(world)
    world.providers.network.script = [
        GatewayUnavailableError(),
        Observation(standing=Standing.WAITING),
        Observation(standing=Standing.EXPIRED),
    ]

    await world.cancel(tenant_id=TENANT, transaction_id=payment.id)
    await settle(world)

    assert CallStatus.DONE is (await calls(world, payment.id))[Operation.CANCEL].status
    assert 3 == sum(asked.startswith("cancel") for asked in world.providers.network.asked)


async def test_of_several_payments_of_an_order_that_are_paid_one_wins_and_the_other_goes_back(
    world: BillingWorld,
) -> None:
    first, second = await opened(world), await opened(world)

    await told(world, second, Standing.PAID)
    await told(world, first, Standing.PAID)
    await settle(world)

    assert [Status.CANCELED, Status.COMPLETED] == [(await world.transaction(one.id)).status for one in (first, second)]
    (discrepancy,) = await world.discrepancies(first.id)
    assert not discrepancy.is_open


async def test_news_of_a_payment_that_went_back_call_off_no_other_payment_of_its_order(world: BillingWorld) -> None:
    """An order whose money went back may be paid anew, however often the gateway repeats what is over."""
    gone = Observation(standing=Standing.PAID, refunded=uzs(100_000))
    first = await world.follow(tenant_id=TENANT, transaction_id=(await paid(world)).id, news=gone)
    again = await opened(world)
    await world.follow(tenant_id=TENANT, transaction_id=first.id, news=gone)
    assert (Status.REFUNDED, Status.PENDING) == (first.status, (await world.transaction(again.id)).status)


async def test_a_payment_nobody_told_us_of_is_found_by_looking(world: BillingWorld) -> None:
    payment = await opened(world)
    world.providers.network.script = [
        Observation(standing=Standing.WAITING),
        Observation(standing=Standing.PAID, amount=uzs(100_000)),
    ]

    await settle(world)

    assert Status.COMPLETED is (await world.transaction(payment.id)).status
    assert CallStatus.DONE is (await calls(world, payment.id))[Operation.LOOK_UP].status


async def tried(world: BillingWorld, *, announcement: Announcement = NOTHING_MORE) -> Transaction:
    """A payment that a payer has begun to pay, and that was called off."""
    payment = await opened(world)
    await world.prepare_attempt(
        tenant_id=TENANT,
        gateway="integrator",
        endpoint="e1",
        external_id="7",
        reference=payment.order_reference,
        amount=payment.amount,
        rules=AttemptRules(),
        details=lambda known, _: known or IntegratorDetails(),
        announcement=announcement,
    )
    await world.cancel(tenant_id=TENANT, transaction_id=payment.id)
    return payment


async def test_a_try_that_may_be_charged_is_asked_about_although_its_payment_is_over_and_not_for_ever(
    world: BillingWorld,
) -> None:
    payment = await tried(world)

    await settle(world)
    asked = world.providers.network.asked.count(f"look_up:{payment.id}")
    still = (await calls(world, payment.id))[Operation.LOOK_UP]
    world.clock.pass_by(timedelta(days=7))
    await settle(world)

    assert (3, True) == (asked, still.is_open)
    assert CallStatus.DROPPED is (await calls(world, payment.id))[Operation.LOOK_UP].status
    assert 3 == world.providers.network.asked.count(f"look_up:{payment.id}")


async def test_a_try_that_its_provider_gives_up_by_itself_is_not_asked_about(world: BillingWorld) -> None:
    payment = await tried(world, announcement=Announcement(expires_at=world.clock.now() + timedelta(hours=12)))

    await settle(world)

    assert 0 == world.providers.network.asked.count(f"look_up:{payment.id}")


async def test_a_refund_is_covered_before_the_gateway_is_asked(world: BillingWorld) -> None:
    payment = await paid(world)
    world.cover.empty = True

    with pytest.raises(ConflictError) as refused:
        await refund(world, payment)
    with pytest.raises(ConflictError):
        await refund(world, payment)

    assert "INSUFFICIENT_FUNDS" == refused.value.reason
    assert [RefundStatus.CANCELED] == [one.status for one in await refunds(world, payment.id)]
    assert not any(asked.startswith("refund") for asked in world.providers.network.asked)


async def test_refunds_of_parts_add_up_to_what_was_taken_and_no_further(world: BillingWorld) -> None:
    payment = await paid(world)

    first = await refund(world, payment, 50_000, "r1")
    second = await refund(world, payment, 50_000, "r2")
    with pytest.raises((IllegalStatusError, RefundExceedsCapturedError)):
        await refund(world, payment, 1, "r3")

    transaction = await world.transaction(payment.id)
    assert {RefundStatus.SUCCEEDED} == {first.status, second.status}
    assert (Status.REFUNDED, uzs(100_000)) == (transaction.status, transaction.refunded_amount)


async def test_of_refunds_asked_at_once_no_more_are_accepted_than_was_taken(world: BillingWorld) -> None:
    payment = await paid(world)

    outcomes = await asyncio.gather(
        *(refund(world, payment, 30_000, f"r{number}") for number in range(20)), return_exceptions=True
    )

    assert 3 == sum(isinstance(outcome, Refund) for outcome in outcomes)
    await settle(world)
    assert uzs(90_000) == (await world.transaction(payment.id)).refunded_amount


async def test_the_same_refund_asked_twenty_times_at_once_is_one_refund(world: BillingWorld) -> None:
    payment = await paid(world)

    await asyncio.gather(*(refund(world, payment, 30_000) for _ in range(20)), return_exceptions=True)

    assert 1 == len(await refunds(world, payment.id))
    assert 1 == sum(asked.startswith("refund") for asked in world.providers.network.asked)


async def test_a_refund_whose_outcome_is_unknown_is_pending_until_it_is_known_and_sent_once(
    world: BillingWorld,
) -> None:
    payment = await paid(world)
    world.providers.network.script = [UnknownOutcomeError()]

    waiting = await refund(world, payment)
    await settle(world)

    assert RefundStatus.PENDING is waiting.status
    assert [RefundStatus.SUCCEEDED] == [one.status for one in await refunds(world, payment.id)]
    assert 1 == len({asked for asked in world.providers.network.asked if asked.startswith("refund")})


async def test_a_refund_that_the_gateway_refuses_fails_with_its_words_and_frees_its_sum(world: BillingWorld) -> None:
    payment = await paid(world)
    world.providers.network.script = [REFUSED]

    failed = await refund(world, payment, name="r1")
    again = await refund(world, payment, name="r2")

    assert (RefundStatus.FAILED, RefundStatus.SUCCEEDED) == (failed.status, again.status)
    assert failed.failure is not None
    assert "no funds" in failed.failure.message


async def test_a_refund_that_waits_at_the_gateway_is_looked_after_until_it_ends(world: BillingWorld) -> None:
    payment = await paid(world)
    pending = RefundNews(refund_id=None, external_id="re_1", amount=uzs(100_000), status=RefundStatus.PENDING)
    world.providers.network.script = [pending]

    waiting = await refund(world, payment)
    world.providers.network.script = [
        Observation(standing=Standing.WAITING),
        Observation(standing=Standing.PAID, refunded=uzs(100_000)),
    ]
    await settle(world)

    assert RefundStatus.PENDING is waiting.status
    assert [RefundStatus.SUCCEEDED] == [one.status for one in await refunds(world, payment.id)]


async def test_what_the_gateway_cannot_do_is_refused_in_typed_words(world: BillingWorld) -> None:
    payment = await paid(world)
    world.providers.network.able = frozenset()

    with pytest.raises(NotSupportedByGatewayError):
        await refund(world, payment)


async def test_a_payment_that_is_called_off_while_it_is_being_opened_is_closed_once_it_is_known(
    world: BillingWorld,
) -> None:
    world.providers.network.script = [UnknownOutcomeError()]
    with pytest.raises(UnknownOutcomeError):
        await opened(world)
    (transaction_id,) = {event.subject for event in world.units_of_work.rows.events}

    await world.cancel(tenant_id=TENANT, transaction_id=transaction_id)
    await settle(world)

    made = await calls(world, transaction_id)
    assert (CallStatus.DONE, CallStatus.DONE) == (made[Operation.CREATE].status, made[Operation.CANCEL].status)
    assert Status.CANCELED is (await world.transaction(transaction_id)).status
    order = [asked.partition(":")[0] for asked in world.providers.network.asked]
    assert ["create", "create", "cancel"] == order[:3]


async def test_a_maker_who_outlived_his_lease_changes_nothing_of_what_the_next_one_did(world: BillingWorld) -> None:
    payment = await paid(world)
    go, reached = asyncio.Event(), asyncio.Event()

    async def first_one_waits() -> None:
        if not reached.is_set():
            reached.set()
            await go.wait()
            raise REFUSED

    world.providers.network.before = first_one_waits
    slow = asyncio.create_task(refund(world, payment, 40_000))
    await reached.wait()
    world.clock.pass_by(LEASE)
    await world.resolve()
    go.set()
    await slow

    (kept,) = await refunds(world, payment.id)
    assert (RefundStatus.SUCCEEDED, CallStatus.DONE) == (
        kept.status,
        (await calls(world, payment.id))[Operation.REFUND].status,
    )


async def test_money_on_its_way_back_closes_no_discrepancy_before_it_has_arrived(world: BillingWorld) -> None:
    on_its_way = RefundNews(refund_id=None, external_id="re_1", amount=uzs(100_000), status=RefundStatus.PENDING)
    payment = await paid_in_vain(world)
    world.providers.network.script = [on_its_way]

    await world.resolve()
    (waiting,) = await world.discrepancies(payment.id)
    call = (await calls(world, payment.id))[Operation.RETURN]
    await settle(world)

    (returned,) = await world.discrepancies(payment.id)
    assert (True, True, False) == (waiting.is_open, call.doubtful, returned.is_open)


async def test_a_return_that_fails_afterwards_opens_its_discrepancy_again_and_a_person_closes_it(
    world: BillingWorld,
) -> None:
    payment = await paid_in_vain(world)
    await settle(world)
    (returned,) = await world.discrepancies(payment.id)
    failed = Observation(
        standing=Standing.PAID,
        refunds=(
            RefundNews(refund_id=returned.id, external_id="re_1", amount=payment.amount, status=RefundStatus.FAILED),
        ),
    )

    await world.follow(tenant_id=TENANT, transaction_id=payment.id, news=failed)
    (again,) = await world.discrepancies(payment.id)
    await world.resolve_discrepancy(
        tenant_id=TENANT,
        discrepancy_id=returned.id,
        finding=Finding(resolution="By bank.", resolved_by="ops"),
        key=key("by hand"),
    )
    await world.follow(tenant_id=TENANT, transaction_id=payment.id, news=failed)

    (closed,) = await world.discrepancies(payment.id)
    assert (False, True, False) == (returned.is_open, again.is_open, closed.is_open)


async def test_a_return_that_fails_before_its_call_is_answered_leaves_its_discrepancy_open(
    world: BillingWorld,
) -> None:
    """The answer is older than the bank's no, whichever of the two is heard first."""
    payment = await paid_in_vain(world)
    (vain,) = await world.discrepancies(payment.id)
    refused = Failure(reason="CARD_CLOSED", message="The card is closed.")
    failed = RefundNews(
        refund_id=vain.id, external_id="re_1", amount=vain.amount, status=RefundStatus.FAILED, failure=refused
    )

    async def overtake() -> None:
        news = Observation(standing=Standing.PAID, refunds=(failed,))
        await world.follow(tenant_id=TENANT, transaction_id=payment.id, news=news)

    world.providers.network.before = overtake
    await settle(world)

    (discrepancy,) = await world.discrepancies(payment.id)
    call = (await calls(world, payment.id))[Operation.RETURN]
    assert (True, CallStatus.REFUSED, "CARD_CLOSED") == (discrepancy.is_open, call.status, call.code)
    assert 1 == world.providers.network.asked.count(f"return:{vain.id}")


async def test_a_hold_that_is_made_after_the_payment_failed_is_released(world: BillingWorld) -> None:
    payment = await opened(world)
    await told(world, payment, Standing.FAILED)

    await told(world, payment, Standing.AUTHORIZED)
    await settle(world)

    assert CallStatus.DONE is (await calls(world, payment.id))[Operation.CANCEL].status


async def test_a_hold_that_appears_after_the_payment_was_closed_is_closed_again(world: BillingWorld) -> None:
    payment = await opened(world)
    await world.cancel(tenant_id=TENANT, transaction_id=payment.id)
    asked_before = world.providers.network.asked.count(f"cancel:{payment.id}")

    await told(world, payment, Standing.AUTHORIZED)
    await settle(world)

    call = (await calls(world, payment.id))[Operation.CANCEL]
    assert (1, 2, CallStatus.DONE) == (
        asked_before,
        world.providers.network.asked.count(f"cancel:{payment.id}"),
        call.status,
    )
