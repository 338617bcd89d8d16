"""Ask for a reconciliation now, and wait for it."""

from uuid import uuid5

from billing.application.reconcile import Reconcile
from billing.application.request_claims import done_before
from billing.domain.reconciliation import Period, Reconciliation, new_reconciliation
from billing.ports.payment_provider import PaymentProviders
from billing.ports.unit_of_work import BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.idempotency import RequestKey
from shared_kernel.tenant import TenantId


class RequestReconciliation:
    """Records the run before it begins: if whoever waits goes away, a worker goes on with it."""

    def __init__(
        self, *, units_of_work: BillingUnitOfWorks, providers: PaymentProviders, reconcile: Reconcile, clock: Clock
    ) -> None:
        self._units_of_work = units_of_work
        self._providers = providers
        self._reconcile = reconcile
        self._clock = clock

    async def __call__(
        self, *, tenant_id: TenantId, gateway: str, period: Period, requested_by: str, key: RequestKey
    ) -> Reconciliation:
        """The run, usually completed; the same key again answers the same run as it stands.

        Raises:
            UnknownGatewayError: there is no such gateway.
            RequestIdReusedError: the key was used for something else.
        """
        self._providers.get(gateway)
        run = new_reconciliation(
            reconciliation_id=uuid5(tenant_id, f"reconciliation:{key.request_id}"),
            tenant_id=tenant_id,
            gateway=gateway,
            period=period,
            requested_by=requested_by,
            at=self._clock.now(),
        )
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            if not await done_before(unit, key=key, resource_id=run.id):
                await unit.reconciliations.add(run)
        return await self._reconcile(tenant_id=tenant_id, reconciliation_id=run.id)
