"""Send a payer's money back: all of it or a part, once or several times."""

from uuid import UUID

from billing.application.make_call import MakeCall
from billing.domain.amounts import require_positive
from billing.domain.direction import Direction
from billing.domain.errors import IllegalStatusError, RefundExceedsCapturedError
from billing.domain.provider_call import HEAD_START, CallStatus, Operation, due_call
from billing.domain.refund import Refund, RefundOrigin, RefundStatus, reserved
from billing.domain.refund_events import RefundChanged
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from billing.ports.unit_of_work import BillingUnitOfWork, BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.errors import ConflictError
from shared_kernel.idempotency import RequestKey
from shared_kernel.identifiers import Identifiers
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId

_REFUNDABLE = frozenset({Status.COMPLETED, Status.PARTIALLY_REFUNDED})


class RefundTransaction:
    """Refunds a payment.

    - The sum of all refunds that wait or succeeded never exceeds what was captured, also of two asked at once.
    - Whoever keeps the money covers the refund before the gateway is asked.
    - A refund whose outcome is unknown stays pending and is asked about until it is known.
    """

    def __init__(
        self, *, units_of_work: BillingUnitOfWorks, make_call: MakeCall, identifiers: Identifiers, clock: Clock
    ) -> None:
        self._units_of_work = units_of_work
        self._make_call = make_call
        self._identifiers = identifiers
        self._clock = clock

    async def __call__(
        self,
        *,
        tenant_id: TenantId,
        transaction_id: UUID,
        key: RequestKey,
        amount: Money | None = None,
        reason: str = "",
    ) -> Refund:
        """The refund as it stands: pending, succeeded or failed. No amount means all that is left.

        Raises:
            TransactionNotFoundError: the tenant has none of this id.
            IllegalStatusError: there is no money of the payer to send back.
            RefundExceedsCapturedError: more than is left.
            NotSupportedByGatewayError: the gateway sends nothing back.
            ConflictError: whoever keeps the money cannot give it.
            RequestIdReusedError: the key was used for something else.
        """
        refund_id = self._identifiers.new_id()
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            refund_id = await unit.request_ids.claim(key=key, resource_id=refund_id) or refund_id
            call = await unit.calls.find(operation=Operation.REFUND, subject_id=refund_id)
            if call is None:
                refund = await self._draft(unit, refund_id, transaction_id, amount, reason)
                call = due_call(
                    call_id=self._identifiers.new_id(),
                    transaction=await unit.transactions.get(transaction_id),
                    operation=Operation.REFUND,
                    subject_id=refund.id,
                    amount=refund.amount,
                    wait=HEAD_START,
                    at=refund.created_at,
                )
                await unit.calls.add(call)
        made = await self._make_call(tenant_id=tenant_id, call_id=call.id)
        if made.obstacle is not None and made.call.status is CallStatus.DROPPED:
            raise made.obstacle
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            refund = await unit.refunds.get(refund_id)
        if refund.status is RefundStatus.CANCELED and refund.failure is not None:
            # The same refusal as the first time.
            raise ConflictError(refund.failure.message, reason=refund.failure.reason)
        return refund

    async def _draft(
        self, unit: BillingUnitOfWork, refund_id: UUID, transaction_id: UUID, amount: Money | None, reason: str
    ) -> Refund:
        transaction = await unit.transactions.lock(transaction_id)
        refunds = await unit.refunds.of_transaction(transaction_id)
        left = transaction.captured_amount - reserved(refunds, captured=transaction.captured_amount)
        wanted = left if amount is None else amount
        _require_refundable(transaction, wanted=wanted, left=left)
        at = self._clock.now()
        refund = Refund(
            id=refund_id,
            tenant_id=transaction.tenant_id,
            transaction_id=transaction.id,
            amount=wanted,
            status=RefundStatus.PENDING,
            origin=RefundOrigin.CALLER,
            reason=reason,
            external_id="",
            failure=None,
            created_at=at,
            updated_at=at,
        )
        await unit.refunds.keep(refund)
        await unit.outbox.add([RefundChanged(refund=refund, transaction=transaction)])
        return refund


def _require_refundable(transaction: Transaction, *, wanted: Money, left: Money) -> None:
    if transaction.direction is not Direction.PAYMENT or transaction.status not in _REFUNDABLE:
        raise IllegalStatusError(current=transaction.status, wanted=Status.REFUNDED)
    if not wanted <= left or (left.minor_units == 0):
        raise RefundExceedsCapturedError(field="amount", parameters={"left": str(left)})
    require_positive(wanted)
