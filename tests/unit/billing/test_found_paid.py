"""The provider's own books name a try as paid: nobody was refused, so nobody but us sees to its money."""

from dataclasses import replace

import pytest

from billing.domain.attempt import Attempt, AttemptStatus
from billing.domain.details.click import ClickDetails
from billing.domain.details.codec import Details
from billing.domain.discrepancy import DiscrepancyKind
from billing.domain.errors import AttemptCanceledError
from billing.domain.observation import Observation, PaidAttempt, Standing
from billing.domain.provider_call import Operation
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from shared_kernel.money import Money
from tests.fakes.billing.click_calls import ClickCalls
from tests.fakes.billing.world import TENANT, BillingWorld, uzs

SETTLED = "billing.transaction.completed.v1"


async def find_paid(world: BillingWorld, *attempts: Attempt, amount: Money | None = None) -> None:
    """What a look-up does when the books have the attempts' money."""

    def details(known: Details | None, paid: Attempt) -> Details:
        return replace(known if isinstance(known, ClickDetails) else ClickDetails(), merchant_confirm_id=paid.number)

    paid = tuple(PaidAttempt(external_id=attempt.external_id, details=details) for attempt in attempts)
    news = Observation(standing=Standing.PAID, amount=amount, paid_attempts=paid)
    await world.follow(tenant_id=TENANT, transaction_id=attempts[0].transaction_id, news=news)


async def status(world: BillingWorld, attempt: Attempt) -> tuple[Status, AttemptStatus]:
    """How the order and the attempt stand."""
    async with world.units_of_work(tenant_id=TENANT) as unit:
        now = await unit.attempts.get(attempt.number)
        assert now is not None
        return (await unit.transactions.get(attempt.transaction_id)).status, now.status


async def returns(world: BillingWorld, order: Transaction) -> list[Money | None]:
    """What is to be sent back."""
    async with world.units_of_work(tenant_id=TENANT) as unit:
        return [one.amount for one in await unit.calls.of_transaction(order.id) if one.operation is Operation.RETURN]


async def kinds(world: BillingWorld, order: Transaction) -> list[DiscrepancyKind]:
    return [one.kind for one in await world.discrepancies(order.id)]


async def test_a_canceled_attempt_that_was_charged_pays_its_order(
    world: BillingWorld, order: Transaction, click: ClickCalls
) -> None:
    """Else the order stays payable, and its payer is charged twice."""
    attempt = await click.prepare("7")
    await click.cancel(attempt.number)

    for _ in range(2):
        await find_paid(world, attempt)

    assert (Status.COMPLETED, AttemptStatus.PAID) == await status(world, attempt)
    assert 1 == (await world.event_types()).count(SETTLED)
    assert ([], []) == (await kinds(world, order), await returns(world, order))


async def test_a_payment_that_was_refused_when_it_was_reported_is_sent_back_and_not_booked(
    world: BillingWorld, order: Transaction, click: ClickCalls
) -> None:
    """The provider was told that the attempt is canceled, so the order is not settled behind its back."""
    attempt = await click.prepare("7")
    await click.cancel(attempt.number)
    with pytest.raises(AttemptCanceledError):
        await click.confirm(attempt.number)
    assert [] == await returns(world, order)

    for _ in range(2):
        await find_paid(world, attempt)

    assert (Status.PENDING, AttemptStatus.CANCELED) == await status(world, attempt)
    assert [DiscrepancyKind.PAYMENT_OF_CANCELED] == await kinds(world, order)
    assert [order.amount] == await returns(world, order)


@pytest.mark.parametrize("attempt_first", [True, False])
async def test_money_for_an_order_that_was_called_off_is_sent_back(
    world: BillingWorld, order: Transaction, click: ClickCalls, *, attempt_first: bool
) -> None:
    attempt = await click.prepare("7")
    if attempt_first:
        await click.cancel(attempt.number)
    await world.cancel(tenant_id=TENANT, transaction_id=order.id)

    for _ in range(2):
        await find_paid(world, attempt)

    assert (Status.CANCELED, AttemptStatus.CANCELED) == await status(world, attempt)
    assert [DiscrepancyKind.PAYMENT_OF_CANCELED] == await kinds(world, order)
    assert [order.amount] == await returns(world, order)


@pytest.mark.parametrize("canceled", [True, False])
async def test_of_two_attempts_found_paid_the_second_is_surplus(
    world: BillingWorld, order: Transaction, click: ClickCalls, *, canceled: bool
) -> None:
    first, second = await click.prepare("7"), await click.prepare("8")
    if canceled:
        await click.cancel(second.number)
    await click.confirm(first.number)

    for attempt in (first, second, second, first):
        await find_paid(world, attempt)

    assert (Status.COMPLETED, AttemptStatus.SURPLUS) == await status(world, second)
    assert 1 == (await world.event_types()).count(SETTLED)
    assert [DiscrepancyKind.SURPLUS_PAYMENT] == await kinds(world, order)
    assert [order.amount] == await returns(world, order)


async def test_of_two_attempts_found_paid_by_one_look_the_first_pays_and_the_second_goes_back(
    world: BillingWorld, order: Transaction, click: ClickCalls
) -> None:
    first, second = await click.prepare("7"), await click.prepare("8")

    for _ in range(2):
        await find_paid(world, first, second, first)

    assert (Status.COMPLETED, AttemptStatus.PAID) == await status(world, first)
    assert (Status.COMPLETED, AttemptStatus.SURPLUS) == await status(world, second)
    assert 1 == (await world.event_types()).count(SETTLED)
    assert [DiscrepancyKind.SURPLUS_PAYMENT] == await kinds(world, order)
    assert [order.amount] == await returns(world, order)


@pytest.mark.parametrize(("paid", "after"), [(True, AttemptStatus.CANCELED), (False, AttemptStatus.PREPARED)])
async def test_an_attempt_that_came_to_nothing_is_given_up_once_its_order_is_paid_otherwise(
    world: BillingWorld, click: ClickCalls, *, paid: bool, after: AttemptStatus
) -> None:
    """Before that only its provider calls it off, who asks us about it."""
    first, second = await click.prepare("7"), await click.prepare("8")
    if paid:
        await click.confirm(first.number)

    news = Observation(standing=Standing.WAITING, ended_attempts=frozenset({"7", "8", "9"}))
    await world.follow(tenant_id=TENANT, transaction_id=first.transaction_id, news=news)

    assert after is (await status(world, second))[1]
    assert (AttemptStatus.PAID if paid else AttemptStatus.PREPARED) is (await status(world, first))[1]


async def test_another_amount_than_prepared_is_left_to_a_person(
    world: BillingWorld, order: Transaction, click: ClickCalls
) -> None:
    """The look goes on, and what is wrong stays as it is however often it is seen."""
    attempt = await click.prepare("7")

    for _ in range(2):
        await find_paid(world, attempt, amount=uzs(99_900))

    assert (Status.PENDING, AttemptStatus.PREPARED) == await status(world, attempt)
    assert [DiscrepancyKind.AMOUNT_MISMATCH] == await kinds(world, order)
    assert [uzs(99_900)] == [one.amount for one in await world.discrepancies(order.id)]
    assert [] == await returns(world, order)
