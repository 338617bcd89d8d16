"""A provider asks how an attempt to pay stands."""

from billing.application.attempt_release import as_it_stands
from billing.domain.attempt import Attempt
from billing.domain.details.update import DetailsUpdate
from billing.domain.errors import AttemptNotFoundError
from billing.ports.unit_of_work import BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.tenant import TenantId


class FindAttempt:
    """Finds an attempt by the provider's own id (Payme: CheckTransaction); one whose time is over ends here."""

    def __init__(self, *, units_of_work: BillingUnitOfWorks, clock: Clock) -> None:
        self._units_of_work = units_of_work
        self._clock = clock

    async def __call__(
        self, *, tenant_id: TenantId, gateway: str, endpoint: str, external_id: str, details: DetailsUpdate
    ) -> Attempt:
        """The attempt as it stands now.

        Raises:
            AttemptNotFoundError: this endpoint prepared none of this id.
        """
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            attempt = await unit.attempts.by_external_id(gateway=gateway, endpoint=endpoint, external_id=external_id)
            if attempt is None:
                raise AttemptNotFoundError
            return await as_it_stands(unit, attempt, details=details, at=self._clock.now())
