"""A refund whose end no gateway tells is an operator's work, and is none any more once its end is known."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from billing.application.resolve_discrepancy import Finding
from billing.domain.discrepancy import Discrepancy, DiscrepancyKind
from billing.domain.errors import GatewayRefusedError, GatewayUnavailableError, UnknownOutcomeError
from billing.domain.observation import Observation, RefundNews, Standing
from billing.domain.refund import Refund, RefundStatus
from billing.domain.transaction import Transaction
from shared_kernel.errors import ValidationError
from shared_kernel.idempotency import request_key
from tests.fakes.billing.world import TENANT, BillingWorld, uzs

DAY = timedelta(days=1)


@pytest.fixture
async def world() -> BillingWorld:
    made = BillingWorld()
    await made.configure(tenant_id=TENANT, gateway="integrator", settings={})
    return made


async def paid(world: BillingWorld) -> Transaction:
    order = await world.create(tenant_id=TENANT, gateway="integrator", amount=uzs(100_000), order_reference="order-1")
    return await world.follow(tenant_id=TENANT, transaction_id=order.id, news=Observation(standing=Standing.PAID))


async def refund(world: BillingWorld, payment: Transaction) -> Refund:
    key = request_key(request_id=str(uuid4()), operation="RefundTransaction", content=())
    return await world.refund(tenant_id=TENANT, transaction_id=payment.id, key=key, amount=uzs(30_000))


async def after(world: BillingWorld, payment: Transaction, time: timedelta) -> tuple[Discrepancy, ...]:
    """What does not agree once so much time has passed and the worker has asked again."""
    world.clock.pass_by(time)
    await world.resolve()
    return await world.discrepancies(payment.id)


def told(status: RefundStatus) -> RefundNews:
    return RefundNews(refund_id=None, external_id="re_1", amount=uzs(30_000), status=status)


async def test_one_in_doubt_is_told_to_an_operator_after_a_day_and_once(world: BillingWorld) -> None:
    payment = await paid(world)
    world.providers.network.script = [UnknownOutcomeError() for _ in range(4)]
    made = await refund(world, payment)
    assert () == await after(world, payment, DAY / 2)
    for _ in range(2):
        (found,) = await after(world, payment, DAY)
        assert (DiscrepancyKind.REFUND_MISMATCH, uzs(30_000), True) == (found.kind, found.amount, found.is_open)
        assert str(made.id) in found.note
    assert 1 == (await world.event_types()).count("billing.discrepancy.recorded.v1")


@pytest.mark.parametrize(
    "end", [told(RefundStatus.SUCCEEDED), GatewayRefusedError(gateway="g", code="1", message="no")]
)
async def test_its_end_ends_that_work(world: BillingWorld, end: object) -> None:
    payment = await paid(world)
    world.providers.network.script = [UnknownOutcomeError(), UnknownOutcomeError(), end]
    await refund(world, payment)
    await after(world, payment, DAY)
    (settled,) = await after(world, payment, DAY)
    assert (False, "") == (settled.is_open, settled.resolved_by)
    assert 2 == (await world.event_types()).count("billing.discrepancy.recorded.v1")


async def test_one_that_was_certainly_not_sent_is_no_doubt(world: BillingWorld) -> None:
    payment = await paid(world)
    world.providers.network.script = [GatewayUnavailableError() for _ in range(3)]
    await refund(world, payment)
    assert () == await after(world, payment, 2 * DAY)


async def test_one_on_its_way_is_given_a_week(world: BillingWorld) -> None:
    """A bank may have returned it without a word, as behind Octo; it may still arrive, too."""
    payment = await paid(world)
    waiting = Observation(standing=Standing.PAID, refunded=uzs(0))
    world.providers.network.script = [told(RefundStatus.PENDING), waiting, waiting]
    await refund(world, payment)
    assert () == await after(world, payment, 6 * DAY)
    (found,) = await after(world, payment, 2 * DAY)
    assert (True, "re_1") == (found.is_open, found.payment)
    arrived = Observation(standing=Standing.PAID, refunded=uzs(30_000))
    await world.follow(tenant_id=TENANT, transaction_id=payment.id, news=arrived)
    (settled,) = await after(world, payment, DAY)
    assert not settled.is_open


async def unsettled(world: BillingWorld) -> tuple[Transaction, Discrepancy]:
    """A payment, and what does not agree about its refund."""
    payment = await paid(world)
    world.providers.network.script = [UnknownOutcomeError() for _ in range(3)]
    await refund(world, payment)
    await after(world, payment, DAY)
    (found,) = await after(world, payment, DAY)
    return payment, found


async def say(world: BillingWorld, found: Discrepancy, end: RefundStatus | None) -> Discrepancy:
    """What an operator has found in the gateway's own books."""
    key = request_key(request_id=f"say {found.id}", operation="ResolveDiscrepancy", content=(end,))
    finding = Finding(resolution="seen in its cabinet", resolved_by="a key", refund_end=end)
    return await world.resolve_discrepancy(tenant_id=TENANT, discrepancy_id=found.id, finding=finding, key=key)


@pytest.mark.parametrize(
    ("end", "refunded"), [(RefundStatus.SUCCEEDED, 30_000), (RefundStatus.FAILED, 0)], ids=["went back", "did not"]
)
async def test_the_word_of_an_operator_ends_it_once(world: BillingWorld, end: RefundStatus, refunded: int) -> None:
    payment, found = await unsettled(world)
    for _ in range(2):
        said = await say(world, found, end)
        assert ("seen in its cabinet", "a key") == (said.resolution, said.resolved_by)
    assert uzs(refunded) == (await world.transaction(payment.id)).refunded_amount
    assert 1 == (await world.event_types()).count(f"billing.refund.{end}.v1")
    await after(world, payment, DAY)
    assert RefundStatus.SUCCEEDED is (await refund(world, payment)).status


async def test_an_operator_who_does_not_know_leaves_it_as_it_is(world: BillingWorld) -> None:
    payment, found = await unsettled(world)
    await say(world, found, None)
    async with world.units_of_work(tenant_id=TENANT) as unit:
        assert [RefundStatus.PENDING] == [one.status for one in await unit.refunds.of_transaction(payment.id)]


async def test_no_end_is_taken_for_a_discrepancy_that_is_about_no_refund(world: BillingWorld) -> None:
    payment = await paid(world)
    more = Observation(standing=Standing.PAID, refunds=(told(RefundStatus.SUCCEEDED),))
    news = replace(more, refunds=(replace(more.refunds[0], amount=uzs(200_000)),))
    await world.follow(tenant_id=TENANT, transaction_id=payment.id, news=news)
    (found,) = await world.discrepancies(payment.id)
    with pytest.raises(ValidationError) as refused:
        await say(world, found, RefundStatus.SUCCEEDED)
    assert "refund_end" == refused.value.field
    assert [found] == list(await world.discrepancies(payment.id))
