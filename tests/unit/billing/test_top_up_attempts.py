"""A payer tops an account up by typing its number: each top-up is a deposit of its own."""

import asyncio

import pytest

from billing.domain.amounts import MAX_AMOUNT
from billing.domain.attempt import Attempt, AttemptStatus
from billing.domain.errors import (
    AlreadyPaidError,
    AmountMismatchError,
    AttemptCanceledError,
    AttemptNotFoundError,
    UnknownReferenceError,
)
from billing.domain.status import Status
from billing.domain.top_up_limits import TopUpLimits
from tests.fakes.billing.click_calls import LIMITS, ClickCalls
from tests.fakes.billing.world import ACCOUNT_NUMBER, BillingWorld, uzs


@pytest.fixture
def click(world: BillingWorld) -> ClickCalls:
    return ClickCalls(world=world, reference=ACCOUNT_NUMBER, amount=uzs(50_000), limits=LIMITS)


async def test_the_scenarios_of_the_emulator_go_as_expected(world: BillingWorld, click: ClickCalls) -> None:
    """Click protocol, scenario list of the emulator, without the signatures: the account is paid again and again."""
    first = await click.prepare("2")
    with pytest.raises(AmountMismatchError):
        await click.about(amount=uzs(49_900)).confirm(first.number)
    await click.confirm(first.number)
    with pytest.raises(AlreadyPaidError):
        await click.confirm(first.number)
    with pytest.raises(AlreadyPaidError):
        await click.cancel(first.number)
    with pytest.raises(UnknownReferenceError):
        await click.about(reference="unknown").prepare("8")
    second = await click.prepare("9")
    with pytest.raises(AttemptNotFoundError):
        await click.confirm(123_456_789)
    await click.confirm(second.number)
    third = await click.prepare("12")
    await click.cancel(third.number)
    await click.cancel(third.number)
    with pytest.raises(AttemptCanceledError):
        await click.confirm(third.number)

    assert [Status.COMPLETED, Status.COMPLETED, Status.FAILED] == [
        (await world.transaction(attempt.transaction_id)).status for attempt in (first, second, third)
    ]


async def test_a_canceled_top_up_fails_and_says_why(world: BillingWorld, click: ClickCalls) -> None:
    attempt = await click.prepare()

    await click.cancel(attempt.number)

    payment = await world.transaction(attempt.transaction_id)
    assert payment.failure is not None
    assert ("ATTEMPT_CANCELED", "Payment cancelled") == (payment.failure.reason, payment.failure.message)


async def test_twenty_equal_prepares_at_once_open_one_deposit(world: BillingWorld, click: ClickCalls) -> None:
    world.units_of_work.concurrent = True

    attempts = await asyncio.gather(*(click.prepare("7") for _ in range(20)))

    assert 1 == len({(attempt.number, attempt.transaction_id) for attempt in attempts})
    assert 1 == (await world.event_types()).count("billing.transaction.created.v1")


async def test_what_a_crash_left_between_deposit_and_attempt_is_taken_up_by_the_repeat(
    world: BillingWorld, click: ClickCalls
) -> None:
    opened = await world.top_ups.open(
        tenant_id=click.tenant_id, number=ACCOUNT_NUMBER, amount=click.amount, gateway="click", key="click:e1:7"
    )

    attempt = await click.prepare("7")

    assert opened == attempt.transaction_id


@pytest.mark.parametrize("tiyin", [49_999, 10_000_001, 0, -1])
async def test_a_sum_outside_the_limits_is_refused(world: BillingWorld, click: ClickCalls, tiyin: int) -> None:
    with pytest.raises(AmountMismatchError):
        await click.about(amount=uzs(tiyin)).prepare()
    assert [] == await world.event_types()


@pytest.mark.parametrize("tiyin", [50_000, 10_000_000])
async def test_the_limits_themselves_may_be_paid(click: ClickCalls, tiyin: int) -> None:
    attempt: Attempt = await click.about(amount=uzs(tiyin)).prepare()

    assert (AttemptStatus.PREPARED, uzs(tiyin)) == (attempt.status, attempt.amount)


async def test_an_unknown_account_is_said_before_a_wrong_sum(click: ClickCalls) -> None:
    """Click protocol, SHOP API: order of checks."""
    with pytest.raises(UnknownReferenceError):
        await click.about(reference="unknown", amount=uzs(1)).prepare()


async def test_an_endpoint_without_top_ups_knows_no_accounts(click: ClickCalls) -> None:
    with pytest.raises(UnknownReferenceError):
        await click.about(limits=None).prepare()


async def test_without_limits_any_sum_a_payment_can_have_is_taken(click: ClickCalls) -> None:
    unlimited = click.about(limits=TopUpLimits())

    assert uzs(1) == (await unlimited.about(amount=uzs(1)).prepare("1")).amount
    assert uzs(MAX_AMOUNT) == (await unlimited.about(amount=uzs(MAX_AMOUNT)).prepare("2")).amount
    for tiyin in (0, MAX_AMOUNT + 1, 2**63 - 1):
        with pytest.raises(AmountMismatchError):
            await unlimited.about(amount=uzs(tiyin)).prepare("3")


async def test_an_unknown_attempt_of_a_known_account_is_unknown_as_an_attempt(click: ClickCalls) -> None:
    with pytest.raises(AttemptNotFoundError):
        await click.confirm(123)
