"""Page through discrepancies."""

from billing.domain.discrepancy import Discrepancy
from billing.ports.discrepancy_repository import DiscrepancyFilters
from billing.ports.unit_of_work import BillingUnitOfWorks
from shared_kernel.pagination import Page, PageRequest
from shared_kernel.tenant import TenantId


class ListDiscrepancies:
    """Reads the tenant's discrepancies page by page."""

    def __init__(self, *, units_of_work: BillingUnitOfWorks) -> None:
        self._units_of_work = units_of_work

    async def __call__(
        self, *, tenant_id: TenantId, filters: DiscrepancyFilters, page: PageRequest
    ) -> Page[Discrepancy]:
        """One page of those that match, newest first."""
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            return await unit.discrepancies.list(filters=filters, page=page)
