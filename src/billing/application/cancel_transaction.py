"""Cancel a payment that has taken no money."""

from uuid import UUID

from billing.application.request_claims import done_before
from billing.domain.transaction import Transaction
from billing.ports.unit_of_work import BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.idempotency import RequestKey
from shared_kernel.tenant import TenantId


class CancelTransaction:
    """Cancels what is not paid. Attempts already prepared stay: money they still bring becomes a discrepancy."""

    def __init__(self, *, units_of_work: BillingUnitOfWorks, clock: Clock) -> None:
        self._units_of_work = units_of_work
        self._clock = clock

    async def __call__(
        self, *, tenant_id: TenantId, transaction_id: UUID, key: RequestKey | None = None
    ) -> Transaction:
        """Cancel it; the same key again answers it as it stands.

        Raises:
            TransactionNotFoundError: the tenant has none of this id.
            IllegalStatusError: it is paid, or over.
            RequestIdReusedError: the key was used for something else.
        """
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            if await done_before(unit, key=key, resource_id=transaction_id):
                return await unit.transactions.get(transaction_id)
            transaction = await unit.transactions.lock(transaction_id)
            canceled = transaction.cancel(at=self._clock.now())
            await unit.transactions.save(canceled)
            await unit.outbox.add(canceled.events)
            return canceled
