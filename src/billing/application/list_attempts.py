"""A provider asks for the attempts of a period."""

from collections.abc import Sequence
from datetime import datetime

from billing.application.attempt_release import as_it_stands
from billing.domain.attempt import Attempt
from billing.domain.details.update import DetailsUpdate
from billing.ports.unit_of_work import BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.tenant import TenantId


class ListAttempts:
    """Lists an endpoint's attempts by the provider's own time (Payme: GetStatement), in whatever state they are."""

    def __init__(self, *, units_of_work: BillingUnitOfWorks, clock: Clock) -> None:
        self._units_of_work = units_of_work
        self._clock = clock

    async def __call__(
        self,
        *,
        tenant_id: TenantId,
        gateway: str,
        endpoint: str,
        start: datetime,
        end: datetime,
        details: DetailsUpdate,
    ) -> Sequence[Attempt]:
        """The attempts that began at the provider from `start` to `end`, both included, the oldest first."""
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            found = await unit.attempts.told_between(gateway=gateway, endpoint=endpoint, start=start, end=end)
            at = self._clock.now()
            return [await as_it_stands(unit, attempt, details=details, at=at) for attempt in found]
