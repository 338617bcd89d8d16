"""The day before is reconciled once, for whoever has configured a gateway."""

from datetime import UTC, date, datetime, timedelta

import pytest

from billing.application.daily_reconciliation import PlanDailyReconciliations, day_in_tashkent, yesterday
from billing.domain.reconciliation import Period, ReconciliationStatus
from shared_kernel.pagination import Page, PageKey, PageRequest
from shared_kernel.tenant import Tenant
from tests.fakes.billing.world import OTHER_TENANT, TENANT, BillingWorld

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


class Tenants:
    """As far as anybody asks here: their list, one on a page."""

    async def list(self, page: PageRequest) -> Page[Tenant]:
        shown = TENANT if page.after is None else OTHER_TENANT
        key = PageKey(value=LONG_AGO, id=TENANT) if page.after is None else None
        return Page(items=(Tenant(id=shown, name=str(shown), created_at=LONG_AGO),), next=key)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 3, 9, 20, 0, tzinfo=UTC), date(2026, 3, 9)),
        (datetime(2026, 3, 9, 19, 59, tzinfo=UTC), date(2026, 3, 8)),
        (datetime(2026, 3, 9, 12, 0, tzinfo=UTC), date(2026, 3, 8)),
    ],
)
def test_a_day_is_over_an_hour_after_midnight_in_tashkent(now: datetime, day: date) -> None:
    assert day == yesterday(now)


def test_a_day_in_tashkent_begins_five_hours_before_that_of_utc() -> None:
    start = datetime(2026, 3, 8, 19, 0, tzinfo=UTC)
    assert Period(start=start, end=start + timedelta(days=1)) == day_in_tashkent(date(2026, 3, 9))


async def test_every_configured_gateway_of_every_tenant_is_planned_once_a_day() -> None:
    world = BillingWorld()
    await world.configure_click()
    await world.configure(tenant_id=OTHER_TENANT, gateway="integrator", settings={})
    await world.configure(tenant_id=TENANT, gateway="integrator", settings={})
    await world.disable(tenant_id=TENANT, gateway="integrator")

    def planner() -> PlanDailyReconciliations:
        return PlanDailyReconciliations(
            units_of_work=world.units_of_work,
            tenants=Tenants(),  # type: ignore[arg-type]
            configurations=world.configurations,
            clock=world.clock,
        )

    plan = planner()
    # Another process plans the same runs, which are there then; a day later there are new ones.
    planned = [await plan(), await plan(), await planner()()]
    world.clock.pass_by(timedelta(days=1))
    assert [3, 0, 0, 3] == [*planned, await plan()]


async def test_what_was_planned_is_carried_out_once() -> None:
    world = BillingWorld()
    await world.configure_click()
    plan = PlanDailyReconciliations(
        units_of_work=world.units_of_work,
        tenants=Tenants(),  # type: ignore[arg-type]
        configurations=world.configurations,
        clock=world.clock,
    )
    await plan()
    (run,) = await world.carry_out()
    assert ("click", "", ReconciliationStatus.COMPLETED) == (run.gateway, run.requested_by, run.status)
    assert day_in_tashkent(date(2026, 1, 14)) == run.period
    assert () == await world.carry_out()
