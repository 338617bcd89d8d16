"""Transactions of billing, with what their gateways know about them."""

from collections.abc import Mapping
from types import MappingProxyType

from google.protobuf.json_format import ParseDict

from adapters.grpc_api.mapping.common import failure_to, moment_to, money_to
from billing.domain.details.cash import CashDetails
from billing.domain.details.codec import DETAILS, Details, encode
from billing.domain.details.integrator import IntegratorDetails
from billing.domain.direction import Direction
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from hamyon.billing.v1 import transactions_pb2 as messages

DIRECTIONS: Mapping[Direction, "messages.TransactionDirection.ValueType"] = MappingProxyType(
    {
        Direction.PAYMENT: messages.TRANSACTION_DIRECTION_PAYMENT,
        Direction.PAYOUT: messages.TRANSACTION_DIRECTION_PAYOUT,
    }
)
STATUSES: Mapping[Status, "messages.TransactionStatus.ValueType"] = MappingProxyType(
    {
        Status.INITIATED: messages.TRANSACTION_STATUS_INITIATED,
        Status.PENDING: messages.TRANSACTION_STATUS_PENDING,
        Status.AUTHORIZED: messages.TRANSACTION_STATUS_AUTHORIZED,
        Status.COMPLETED: messages.TRANSACTION_STATUS_COMPLETED,
        Status.FAILED: messages.TRANSACTION_STATUS_FAILED,
        Status.CANCELED: messages.TRANSACTION_STATUS_CANCELED,
        Status.EXPIRED: messages.TRANSACTION_STATUS_EXPIRED,
        Status.PARTIALLY_REFUNDED: messages.TRANSACTION_STATUS_PARTIALLY_REFUNDED,
        Status.REFUNDED: messages.TRANSACTION_STATUS_REFUNDED,
    }
)

# Where the contract says what a gateway tells that has no message of its own.
_OTHER = "other"
_WITH_NOTES: Mapping[str, type[CashDetails | IntegratorDetails]] = MappingProxyType(
    {"cash": CashDetails, "integrator": IntegratorDetails}
)


def transaction_to(transaction: Transaction) -> messages.Transaction:
    """A payment or payout as a message."""
    message = messages.Transaction(
        id=str(transaction.id),
        direction=DIRECTIONS[transaction.direction],
        gateway=transaction.gateway,
        status=STATUSES[transaction.status],
        amount=money_to(transaction.amount),
        captured_amount=money_to(transaction.captured_amount),
        refunded_amount=money_to(transaction.refunded_amount),
        order_reference=transaction.order_reference,
        payment_url=transaction.payment_url,
        failure=failure_to(transaction.failure),
        metadata=transaction.metadata,
        create_time=moment_to(transaction.created_at),
        update_time=moment_to(transaction.updated_at),
        late=transaction.late,
    )
    if transaction.details is not None:
        # The same words in the store and on the wire; what has no name in the contract stays in the store.
        details = getattr(message, transaction.gateway if transaction.gateway in DETAILS else _OTHER)
        ParseDict(encode(transaction.details), details, ignore_unknown_fields=True)
        details.SetInParent()
    return message


def notes_from(data: Mapping[str, str], *, gateway: str) -> Details | None:
    """An operator's notes as details of the gateway; None without notes, or where the gateway keeps none."""
    if not data or gateway not in _WITH_NOTES:
        return None
    return _WITH_NOTES[gateway](data=dict(data))
