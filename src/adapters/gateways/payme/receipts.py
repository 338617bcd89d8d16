"""What can be asked of Payme about a payment where a register of the Subscribe API is configured."""

from adapters.gateways.outcomes import while_acting, while_reading
from adapters.gateways.payme.failures import GATEWAY
from adapters.gateways.payme.receipt import GOING_BACK, ReceiptState
from adapters.gateways.payme.settings import SubscribeRegister
from adapters.gateways.payme.subscribe import SubscribeClient
from billing.domain.details.payme import PaymeDetails
from billing.domain.errors import GatewayRefusedError, NotSupportedByGatewayError
from billing.domain.observation import Observation, RefundNews, Standing
from billing.domain.provider_call import Operation, ProviderCall
from billing.domain.refund import Refund, RefundStatus
from billing.domain.status import Status
from billing.domain.transaction import Transaction

# A receipt in one of these has been charged, if we were told so: also when its money has gone back since.
_CHARGED = frozenset(
    {
        ReceiptState.CLOSING,
        ReceiptState.PAID,
        ReceiptState.PAUSED,
        ReceiptState.CANCELING,
        ReceiptState.CLOSING_LATER,
        ReceiptState.CANCELED,
    }
)


class Receipts:
    """Cancels, refunds and asks about the receipt of a payment.

    A receipt we made ourselves has its id from the start; the receipt of a link is the transaction Payme announced.
    """

    def __init__(self, client: SubscribeClient) -> None:
        self._client = client

    async def refund(
        self, register: SubscribeRegister, *, transaction: Transaction, refund: Refund, call: ProviderCall
    ) -> RefundNews:
        """Have Payme send the whole payment back: it asks us by CancelTransaction and finds this refund.

        Raises:
            NotSupportedByGatewayError: only a part, which Payme cannot.
        """
        if refund.amount != transaction.amount:
            raise NotSupportedByGatewayError(gateway=GATEWAY, operation="refund a part")
        receipt_id = refund.external_id if call.operation is Operation.RETURN else receipt_id_of(transaction)
        if not receipt_id:
            raise NotSupportedByGatewayError(gateway=GATEWAY, operation=Operation.REFUND)
        # What may have been asked before is looked at first; a returned payment Payme may have given back by itself.
        state = None
        if call.doubtful or call.operation is Operation.RETURN:
            state = await self._state(register, receipt_id)
        if state not in GOING_BACK:
            state = await self._cancel(register, receipt_id)
        succeeded = state is ReceiptState.CANCELED
        return RefundNews(
            refund_id=refund.id,
            external_id=receipt_id,
            amount=refund.amount,
            status=RefundStatus.SUCCEEDED if succeeded else RefundStatus.PENDING,
        )

    async def cancel(self, register: SubscribeRegister, *, transaction: Transaction) -> Observation:
        """Close an invoice, or release its hold. A link needs no closing: Payme asks us before it takes money."""
        receipt_id = invoice_id_of(transaction)
        if not receipt_id:
            return Observation(standing=Standing.CANCELED)
        state = await self._state(register, receipt_id)
        if state in {ReceiptState.CREATED, ReceiptState.HELD}:
            state = await self._cancel(register, receipt_id)
        return _observed(transaction, state)

    async def capture(self, register: SubscribeRegister, *, transaction: Transaction) -> Observation:
        """Take the money of a held invoice; Payme settles it by PerformTransaction meanwhile."""
        receipt_id = receipt_id_of(transaction)
        state = await self._state(register, receipt_id)
        if state is ReceiptState.HELD:
            with while_acting():
                state = await self._client.confirm_hold(register, receipt_id=receipt_id)
        return _observed(transaction, state)

    async def look_up(self, register: SubscribeRegister, *, transaction: Transaction) -> Observation:
        """How the payment's receipt stands; a link nobody has opened has none."""
        receipt_id = receipt_id_of(transaction)
        if not receipt_id:
            return Observation(standing=Standing.WAITING)
        return _observed(transaction, await self._state(register, receipt_id))

    async def _cancel(self, register: SubscribeRegister, receipt_id: str) -> ReceiptState | None:
        try:
            with while_acting():
                return await self._client.cancel(register, receipt_id=receipt_id)
        except GatewayRefusedError:
            # It may be on its way back already, by somebody in the cabinet.
            state = await self._state(register, receipt_id)
            if state in GOING_BACK:
                return state
            raise

    async def _state(self, register: SubscribeRegister, receipt_id: str) -> ReceiptState | None:
        with while_reading():
            return await self._client.check(register, receipt_id=receipt_id)


def receipt_id_of(transaction: Transaction) -> str:
    """The receipt that a payer pays or has paid; empty when there is none yet."""
    details = transaction.details
    return (details.id or details.receipt_id or "") if isinstance(details, PaymeDetails) else ""


def invoice_id_of(transaction: Transaction) -> str:
    """The receipt we made ourselves; empty when we made none."""
    details = transaction.details
    return (details.receipt_id or "") if isinstance(details, PaymeDetails) else ""


def _observed(transaction: Transaction, state: ReceiptState | None) -> Observation:
    """What a state says of the payment. That it is paid says PerformTransaction alone (section 1)."""
    if state is ReceiptState.HELD:
        return Observation(standing=Standing.AUTHORIZED, amount=transaction.amount)
    if transaction.captured_amount.minor_units and state in _CHARGED:
        returned = transaction.captured_amount if state is ReceiptState.CANCELED else None
        return Observation(standing=Standing.PAID, amount=transaction.captured_amount, refunded=returned)
    # A hold that was released in the cabinet is over; otherwise a canceled receipt leaves its order payable.
    if state is ReceiptState.CANCELED and (transaction.unwanted or transaction.status is Status.AUTHORIZED):
        return Observation(standing=Standing.CANCELED)
    return Observation(standing=Standing.WAITING)
