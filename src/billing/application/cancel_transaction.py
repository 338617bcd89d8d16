"""Cancel a payment that has taken no money."""

from uuid import UUID

from billing.application.call_outcome import require_nothing_under_way
from billing.application.follow_gateway import FollowGateway
from billing.application.make_call import MakeCall
from billing.application.request_claims import done_before
from billing.domain.errors import NotSupportedByGatewayError
from billing.domain.provider_call import Operation
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from billing.ports.unit_of_work import BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.idempotency import RequestKey
from shared_kernel.tenant import TenantId


class CancelTransaction:
    """Cancels what is not paid.

    - The decision is ours and takes effect at once; the gateway is asked to close its page or to release what it holds,
      again and again until it has. Money it takes all the same is a discrepancy and goes back.
    - Attempts already prepared stay: their money is such money.
    """

    def __init__(
        self, *, units_of_work: BillingUnitOfWorks, follow: FollowGateway, make_call: MakeCall, clock: Clock
    ) -> None:
        self._units_of_work = units_of_work
        self._follow = follow
        self._make_call = make_call
        self._clock = clock

    async def __call__(
        self, *, tenant_id: TenantId, transaction_id: UUID, key: RequestKey | None = None
    ) -> Transaction:
        """Cancel it; the same key again answers it as it stands.

        Raises:
            TransactionNotFoundError: the tenant has none of this id.
            IllegalStatusError: it is paid, or over.
            NotSupportedByGatewayError: it is a payout that its gateway makes.
            OperationInProgressError: its reserved money is being captured at this moment.
            RequestIdReusedError: the key was used for something else.
        """
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            if await done_before(unit, key=key, resource_id=transaction_id):
                return await unit.transactions.get(transaction_id)
            transaction = await unit.transactions.lock(transaction_id)
            if await unit.calls.find(operation=Operation.PAY_OUT, subject_id=transaction_id) is not None:
                # The money may have left; only the gateway knows how it ends.
                raise NotSupportedByGatewayError(gateway=transaction.gateway, operation="cancel a payout")
            if transaction.status is Status.AUTHORIZED:
                await require_nothing_under_way(unit, transaction)
            await self._follow.call_off(unit, transaction)
            call = await unit.calls.find(operation=Operation.CANCEL, subject_id=transaction_id)
        if call is not None:
            # At once where the gateway answers; the worker goes on with it where it does not.
            await self._make_call(tenant_id=tenant_id, call_id=call.id)
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            return await unit.transactions.get(transaction_id)
