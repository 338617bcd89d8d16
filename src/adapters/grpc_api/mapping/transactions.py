"""Transactions of accounts."""

from collections.abc import Mapping
from types import MappingProxyType

from accounts.domain.conversion import Conversion
from accounts.domain.status import Status
from accounts.domain.transaction import Kind, Transaction
from accounts.ports.transaction_repository import TransactionFilters
from adapters.grpc_api.mapping.common import failure_to, moment_from, moment_to, money_to, optional_id
from hamyon.accounts.v1 import transactions_pb2 as messages

_KINDS: Mapping[Kind, "messages.TransactionKind.ValueType"] = MappingProxyType(
    {
        Kind.DEPOSIT: messages.TRANSACTION_KIND_DEPOSIT,
        Kind.WITHDRAWAL: messages.TRANSACTION_KIND_WITHDRAWAL,
        Kind.TRANSFER: messages.TRANSACTION_KIND_TRANSFER,
        Kind.REFUND: messages.TRANSACTION_KIND_REFUND,
        Kind.FEE: messages.TRANSACTION_KIND_FEE,
        Kind.ADJUSTMENT: messages.TRANSACTION_KIND_ADJUSTMENT,
    }
)
_STATUSES: Mapping[Status, "messages.TransactionStatus.ValueType"] = MappingProxyType(
    {
        Status.INITIATED: messages.TRANSACTION_STATUS_INITIATED,
        Status.PENDING: messages.TRANSACTION_STATUS_PENDING,
        Status.COMPLETED: messages.TRANSACTION_STATUS_COMPLETED,
        Status.FAILED: messages.TRANSACTION_STATUS_FAILED,
    }
)


def transaction_to(transaction: Transaction) -> messages.Transaction:
    """A transaction as a message."""
    return messages.Transaction(
        id=str(transaction.id),
        kind=_KINDS[transaction.kind],
        status=_STATUSES[transaction.status],
        amount=money_to(transaction.amount),
        # The house's accounts are nobody's to ask for.
        account_id=str(transaction.account_id) if transaction.user_id else "",
        counter_account_id=str(transaction.counter_account_id or ""),
        refunded_transaction_id=str(transaction.refunded_transaction_id or ""),
        user_id=str(transaction.user_id or ""),
        gateway=transaction.gateway,
        billing_transaction_id=str(transaction.billing_transaction_id or ""),
        conversion=_conversion_to(transaction.conversion),
        failure=failure_to(transaction.failure),
        metadata=transaction.metadata,
        payment_url=transaction.payment_url,
        create_time=moment_to(transaction.created_at),
        update_time=moment_to(transaction.updated_at),
        destination=messages.Destination(note=transaction.destination) if transaction.destination else None,
    )


def filters_from(request: messages.ListTransactionsRequest) -> TransactionFilters:
    """Which transactions a list asks for."""
    return TransactionFilters(
        account_id=optional_id(request.account_id),
        user_id=optional_id(request.user_id),
        kinds=frozenset(kind for kind, message in _KINDS.items() if message in request.kinds),
        statuses=frozenset(status for status, message in _STATUSES.items() if message in request.statuses),
        created_from=moment_from(request, "start_time"),
        created_before=moment_from(request, "end_time"),
    )


def _conversion_to(conversion: Conversion | None) -> messages.Conversion | None:
    if conversion is None:
        return None
    return messages.Conversion(
        source=money_to(conversion.source),
        target=money_to(conversion.target),
        # Never in exponents: 0.0000793, not 7.93E-5.
        rate=f"{conversion.rate:f}",
        rate_source=conversion.rate_source,
    )
