"""BillingService: payments and payouts through gateways."""

from uuid import UUID

from adapters.grpc_api.call import Call
from adapters.grpc_api.history import payment_after
from adapters.grpc_api.mapping.common import money_from
from adapters.grpc_api.mapping.payment_filters import filters_from, sort_from
from adapters.grpc_api.mapping.payments import notes_from, transaction_to
from adapters.grpc_api.page_tokens import next_page_token, page_request
from adapters.grpc_api.watch import Watch
from billing.application.cancel_transaction import CancelTransaction
from billing.application.complete_transaction import CompleteTransaction
from billing.application.count_transactions import CountTransactions
from billing.application.create_transaction import CreateTransaction
from billing.application.get_transaction import GetTransaction
from billing.application.list_transactions import ListTransactions
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from hamyon.billing.v1 import payments_pb2, queries_pb2
from shared_kernel.idempotency import request_key

# An expired payment can still be completed, and a completed one refunded: a watcher stays with them.
_FINAL = frozenset({Status.FAILED, Status.CANCELED, Status.REFUNDED})


class BillingServicer:
    """Every rpc of billing."""

    def __init__(
        self,
        *,
        create: CreateTransaction,
        get: GetTransaction,
        list_: ListTransactions,
        count: CountTransactions,
        complete: CompleteTransaction,
        cancel: CancelTransaction,
        watch: Watch,
    ) -> None:
        self._create = create
        self._get = get
        self._list = list_
        self._count = count
        self._complete = complete
        self._cancel = cancel
        self._watch = watch

    async def create_transaction(
        self, request: payments_pb2.CreateTransactionRequest, call: Call
    ) -> payments_pb2.CreateTransactionResponse:
        """Rpc CreateTransaction."""
        amount, metadata = money_from(request), dict(request.metadata)
        content = (request.gateway, amount, request.order_reference, request.return_url, *sorted(metadata.items()))
        transaction = await self._create(
            tenant_id=call.tenant_id,
            gateway=request.gateway,
            amount=amount,
            key=request_key(request_id=request.request_id, operation="CreateTransaction", content=content),
            order_reference=request.order_reference,
            return_url=request.return_url,
            metadata=metadata,
        )
        return payments_pb2.CreateTransactionResponse(transaction=transaction_to(transaction))

    async def get_transaction(
        self, request: queries_pb2.GetTransactionRequest, call: Call
    ) -> queries_pb2.GetTransactionResponse:
        """Rpc GetTransaction."""
        transaction = await self._transaction(call, request.transaction_id)
        return queries_pb2.GetTransactionResponse(transaction=transaction_to(transaction))

    async def list_transactions(
        self, request: queries_pb2.ListTransactionsRequest, call: Call
    ) -> queries_pb2.ListTransactionsResponse:
        """Rpc ListTransactions."""
        page = await self._list(
            tenant_id=call.tenant_id,
            filters=filters_from(request.filter),
            sort=sort_from(request.sort),
            page=page_request(request, tenant_id=call.tenant_id),
        )
        return queries_pb2.ListTransactionsResponse(
            transactions=map(transaction_to, page.items),
            next_page_token=next_page_token(page.next, request=request, tenant_id=call.tenant_id),
        )

    async def count_transactions(
        self, request: queries_pb2.CountTransactionsRequest, call: Call
    ) -> queries_pb2.CountTransactionsResponse:
        """Rpc CountTransactions."""
        count = await self._count(tenant_id=call.tenant_id, filters=filters_from(request.filter))
        return queries_pb2.CountTransactionsResponse(count=count)

    async def complete_transaction(
        self, request: payments_pb2.CompleteTransactionRequest, call: Call
    ) -> payments_pb2.CompleteTransactionResponse:
        """Rpc CompleteTransaction."""
        data, transaction_id = dict(request.data), UUID(request.transaction_id)
        content = (transaction_id, *sorted(data.items()))
        gateway = (await self._transaction(call, request.transaction_id)).gateway
        completed = await self._complete(
            tenant_id=call.tenant_id,
            transaction_id=transaction_id,
            details=notes_from(data, gateway=gateway),
            key=request_key(request_id=request.request_id, operation="CompleteTransaction", content=content),
        )
        return payments_pb2.CompleteTransactionResponse(transaction=transaction_to(completed))

    async def cancel_transaction(
        self, request: payments_pb2.CancelTransactionRequest, call: Call
    ) -> payments_pb2.CancelTransactionResponse:
        """Rpc CancelTransaction."""
        transaction_id = UUID(request.transaction_id)
        canceled = await self._cancel(
            tenant_id=call.tenant_id,
            transaction_id=transaction_id,
            key=request_key(request_id=request.request_id, operation="CancelTransaction", content=(transaction_id,)),
        )
        return payments_pb2.CancelTransactionResponse(transaction=transaction_to(canceled))

    async def watch_transaction(self, request: queries_pb2.WatchTransactionRequest, call: Call) -> None:
        """Rpc WatchTransaction."""

        async def look() -> Transaction:
            return await self._transaction(call, request.transaction_id)

        async def tell(current: Transaction) -> None:
            await call.context.write(queries_pb2.WatchTransactionResponse(transaction=transaction_to(current)))

        await self._watch(
            tenant_id=call.tenant_id,
            subject=UUID(request.transaction_id),
            look=look,
            right_after=payment_after,
            version=lambda current: current.version,
            is_final=lambda current: current.status in _FINAL,
            tell=tell,
        )

    async def _transaction(self, call: Call, transaction_id: str) -> Transaction:
        return await self._get(tenant_id=call.tenant_id, transaction_id=UUID(transaction_id))
