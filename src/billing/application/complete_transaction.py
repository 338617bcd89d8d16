"""Complete a payment by hand: an operator says that the money is there."""

from uuid import UUID

from billing.application.follow_gateway import FollowGateway
from billing.application.keep_changes import keep_changes
from billing.application.request_claims import done_before
from billing.domain.details.codec import Details
from billing.domain.direction import Direction
from billing.domain.errors import AlreadyPaidError, NotLocallySettledError
from billing.domain.provider_call import Operation
from billing.domain.status import LIVE, PAID
from billing.domain.transaction import Transaction
from billing.ports.payment_provider import PaymentProviders
from billing.ports.unit_of_work import BillingUnitOfWork, BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.idempotency import RequestKey
from shared_kernel.tenant import TenantId


class CompleteTransaction:
    """Completes payments of gateways that settle locally, and payouts that no gateway makes.

    A provider's money only its provider reports.
    """

    def __init__(
        self, *, units_of_work: BillingUnitOfWorks, providers: PaymentProviders, follow: FollowGateway, clock: Clock
    ) -> None:
        self._units_of_work = units_of_work
        self._follow = follow
        self._providers = providers
        self._clock = clock

    async def __call__(
        self,
        *,
        tenant_id: TenantId,
        transaction_id: UUID,
        details: Details | None = None,
        key: RequestKey | None = None,
    ) -> Transaction:
        """Complete it; the same key again answers it as it stands.

        Raises:
            TransactionNotFoundError: the tenant has none of this id.
            NotLocallySettledError: its provider completes it.
            IllegalStatusError: it cannot be completed any more.
            AlreadyPaidError: another transaction has paid its order.
            DetailsMismatchError: the details are those of another gateway.
            RequestIdReusedError: the key was used for something else.
        """
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            if await done_before(unit, key=key, resource_id=transaction_id):
                return await unit.transactions.get(transaction_id)
            transaction, *others = await unit.transactions.lock_with_order(transaction_id)
            if not await self._settled_by_hand(unit, transaction):
                raise NotLocallySettledError
            if transaction.status in LIVE and any(other.status in PAID for other in others):
                raise AlreadyPaidError
            completed = transaction.complete(at=self._clock.now(), details=details)
            await keep_changes(unit, completed)
            await self._follow.call_off_all(unit, others)
            return completed

    async def _settled_by_hand(self, unit: BillingUnitOfWork, transaction: Transaction) -> bool:
        if transaction.direction is Direction.PAYOUT:
            return await unit.calls.find(operation=Operation.PAY_OUT, subject_id=transaction.id) is None
        return self._providers.get(transaction.gateway).settles_locally
