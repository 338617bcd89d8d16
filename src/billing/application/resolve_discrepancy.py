"""Somebody has looked into a discrepancy and says what came of it."""

from uuid import UUID

from billing.application.request_claims import done_before
from billing.domain.discrepancy import Discrepancy
from billing.domain.discrepancy_events import DiscrepancyRecorded
from billing.domain.errors import DiscrepancyResolvedError
from billing.ports.unit_of_work import BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.idempotency import RequestKey
from shared_kernel.tenant import TenantId


class ResolveDiscrepancy:
    """Closes a discrepancy for good, with who, when and why; nothing is booked by it.

    Money that was to be sent back to the payer and was not yet is not sent any more: the reason says where it is.
    """

    def __init__(self, *, units_of_work: BillingUnitOfWorks, clock: Clock) -> None:
        self._units_of_work = units_of_work
        self._clock = clock

    async def __call__(
        self, *, tenant_id: TenantId, discrepancy_id: UUID, resolution: str, resolved_by: str, key: RequestKey
    ) -> Discrepancy:
        """The resolved discrepancy; the same key again answers it as it stands.

        Raises:
            DiscrepancyNotFoundError: the tenant has none of this id.
            DiscrepancyResolvedError: it was resolved before.
            RequestIdReusedError: the key was used for something else.
        """
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            repeated = await done_before(unit, key=key, resource_id=discrepancy_id)
            discrepancy = await unit.discrepancies.lock(discrepancy_id)
            if repeated:
                return discrepancy
            if not discrepancy.is_open:
                raise DiscrepancyResolvedError(parameters={"discrepancy_id": str(discrepancy_id)})
            resolved = discrepancy.resolve(at=self._clock.now(), resolution=resolution, by=resolved_by)
            await unit.discrepancies.save(resolved)
            await unit.outbox.add([DiscrepancyRecorded(discrepancy=resolved)])
        return resolved
