"""Every day the day before is reconciled, for every gateway that a tenant has configured."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta, timezone
from uuid import uuid5

from billing.application.reconcile import Reconcile
from billing.domain.reconciliation import Period, Reconciliation, new_reconciliation
from billing.ports.gateway_configurations import GatewayConfigurations
from billing.ports.reconciliation_repository import DueReconciliations
from billing.ports.unit_of_work import BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.pagination import PageRequest
from shared_kernel.tenant import Tenant
from shared_kernel.tenants import TenantStore

# The banking day of Asia/Tashkent: five hours before UTC all year round, so no table of time zones is needed.
TASHKENT = timezone(timedelta(hours=5), "Asia/Tashkent")

# Providers close their day with some delay.
_AFTER_MIDNIGHT = timedelta(hours=1)
_AT_ONCE = 4


class PlanDailyReconciliations:
    """Records yesterday's run of every tenant and configured gateway, once; also when several processes do it."""

    def __init__(
        self,
        *,
        units_of_work: BillingUnitOfWorks,
        tenants: TenantStore,
        configurations: GatewayConfigurations,
        clock: Clock,
    ) -> None:
        self._units_of_work = units_of_work
        self._tenants = tenants
        self._configurations = configurations
        self._clock = clock
        self._planned: date | None = None

    async def __call__(self) -> int:
        """How many runs were planned now; after the first time of a day, none."""
        day = yesterday(self._clock.now())
        if day == self._planned:
            return 0
        planned = 0
        async for tenant in self._all():
            for configuration in await self._configurations.list(tenant.id):
                planned += await self._plan(tenant, configuration.gateway, day)
        self._planned = day
        return planned

    async def _plan(self, tenant: Tenant, gateway: str, day: date) -> bool:
        run = new_reconciliation(
            reconciliation_id=uuid5(tenant.id, f"reconciliation:{gateway}:{day.isoformat()}"),
            tenant_id=tenant.id,
            gateway=gateway,
            period=day_in_tashkent(day),
            requested_by="",
            at=self._clock.now(),
        )
        async with self._units_of_work(tenant_id=tenant.id) as unit:
            return await unit.reconciliations.add(run)

    async def _all(self) -> AsyncIterator[Tenant]:
        request: PageRequest | None = PageRequest()
        while request is not None:
            page = await self._tenants.list(request)
            for tenant in page.items:
                yield tenant
            request = PageRequest(after=page.next) if page.next else None


class CarryOutReconciliations:
    """Works on what is due: planned runs, those whose worker died, those whose gateway could not be asked before."""

    def __init__(self, *, due: DueReconciliations, reconcile: Reconcile, clock: Clock) -> None:
        self._due = due
        self._reconcile = reconcile
        self._clock = clock

    async def __call__(self) -> tuple[Reconciliation, ...]:
        """Some of them, as they stand afterwards.

        Raises:
            ExceptionGroup: of what went wrong and was no answer of a gateway, after all others had their turn.
        """
        due = await self._due.due(at=self._clock.now(), limit=_AT_ONCE)
        runs = (self._reconcile(tenant_id=run.tenant_id, reconciliation_id=run.id) for run in due)
        outcomes = await asyncio.gather(*runs, return_exceptions=True)
        defects = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
        if defects:
            raise ExceptionGroup("Some reconciliations could not be carried out.", defects)
        return tuple(outcome for outcome in outcomes if isinstance(outcome, Reconciliation))


def yesterday(now: datetime) -> date:
    """The day to reconcile at this moment."""
    return (now.astimezone(TASHKENT) - _AFTER_MIDNIGHT).date() - timedelta(days=1)


def day_in_tashkent(day: date) -> Period:
    """From midnight to midnight."""
    start = datetime.combine(day, time(), TASHKENT)
    return Period(start=start, end=start + timedelta(days=1))
