"""Page through the transactions that match."""

from billing.domain.transaction import Transaction
from billing.ports.transaction_filters import TransactionFilters, TransactionSort
from billing.ports.unit_of_work import BillingUnitOfWorks
from shared_kernel.pagination import Page, PageRequest
from shared_kernel.tenant import TenantId


class ListTransactions:
    """Reads the tenant's transactions page by page."""

    def __init__(self, *, units_of_work: BillingUnitOfWorks) -> None:
        self._units_of_work = units_of_work

    async def __call__(
        self, *, tenant_id: TenantId, filters: TransactionFilters, sort: TransactionSort, page: PageRequest
    ) -> Page[Transaction]:
        """One page, and where the next one starts."""
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            return await unit.transactions.list(filters=filters, sort=sort, page=page)
