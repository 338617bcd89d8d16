"""A discrepancy is closed once, with who, when and why."""

from uuid import uuid4

import pytest

from billing.application.resolve_discrepancy import Finding
from billing.domain.discrepancy import Discrepancy, DiscrepancyKind, open_discrepancy
from billing.domain.errors import DiscrepancyNotFoundError, DiscrepancyResolvedError
from shared_kernel.idempotency import RequestKey, request_key
from tests.fakes.billing.world import OTHER_TENANT, TENANT, BillingWorld, uzs


@pytest.fixture
def world() -> BillingWorld:
    return BillingWorld()


async def found(world: BillingWorld) -> Discrepancy:
    """Somebody paid a shop of ours for something that billing knows nothing of."""
    discrepancy = open_discrepancy(
        discrepancy_id=uuid4(),
        tenant_id=TENANT,
        gateway="payme",
        kind=DiscrepancyKind.MISSING_HERE,
        amount=uzs(5),
        payment="p1",
        note="",
        at=world.clock.now(),
    )
    async with world.units_of_work(tenant_id=TENANT) as unit:
        await unit.discrepancies.first_time(discrepancy)
    return discrepancy


def key(request_id: str, discrepancy: Discrepancy) -> RequestKey:
    return request_key(request_id=request_id, operation="ResolveDiscrepancy", content=(discrepancy.id,))


async def resolve(world: BillingWorld, discrepancy: Discrepancy, request_id: str = "r") -> Discrepancy:
    return await world.resolve_discrepancy(
        tenant_id=TENANT,
        discrepancy_id=discrepancy.id,
        finding=Finding(resolution="sold over the counter", resolved_by="a key"),
        key=key(request_id, discrepancy),
    )


async def test_it_says_who_when_and_why_and_is_told_once_however_often_it_is_asked(world: BillingWorld) -> None:
    resolved = await resolve(world, await found(world))
    assert ("sold over the counter", "a key", False) == (resolved.resolution, resolved.resolved_by, resolved.is_open)
    assert resolved == await resolve(world, resolved)
    (event,) = world.units_of_work.rows.events
    assert ("billing.discrepancy.recorded.v1", resolved.resolved_at) == (event.type, event.occurred_at)
    told = event.data()
    assert ("sold over the counter", "a key", None) == (told["resolution"], told["resolved_by"], told["transaction_id"])


async def test_one_that_is_resolved_is_not_resolved_again(world: BillingWorld) -> None:
    resolved = await resolve(world, await found(world))
    with pytest.raises(DiscrepancyResolvedError):
        await resolve(world, resolved, "another request")


async def test_another_tenants_does_not_exist(world: BillingWorld) -> None:
    discrepancy = await found(world)
    with pytest.raises(DiscrepancyNotFoundError):
        await world.resolve_discrepancy(
            tenant_id=OTHER_TENANT,
            discrepancy_id=discrepancy.id,
            finding=Finding(resolution="x", resolved_by=""),
            key=key("r", discrepancy),
        )
