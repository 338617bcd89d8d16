"""Take reserved money, all of it or less (two-stage gateways)."""

from uuid import UUID, uuid5

from billing.application.ask_guard import AskGuard
from billing.application.call_outcome import require_done, require_nothing_under_way
from billing.application.make_call import MakeCall
from billing.domain.amounts import require_positive
from billing.domain.errors import CaptureExceedsAuthorizedError, IllegalStatusError
from billing.domain.provider_call import HEAD_START, Operation, ProviderCall, due_call
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from billing.ports.payment_guard import Moment
from billing.ports.unit_of_work import BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.idempotency import RequestKey
from shared_kernel.identifiers import Identifiers
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


class CaptureTransaction:
    """Captures an authorized payment: once, however many ask at once; what is not taken is released."""

    def __init__(
        self,
        *,
        units_of_work: BillingUnitOfWorks,
        ask_guard: AskGuard,
        make_call: MakeCall,
        identifiers: Identifiers,
        clock: Clock,
    ) -> None:
        self._units_of_work = units_of_work
        self._ask_guard = ask_guard
        self._make_call = make_call
        self._identifiers = identifiers
        self._clock = clock

    async def __call__(
        self, *, tenant_id: TenantId, transaction_id: UUID, key: RequestKey, amount: Money | None = None
    ) -> Transaction:
        """The completed transaction. No amount means all that is authorized.

        Raises:
            TransactionNotFoundError: the tenant has none of this id.
            IllegalStatusError: it is not authorized.
            CaptureExceedsAuthorizedError: more than is authorized.
            VetoedError: the tenant's own system says no.
            OperationInProgressError: the gateway is being asked something else about it.
            GatewayRefusedError, GatewayUnavailableError, UnknownOutcomeError: what the gateway made of it.
            RequestIdReusedError: the key was used for something else.
        """
        # A capture of its own for every request: one that the gateway refused may be asked for again.
        capture_id = uuid5(transaction_id, f"capture:{key.request_id}")
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            await unit.request_ids.claim(key=key, resource_id=transaction_id)
            transaction = await unit.transactions.get(transaction_id)
            call = await unit.calls.find(operation=Operation.CAPTURE, subject_id=capture_id)
        if call is None:
            wanted = transaction.amount if amount is None else amount
            _require_capturable(transaction, wanted)
            await self._ask_guard(transaction, moment=Moment.BEFORE_CAPTURE, amount=wanted)
            call = await self._record(transaction, capture_id, wanted)
        return require_done(await self._make_call(tenant_id=tenant_id, call_id=call.id))

    async def _record(self, seen: Transaction, capture_id: UUID, wanted: Money) -> ProviderCall:
        """Record the call, unless the payment has moved on while the guard was asked."""
        async with self._units_of_work(tenant_id=seen.tenant_id) as unit:
            transaction = await unit.transactions.lock(seen.id)
            _require_capturable(transaction, wanted)
            await require_nothing_under_way(unit, transaction)
            call = due_call(
                call_id=self._identifiers.new_id(),
                transaction=transaction,
                operation=Operation.CAPTURE,
                subject_id=capture_id,
                amount=wanted,
                wait=HEAD_START,
                at=self._clock.now(),
            )
            await unit.calls.add(call)
            return call


def _require_capturable(transaction: Transaction, wanted: Money) -> None:
    if transaction.status is not Status.AUTHORIZED:
        raise IllegalStatusError(current=transaction.status, wanted=Status.COMPLETED)
    require_positive(wanted)
    if not wanted <= transaction.amount:
        raise CaptureExceedsAuthorizedError(field="amount")
