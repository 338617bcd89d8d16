"""Find the payment a provider means: by our id, or by one of its own ids in the details."""

from uuid import UUID

from billing.domain.errors import TransactionNotFoundError
from billing.domain.transaction import Transaction
from billing.ports.transaction_filters import DetailsFilter, Operator, TransactionFilters, TransactionSort
from billing.ports.unit_of_work import BillingUnitOfWork, BillingUnitOfWorks
from shared_kernel.pagination import PageRequest
from shared_kernel.tenant import TenantId


class FindTransaction:
    """Reads the transaction of a gateway's word about it; one of another gateway is not found."""

    def __init__(self, *, units_of_work: BillingUnitOfWorks) -> None:
        self._units_of_work = units_of_work

    async def by_id(self, *, tenant_id: TenantId, gateway: str, transaction_id: UUID) -> Transaction | None:
        """The transaction of this id."""

        async def get(unit: BillingUnitOfWork) -> Transaction:
            return await unit.transactions.get(transaction_id)

        try:
            found = await self._units_of_work.shared(tenant_id=tenant_id, work=get)
        except TransactionNotFoundError:
            return None
        return found if found.gateway == gateway else None

    async def by_detail(self, *, tenant_id: TenantId, path: str, value: str) -> Transaction | None:
        """The newest transaction with this detail, like `stripe.payment_intent_id`."""
        wanted = DetailsFilter(path=path, operator=Operator.EQUAL, values=(value,))
        async with self._units_of_work.looking(tenant_id=tenant_id) as unit:
            page = await unit.transactions.list(
                filters=TransactionFilters(gateways=frozenset({wanted.gateway}), details=(wanted,)),
                sort=TransactionSort(),
                page=PageRequest(size=1),
            )
        return page.items[0] if page.items else None
