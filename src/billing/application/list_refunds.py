"""Page through refunds."""

from uuid import UUID

from billing.domain.refund import Refund
from billing.ports.unit_of_work import BillingUnitOfWorks
from shared_kernel.pagination import Page, PageRequest
from shared_kernel.tenant import TenantId


class ListRefunds:
    """Reads the tenant's refunds page by page."""

    def __init__(self, *, units_of_work: BillingUnitOfWorks) -> None:
        self._units_of_work = units_of_work

    async def __call__(self, *, tenant_id: TenantId, transaction_id: UUID | None, page: PageRequest) -> Page[Refund]:
        """One page, newest first, of one transaction or (None) of all."""
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            return await unit.refunds.list(transaction_id=transaction_id, page=page)
