"""Count the transactions that match."""

from billing.ports.transaction_filters import TransactionFilters
from billing.ports.unit_of_work import BillingUnitOfWorks
from shared_kernel.tenant import TenantId


class CountTransactions:
    """Counts the tenant's transactions."""

    def __init__(self, *, units_of_work: BillingUnitOfWorks) -> None:
        self._units_of_work = units_of_work

    async def __call__(self, *, tenant_id: TenantId, filters: TransactionFilters) -> int:
        """How many match."""
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            return await unit.transactions.count(filters)
