"""The sweep: attempts whose providers have given them up let go of their orders."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime

from billing.application.attempt_release import as_it_stands
from billing.domain.attempt import Attempt, AttemptStatus
from billing.domain.details.update import DetailsUpdate
from billing.ports.overdue_attempts import OverdueAttempts
from billing.ports.unit_of_work import BillingUnitOfWorks
from shared_kernel.clock import Clock

_PORTION = 100


class ExpireAttempts:
    """Ends every attempt whose time is over (Payme: 12 hours), each in a commit of its own.

    A provider's call about such an attempt ends it as well: nothing depends on how often this runs.

    `details` tells by gateway what an expired attempt says of its payment.
    """

    def __init__(
        self,
        *,
        overdue: OverdueAttempts,
        units_of_work: BillingUnitOfWorks,
        details: Mapping[str, DetailsUpdate],
        clock: Clock,
    ) -> None:
        self._overdue = overdue
        self._units_of_work = units_of_work
        self._details = details
        self._clock = clock

    async def __call__(self) -> int:
        """End them; how many were ended.

        Raises:
            ExceptionGroup: of what went wrong, after all others had their turn.
        """
        at = self._clock.now()
        ended, defects = 0, list[Exception]()
        async for attempt in self._overdue_at(at):
            try:
                ended += await self._expire(attempt, at)
            except Exception as error:  # noqa: BLE001 - one poisoned attempt must not keep the others waiting
                defects.append(error)
        if defects:
            raise ExceptionGroup("Some attempts could not be ended.", defects)
        return ended

    async def _expire(self, seen: Attempt, at: datetime) -> bool:
        details = self._details.get(seen.gateway)
        if details is None:
            return False
        async with self._units_of_work(tenant_id=seen.tenant_id) as unit:
            ended = await as_it_stands(unit, seen, details=details, at=at)
        return ended.status is AttemptStatus.EXPIRED

    async def _overdue_at(self, moment: datetime) -> AsyncIterator[Attempt]:
        last: Attempt | None = None
        while True:
            found = await self._overdue.expired_before(moment=moment, after=last, limit=_PORTION)
            for attempt in found:
                yield attempt
            if len(found) < _PORTION:
                return
            last = found[-1]
