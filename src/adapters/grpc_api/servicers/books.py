"""AccountsService: balances, statements and transactions."""

from uuid import UUID

from accounts.application.read_books import ReadBooks
from accounts.domain.status import ENDED
from accounts.domain.transaction import Transaction
from adapters.grpc_api.call import Call
from adapters.grpc_api.history import movement_after
from adapters.grpc_api.mapping.accounts import balance_to, balances_to, entry_to
from adapters.grpc_api.mapping.common import moment_from, money_to
from adapters.grpc_api.mapping.transactions import filters_from, transaction_to
from adapters.grpc_api.page_tokens import next_page_token, page_request
from adapters.grpc_api.watch import Watch
from hamyon.accounts.v1 import balances_pb2, transactions_pb2


class BooksServicer:
    """Everything that reads the ledger."""

    def __init__(self, *, books: ReadBooks, watch: Watch) -> None:
        self._books = books
        self._watch = watch

    async def get_balance(self, request: balances_pb2.GetBalanceRequest, call: Call) -> balances_pb2.GetBalanceResponse:
        """Rpc GetBalance."""
        account_id, at = UUID(request.account_id), moment_from(request, "at_time")
        if at is None:
            account = await self._books.account(tenant_id=call.tenant_id, account_id=account_id)
            balance = balance_to(account)
        else:
            posted = await self._books.balance_at(tenant_id=call.tenant_id, account_id=account_id, at=at)
            balance = balances_pb2.Balance(posted=money_to(posted))
        return balances_pb2.GetBalanceResponse(account_id=str(account_id), balance=balance)

    async def get_balances(
        self, request: balances_pb2.GetBalancesRequest, call: Call
    ) -> balances_pb2.GetBalancesResponse:
        """Rpc GetBalances."""
        accounts = await self._books.balances(tenant_id=call.tenant_id, user_id=UUID(request.user_id))
        return balances_pb2.GetBalancesResponse(balances=balances_to(accounts))

    async def list_entries(
        self, request: balances_pb2.ListEntriesRequest, call: Call
    ) -> balances_pb2.ListEntriesResponse:
        """Rpc ListEntries."""
        wanted = page_request(request, tenant_id=call.tenant_id)
        page = await self._books.entries(tenant_id=call.tenant_id, account_id=UUID(request.account_id), page=wanted)
        return balances_pb2.ListEntriesResponse(
            entries=map(entry_to, page.items),
            next_page_token=next_page_token(page.next, request=request, tenant_id=call.tenant_id),
        )

    async def get_transaction(
        self, request: transactions_pb2.GetTransactionRequest, call: Call
    ) -> transactions_pb2.GetTransactionResponse:
        """Rpc GetTransaction."""
        transaction = await self._transaction(call, request.transaction_id)
        return transactions_pb2.GetTransactionResponse(transaction=transaction_to(transaction))

    async def list_transactions(
        self, request: transactions_pb2.ListTransactionsRequest, call: Call
    ) -> transactions_pb2.ListTransactionsResponse:
        """Rpc ListTransactions."""
        wanted, filters = page_request(request, tenant_id=call.tenant_id), filters_from(request)
        page = await self._books.transactions(tenant_id=call.tenant_id, filters=filters, page=wanted)
        return transactions_pb2.ListTransactionsResponse(
            transactions=map(transaction_to, page.items),
            next_page_token=next_page_token(page.next, request=request, tenant_id=call.tenant_id),
        )

    async def watch_transaction(self, request: transactions_pb2.WatchTransactionRequest, call: Call) -> None:
        """Rpc WatchTransaction."""

        async def look() -> Transaction:
            return await self._transaction(call, request.transaction_id)

        async def tell(current: Transaction) -> None:
            message = transactions_pb2.WatchTransactionResponse(transaction=transaction_to(current))
            await call.context.write(message)

        await self._watch(
            tenant_id=call.tenant_id,
            subject=UUID(request.transaction_id),
            look=look,
            right_after=movement_after,
            version=lambda current: current.version,
            is_final=lambda current: current.status in ENDED,
            tell=tell,
        )

    async def _transaction(self, call: Call, transaction_id: str) -> Transaction:
        return await self._books.transaction(tenant_id=call.tenant_id, transaction_id=UUID(transaction_id))
