"""Show one transaction."""

from uuid import UUID

from billing.domain.transaction import Transaction
from billing.ports.unit_of_work import BillingUnitOfWorks
from shared_kernel.tenant import TenantId


class GetTransaction:
    """Reads one transaction of the tenant."""

    def __init__(self, *, units_of_work: BillingUnitOfWorks) -> None:
        self._units_of_work = units_of_work

    async def __call__(self, *, tenant_id: TenantId, transaction_id: UUID) -> Transaction:
        """The transaction as last committed.

        Raises:
            TransactionNotFoundError: the tenant has none of this id.
        """
        async with self._units_of_work.looking(tenant_id=tenant_id) as unit:
            return await unit.transactions.get(transaction_id)
