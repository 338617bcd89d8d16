"""A provider tells of the tax receipt of a payment."""

from billing.application.attempt_search import lock_attempt
from billing.application.keep_changes import keep_changes
from billing.domain.announcement import Words
from billing.domain.attempt import Attempt, FiscalKind
from billing.domain.details.update import DetailsUpdate
from billing.domain.errors import AttemptNotFoundError
from billing.domain.which_attempt import ByExternalId
from billing.ports.unit_of_work import BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.tenant import TenantId


class RecordFiscalReceipt:
    """Keeps what a provider tells of a tax receipt (Payme: SetFiscalData): a sale and a return have one each."""

    def __init__(self, *, units_of_work: BillingUnitOfWorks, clock: Clock) -> None:
        self._units_of_work = units_of_work
        self._clock = clock

    async def __call__(
        self,
        *,
        tenant_id: TenantId,
        gateway: str,
        endpoint: str,
        external_id: str,
        kind: FiscalKind,
        receipt: Words,
        details: DetailsUpdate,
    ) -> Attempt:
        """Keep the receipt in place of an earlier one of its kind.

        Raises:
            AttemptNotFoundError: this endpoint prepared no attempt of this id.
        """
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            which = ByExternalId(external_id=external_id)
            found = await lock_attempt(unit, gateway=gateway, endpoint=endpoint, which=which)
            if found is None:
                raise AttemptNotFoundError
            at = self._clock.now()
            transaction, attempt = found
            told = attempt.tell_receipt(kind=kind, receipt=receipt, at=at)
            await unit.attempts.save(told)
            await keep_changes(unit, transaction.change_details(at=at, details=details(transaction.details, told)))
            return told
