"""Page through reconciliations."""

from billing.domain.reconciliation import Reconciliation
from billing.ports.unit_of_work import BillingUnitOfWorks
from shared_kernel.pagination import Page, PageRequest
from shared_kernel.tenant import TenantId


class ListReconciliations:
    """Reads the tenant's reconciliations page by page."""

    def __init__(self, *, units_of_work: BillingUnitOfWorks) -> None:
        self._units_of_work = units_of_work

    async def __call__(self, *, tenant_id: TenantId, gateway: str, page: PageRequest) -> Page[Reconciliation]:
        """One page, newest first, of one gateway or (empty) of all."""
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            return await unit.reconciliations.list(gateway=gateway, page=page)
