"""BillingService: taking reserved money, and sending money back."""

from uuid import UUID

from adapters.grpc_api.call import Call
from adapters.grpc_api.mapping.common import optional_id, optional_money
from adapters.grpc_api.mapping.payments import transaction_to
from adapters.grpc_api.mapping.refunds import refund_to
from adapters.grpc_api.page_tokens import next_page_token, page_request
from billing.application.capture_transaction import CaptureTransaction
from billing.application.get_transaction import GetTransaction
from billing.application.list_refunds import ListRefunds
from billing.application.refund_transaction import RefundTransaction
from hamyon.billing.v1 import refunds_pb2 as messages
from shared_kernel.idempotency import request_key


class RefundsServicer:
    """What happens to money after the payer has paid or promised it."""

    def __init__(
        self, *, capture: CaptureTransaction, refund: RefundTransaction, list_: ListRefunds, get: GetTransaction
    ) -> None:
        self._capture = capture
        self._refund = refund
        self._list = list_
        self._get = get

    async def capture_transaction(
        self, request: messages.CaptureTransactionRequest, call: Call
    ) -> messages.CaptureTransactionResponse:
        """Rpc CaptureTransaction."""
        transaction_id, amount = UUID(request.transaction_id), optional_money(request)
        captured = await self._capture(
            tenant_id=call.tenant_id,
            transaction_id=transaction_id,
            amount=amount,
            key=request_key(
                request_id=request.request_id, operation="CaptureTransaction", content=(transaction_id, amount)
            ),
        )
        return messages.CaptureTransactionResponse(transaction=transaction_to(captured))

    async def refund_transaction(
        self, request: messages.RefundTransactionRequest, call: Call
    ) -> messages.RefundTransactionResponse:
        """Rpc RefundTransaction."""
        transaction_id, amount = UUID(request.transaction_id), optional_money(request)
        content = (transaction_id, amount, request.reason)
        refund = await self._refund(
            tenant_id=call.tenant_id,
            transaction_id=transaction_id,
            amount=amount,
            reason=request.reason,
            key=request_key(request_id=request.request_id, operation="RefundTransaction", content=content),
        )
        transaction = await self._get(tenant_id=call.tenant_id, transaction_id=transaction_id)
        return messages.RefundTransactionResponse(refund=refund_to(refund), transaction=transaction_to(transaction))

    async def list_refunds(self, request: messages.ListRefundsRequest, call: Call) -> messages.ListRefundsResponse:
        """Rpc ListRefunds."""
        page = await self._list(
            tenant_id=call.tenant_id,
            transaction_id=optional_id(request.transaction_id),
            page=page_request(request, tenant_id=call.tenant_id),
        )
        return messages.ListRefundsResponse(
            refunds=map(refund_to, page.items),
            next_page_token=next_page_token(page.next, request=request, tenant_id=call.tenant_id),
        )
