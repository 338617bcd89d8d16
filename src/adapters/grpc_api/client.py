"""A caller of the contract: what `hamyon demo` and the end-to-end tests see the service through.

It speaks of money and ids in our own words, and answers with the messages of the contract.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar
from uuid import uuid4

import grpc
from google.protobuf.json_format import ParseDict
from google.rpc.error_details_pb2 import ErrorInfo
from google.rpc.status_pb2 import Status

from adapters.grpc_api.mapping.common import money_to
from hamyon.accounts.v1 import accounts_pb2, accounts_service_pb2_grpc, balances_pb2, movements_pb2, users_pb2
from hamyon.accounts.v1 import transactions_pb2 as accounts_transactions
from hamyon.admin.v1 import admin_service_pb2_grpc, gateways_pb2
from hamyon.billing.v1 import billing_service_pb2_grpc, payments_pb2, refunds_pb2
from hamyon.billing.v1 import transactions_pb2 as billing_transactions
from hamyon.common.v1 import money_pb2
from shared_kernel.currency import currency
from shared_kernel.errors import ExternalError
from shared_kernel.money import Money

Transaction = accounts_transactions.Transaction
Request = TypeVar("Request")
Answer = TypeVar("Answer")
Transfer = tuple[str, str, Money]  # from, to

# 10,000 transfers come back with everything the service knows of each.
_LARGEST_ANSWER_BYTES = 64 * 1024 * 1024
_PATIENCE_SECONDS = 30.0
_PAUSES = (0.1, 0.5, 2.0)
_DETAILS = "grpc-status-details-bin"


class CallError(ExternalError):
    """The service refused the call, or did not answer.

    Attributes:
        code: the status code's name, like `FAILED_PRECONDITION`; `UNAVAILABLE` when nobody answers.
    """

    def __init__(self, code: str, *, reason: str, message: str) -> None:
        super().__init__(message, reason=reason)
        self.code = code


def status_name(transaction: Transaction) -> str:
    """How far a transaction is, in one word, like `COMPLETED`."""
    name = accounts_transactions.TransactionStatus.Name(transaction.status)
    return name.removeprefix("TRANSACTION_STATUS_")


def money_of(message: money_pb2.Money) -> Money:
    """Money of an answer."""
    return Money(message.minor_units, currency(message.currency_code))


class HamyonClient:
    """Calls the service with one API key. Every call may raise CallError; a `request_id` left out is a new one."""

    def __init__(self, channel: grpc.aio.Channel, *, api_key: str) -> None:
        self._accounts = accounts_service_pb2_grpc.AccountsServiceStub(channel)
        self._billing = billing_service_pb2_grpc.BillingServiceStub(channel)
        self._admin = admin_service_pb2_grpc.AdminServiceStub(channel)
        self._sent = grpc.aio.Metadata(("authorization", f"Bearer {api_key}"))

    async def register_user(self, *, email: str = "", locale: str = "") -> str:
        """The id of a new user."""
        request = users_pb2.RegisterUserRequest(request_id=_new_request(), email=email, locale=locale)
        return (await self._call(self._accounts.RegisterUser, request)).user.id

    async def open_account(self, *, user_id: str, currency_code: str) -> accounts_pb2.Account:
        """A new account."""
        request = accounts_pb2.OpenAccountRequest(
            request_id=_new_request(), user_id=user_id, currency_code=currency_code
        )
        return (await self._call(self._accounts.OpenAccount, request)).account

    async def balance(self, account_id: str) -> balances_pb2.Balance:
        """What is on an account now."""
        request = balances_pb2.GetBalanceRequest(account_id=account_id)
        return (await self._call(self._accounts.GetBalance, request)).balance

    async def entries(self, account_id: str) -> Sequence[balances_pb2.Entry]:
        """The newest page of an account's statement."""
        request = balances_pb2.ListEntriesRequest(account_id=account_id)
        return (await self._call(self._accounts.ListEntries, request)).entries

    async def deposit(self, *, account_id: str, amount: Money, gateway: str, request_id: str = "") -> Transaction:
        """A deposit that waits for its payer."""
        request = movements_pb2.DepositRequest(
            request_id=request_id or _new_request(), account_id=account_id, amount=money_to(amount), gateway=gateway
        )
        return (await self._call(self._accounts.Deposit, request)).transaction

    async def withdraw(self, *, account_id: str, amount: Money, gateway: str, note: str) -> Transaction:
        """A withdrawal that waits for its payout."""
        request = movements_pb2.WithdrawRequest(
            request_id=_new_request(),
            account_id=account_id,
            amount=money_to(amount),
            gateway=gateway,
            destination=accounts_transactions.Destination(note=note),
        )
        return (await self._call(self._accounts.Withdraw, request)).transaction

    async def transfer(self, *, from_account_id: str, to_account_id: str, amount: Money) -> Transaction:
        """A transfer, done."""
        request = _transfer((from_account_id, to_account_id, amount))
        return (await self._call(self._accounts.Transfer, request)).transaction

    async def transfer_all(self, transfers: Sequence[Transfer]) -> Sequence[movements_pb2.BatchTransferResult]:
        """What became of each (from, to, amount)."""
        request = movements_pb2.BatchTransferRequest(transfers=map(_transfer, transfers))
        return (await self._call(self._accounts.BatchTransfer, request)).results

    async def transaction(self, transaction_id: str) -> Transaction:
        """A transaction as it is now."""
        request = accounts_transactions.GetTransactionRequest(transaction_id=transaction_id)
        return (await self._call(self._accounts.GetTransaction, request)).transaction

    async def transactions(self, account_id: str) -> Sequence[Transaction]:
        """The newest page of what happened on an account."""
        request = accounts_transactions.ListTransactionsRequest(account_id=account_id)
        return (await self._call(self._accounts.ListTransactions, request)).transactions

    async def watch(self, transaction_id: str) -> AsyncIterator[Transaction]:
        """A transaction as it is, then after every change, until it is over."""
        request = accounts_transactions.WatchTransactionRequest(transaction_id=transaction_id)
        with _refusals():
            async for told in self._accounts.WatchTransaction(request, metadata=self._sent, timeout=_PATIENCE_SECONDS):
                yield told.transaction

    async def ended(self, transaction_id: str) -> Transaction:
        """A transaction once it is over."""
        return [told async for told in self.watch(transaction_id)][-1]

    async def complete_payment(
        self, billing_transaction_id: str, *, data: Mapping[str, str]
    ) -> billing_transactions.Transaction:
        """A payout or a local payment that an operator has seen done."""
        request = payments_pb2.CompleteTransactionRequest(
            request_id=_new_request(), transaction_id=billing_transaction_id, data=data
        )
        return (await self._call(self._billing.CompleteTransaction, request)).transaction

    async def cancel_payment(self, billing_transaction_id: str) -> billing_transactions.Transaction:
        """A payment that nobody paid yet, called off."""
        request = payments_pb2.CancelTransactionRequest(
            request_id=_new_request(), transaction_id=billing_transaction_id
        )
        return (await self._call(self._billing.CancelTransaction, request)).transaction

    async def refund_payment(self, billing_transaction_id: str, *, amount: Money) -> refunds_pb2.Refund:
        """Money of a payment on its way back to the payer."""
        request = refunds_pb2.RefundTransactionRequest(
            request_id=_new_request(), transaction_id=billing_transaction_id, amount=money_to(amount)
        )
        return (await self._call(self._billing.RefundTransaction, request)).refund

    async def configure(self, gateway: str, settings: Mapping[str, str | int | None]) -> str:
        """Take payments through the gateway from now on; the path of its webhook on this service."""
        wanted = {"request_id": _new_request(), gateway: dict(settings)}
        request = ParseDict(wanted, gateways_pb2.ConfigureGatewayRequest())
        return (await self._call(self._admin.ConfigureGateway, request)).gateway.webhook_path

    async def _call(self, method: grpc.aio.UnaryUnaryMultiCallable[Request, Answer], request: Request) -> Answer:
        for pause in _PAUSES:
            try:
                return await self._try(method, request)
            except CallError as refused:
                # Somebody else is at it, and the same call may succeed in a moment: the contract's word for "repeat".
                if refused.code != grpc.StatusCode.ABORTED.name:
                    raise
            await asyncio.sleep(pause)
        return await self._try(method, request)

    async def _try(self, method: grpc.aio.UnaryUnaryMultiCallable[Request, Answer], request: Request) -> Answer:
        with _refusals():
            return await method(request, metadata=self._sent, timeout=_PATIENCE_SECONDS)


@asynccontextmanager
async def connected(address: str, *, api_key: str) -> AsyncIterator[HamyonClient]:
    """A client of the service at `host:port`; whether somebody is there shows with the first call."""
    options = [("grpc.max_receive_message_length", _LARGEST_ANSWER_BYTES)]
    async with grpc.aio.insecure_channel(address, options=options) as channel:
        yield HamyonClient(channel, api_key=api_key)


def _new_request() -> str:
    return str(uuid4())


def _transfer(transfer: Transfer) -> movements_pb2.TransferRequest:
    from_account_id, to_account_id, amount = transfer
    return movements_pb2.TransferRequest(
        request_id=_new_request(),
        from_account_id=from_account_id,
        to_account_id=to_account_id,
        amount=money_to(amount),
    )


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except grpc.aio.AioRpcError as error:
        raise CallError(error.code().name, reason=_reason(error), message=error.details() or "") from error


def _reason(error: grpc.aio.AioRpcError) -> str:
    """The stable reason of a refusal; empty when it is not the service that speaks."""
    for name, value in error.trailing_metadata() or ():
        if name == _DETAILS and isinstance(value, bytes):
            for packed in Status.FromString(value).details:
                info = ErrorInfo()
                if packed.Unpack(info):
                    return str(info.reason)
    return ""
