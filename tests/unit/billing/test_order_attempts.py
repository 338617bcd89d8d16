"""A payer pays an order through a conversing provider: every cell of the protocol's table of states.

Click protocol, SHOP API: order of checks; state machine, repeats, concurrency.
"""

import asyncio

import pytest

from billing.domain.attempt import AttemptStatus
from billing.domain.details.click import ClickDetails
from billing.domain.discrepancy import DiscrepancyKind
from billing.domain.errors import (
    AlreadyPaidError,
    AmountMismatchError,
    AttemptCanceledError,
    AttemptNotFoundError,
    UnknownReferenceError,
)
from billing.domain.provider_call import Operation
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from tests.fakes.billing.click_calls import ClickCalls
from tests.fakes.billing.world import OTHER_TENANT, TENANT, BillingWorld, uzs

COMPLETED = "billing.transaction.completed.v1"
DISCREPANCY = "billing.discrepancy.recorded.v1"


async def test_a_prepared_and_confirmed_order_is_paid(
    world: BillingWorld, order: Transaction, click: ClickCalls
) -> None:
    prepared = await click.prepare("7")
    assert (AttemptStatus.PREPARED, order.id) == (prepared.status, prepared.transaction_id)

    paid = await click.confirm(prepared.number)

    payment = await world.transaction(order.id)
    assert (AttemptStatus.PAID, Status.COMPLETED) == (paid.status, payment.status)
    assert isinstance(payment.details, ClickDetails)
    assert (7, prepared.number, prepared.number) == (
        payment.details.pay_doc_id,
        payment.details.merchant_prepare_id,
        payment.details.merchant_confirm_id,
    )
    assert order.payment_url == payment.details.link


async def test_a_repeated_prepare_answers_the_same_attempt(click: ClickCalls) -> None:
    assert await click.prepare("7") == await click.prepare("7")


async def test_twenty_equal_prepares_at_once_make_one_attempt(click: ClickCalls) -> None:
    attempts = await asyncio.gather(*(click.prepare("7") for _ in range(20)))

    assert 1 == len({attempt.number for attempt in attempts})


async def test_preparing_an_unknown_order_is_refused(click: ClickCalls) -> None:
    with pytest.raises(UnknownReferenceError):
        await click.about(reference="no-such-order").prepare()


async def test_the_order_of_another_gateway_or_tenant_is_unknown(world: BillingWorld, click: ClickCalls) -> None:
    await world.create(tenant_id=TENANT, gateway="cash", amount=uzs(100_000), order_reference="by-cash")

    with pytest.raises(UnknownReferenceError):
        await click.about(reference="by-cash").prepare()
    with pytest.raises(UnknownReferenceError):
        await click.about(tenant_id=OTHER_TENANT).prepare()


@pytest.mark.parametrize("tiyin", [99_999, 100_001, 30_000, 0, -100_000])
async def test_preparing_another_amount_is_refused(click: ClickCalls, tiyin: int) -> None:
    with pytest.raises(AmountMismatchError):
        await click.about(amount=uzs(tiyin)).prepare()


async def test_a_repeated_prepare_with_other_content_is_refused(click: ClickCalls) -> None:
    await click.prepare("7")

    with pytest.raises(AmountMismatchError):
        await click.about(amount=uzs(1)).prepare("7")
    with pytest.raises(UnknownReferenceError):
        await click.about(reference="order-9").prepare("7")


async def test_preparing_a_paid_order_is_answered_paid(click: ClickCalls) -> None:
    """By the attempt that paid, by a new one, and by one prepared before: none may charge the payer again."""
    early = await click.prepare("6")
    await click.confirm((await click.prepare("7")).number)

    for external_id in ["7", "8", early.external_id]:
        with pytest.raises(AlreadyPaidError):
            await click.prepare(external_id)
    with pytest.raises(AlreadyPaidError):
        await click.about(amount=uzs(1)).prepare("9")


async def test_preparing_a_canceled_order_is_answered_canceled(
    world: BillingWorld, order: Transaction, click: ClickCalls
) -> None:
    await world.cancel(tenant_id=TENANT, transaction_id=order.id)

    with pytest.raises(AttemptCanceledError):
        await click.prepare()


async def test_a_canceled_attempt_leaves_the_order_payable(
    world: BillingWorld, order: Transaction, click: ClickCalls
) -> None:
    canceled = await click.cancel((await click.prepare("7")).number)

    assert AttemptStatus.CANCELED == canceled.status
    payment = await world.transaction(order.id)
    assert isinstance(payment.details, ClickDetails)
    assert (Status.PENDING, -5017) == (payment.status, payment.details.error_code)
    with pytest.raises(AttemptCanceledError):
        await click.prepare("7")
    assert AttemptStatus.PAID == (await click.confirm((await click.prepare("8")).number)).status


async def test_a_repeated_cancel_answers_the_same(click: ClickCalls) -> None:
    attempt = await click.prepare()

    assert await click.cancel(attempt.number) == await click.cancel(attempt.number)


async def test_canceling_what_is_paid_changes_nothing(
    world: BillingWorld, order: Transaction, click: ClickCalls
) -> None:
    attempt = await click.prepare()
    await click.confirm(attempt.number)
    paid = await world.transaction(order.id)

    with pytest.raises(AlreadyPaidError):
        await click.cancel(attempt.number)
    assert paid == await world.transaction(order.id)


async def test_confirming_again_is_answered_paid_and_has_no_second_effect(
    world: BillingWorld, order: Transaction, click: ClickCalls
) -> None:
    attempt = await click.prepare()
    await click.confirm(attempt.number)

    for repeat in [click, click.about(amount=uzs(1))]:
        with pytest.raises(AlreadyPaidError):
            await repeat.confirm(attempt.number)
    assert 1 == (await world.event_types()).count(COMPLETED)
    assert () == await world.discrepancies(order.id)


async def test_twenty_confirmations_at_once_settle_once(
    world: BillingWorld, order: Transaction, click: ClickCalls
) -> None:
    attempt = await click.prepare()

    outcomes = await asyncio.gather(*(click.confirm(attempt.number) for _ in range(20)), return_exceptions=True)

    assert 19 == sum(isinstance(outcome, AlreadyPaidError) for outcome in outcomes)
    assert 1 == (await world.event_types()).count(COMPLETED)
    assert () == await world.discrepancies(order.id)


async def test_twenty_attempts_of_one_order_confirmed_at_once_pay_once_and_the_rest_is_surplus(
    world: BillingWorld, order: Transaction, click: ClickCalls
) -> None:
    attempts = [await click.prepare(str(number)) for number in range(1, 21)]

    calls = [click.confirm(attempt.number) for attempt in attempts for _ in range(2)]
    outcomes = await asyncio.gather(*calls, return_exceptions=True)

    assert 39 == sum(isinstance(outcome, AlreadyPaidError) for outcome in outcomes)
    assert 1 == (await world.event_types()).count(COMPLETED)
    assert [DiscrepancyKind.SURPLUS_PAYMENT] * 19 == [one.kind for one in await world.discrepancies(order.id)]
    assert 19 == (await world.event_types()).count(DISCREPANCY)


async def test_a_surplus_payment_leaves_the_details_of_the_one_that_paid(
    world: BillingWorld, order: Transaction, click: ClickCalls
) -> None:
    first, second = await click.prepare("7"), await click.prepare("8")
    await click.confirm(first.number)
    paid = await world.transaction(order.id)

    with pytest.raises(AlreadyPaidError):
        await click.confirm(second.number)
    assert paid == await world.transaction(order.id)
    (surplus,) = await world.discrepancies(order.id)
    assert (uzs(100_000), f"click payment 8 (attempt {second.number})") == (surplus.amount, surplus.note)


async def test_an_attempt_abandoned_after_another_paid_changes_nothing_else(
    world: BillingWorld, order: Transaction, click: ClickCalls
) -> None:
    first, second = await click.prepare("7"), await click.prepare("8")
    await click.confirm(first.number)
    paid = await world.transaction(order.id)

    assert AttemptStatus.CANCELED == (await click.cancel(second.number)).status
    assert paid == await world.transaction(order.id)


async def test_confirming_a_canceled_attempt_is_refused_and_the_money_recorded_once(
    world: BillingWorld, order: Transaction, click: ClickCalls
) -> None:
    attempt = await click.prepare()
    await click.cancel(attempt.number)

    for _ in range(3):
        with pytest.raises(AttemptCanceledError):
            await click.confirm(attempt.number)
    assert Status.PENDING == (await world.transaction(order.id)).status
    assert [DiscrepancyKind.PAYMENT_OF_CANCELED] == [one.kind for one in await world.discrepancies(order.id)]
    assert 1 == (await world.event_types()).count(DISCREPANCY)


async def test_money_for_a_canceled_order_is_refused_and_recorded_once(
    world: BillingWorld, order: Transaction, click: ClickCalls
) -> None:
    attempt = await click.prepare()
    await world.cancel(tenant_id=TENANT, transaction_id=order.id)

    for _ in range(3):
        with pytest.raises(AttemptCanceledError):
            await click.confirm(attempt.number)
    assert Status.CANCELED == (await world.transaction(order.id)).status
    assert [DiscrepancyKind.PAYMENT_OF_CANCELED] == [one.kind for one in await world.discrepancies(order.id)]


async def test_money_for_an_expired_order_is_booked_late(
    world: BillingWorld, order: Transaction, click: ClickCalls
) -> None:
    attempt = await click.prepare()
    async with world.units_of_work(tenant_id=TENANT) as unit:
        await unit.transactions.save((await unit.transactions.lock(order.id)).expire(at=world.clock.now()))

    with pytest.raises(AttemptCanceledError):
        await click.prepare("8")
    await click.confirm(attempt.number)

    late = await world.transaction(order.id)
    assert (Status.COMPLETED, True) == (late.status, late.late)


async def test_confirming_another_amount_than_prepared_changes_nothing(
    world: BillingWorld, order: Transaction, click: ClickCalls
) -> None:
    attempt = await click.prepare()
    before = await world.transaction(order.id)

    with pytest.raises(AmountMismatchError):
        await click.about(amount=uzs(99_900)).confirm(attempt.number)
    assert before == await world.transaction(order.id)
    assert AttemptStatus.PAID == (await click.confirm(attempt.number)).status


@pytest.mark.parametrize("number", [0, -1, 999_999_999, 10**12])
async def test_an_attempt_nobody_prepared_is_unknown(click: ClickCalls, number: int) -> None:
    with pytest.raises(AttemptNotFoundError):
        await click.confirm(number)
    with pytest.raises(AttemptNotFoundError):
        await click.cancel(number)


async def test_an_attempt_belongs_to_its_order_and_endpoint(world: BillingWorld, click: ClickCalls) -> None:
    """The unknown reference is said before the unknown attempt; another tenant knows neither."""
    await world.create(tenant_id=TENANT, gateway="click", amount=uzs(100_000), order_reference="order-1002")
    attempt = await click.prepare()

    for stranger, error in [
        (click.about(reference="order-1002"), AttemptNotFoundError),
        (click.about(endpoint="e2"), AttemptNotFoundError),
        (click.about(reference="no-such-order"), UnknownReferenceError),
        (click.about(tenant_id=OTHER_TENANT), UnknownReferenceError),
    ]:
        with pytest.raises(error):
            await stranger.confirm(attempt.number)
        with pytest.raises(error):
            await stranger.cancel(attempt.number)
    assert AttemptStatus.PAID == (await click.confirm(attempt.number)).status


async def test_the_money_of_a_second_paid_attempt_is_sent_back(world: BillingWorld, click: ClickCalls) -> None:
    """Click hears that the order is paid and keeps the payer's money, so we send it back."""
    first, second = await click.prepare("1"), await click.prepare("2")
    await click.confirm(first.number)
    with pytest.raises(AlreadyPaidError):
        await click.confirm(second.number)

    (discrepancy,) = await world.discrepancies(first.transaction_id)

    async with world.units_of_work(tenant_id=TENANT) as unit:
        call = await unit.calls.find(operation=Operation.RETURN, subject_id=discrepancy.id)
    assert call is not None
    assert ("2", discrepancy.amount) == (discrepancy.payment, call.amount)
