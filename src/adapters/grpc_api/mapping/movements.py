"""What deposits, withdrawals and transfers ask."""

from uuid import UUID

from google.protobuf.message import Message

from accounts.application.deposit import DepositRequest
from accounts.application.transfer import TransferRequest
from accounts.application.withdraw import WithdrawRequest
from adapters.grpc_api.mapping.common import MissingFieldError
from hamyon.accounts.v1 import movements_pb2 as messages


def deposit_from(request: messages.DepositRequest) -> DepositRequest:
    """What a deposit asks (MissingFieldError without an amount)."""
    _require_amount(request)
    return DepositRequest(
        request_id=request.request_id,
        account_id=UUID(request.account_id),
        minor_units=request.amount.minor_units,
        currency_code=request.amount.currency_code,
        gateway=request.gateway,
        return_url=request.return_url,
        metadata=dict(request.metadata),
    )


def withdrawal_from(request: messages.WithdrawRequest) -> WithdrawRequest:
    """What a withdrawal asks (MissingFieldError without an amount)."""
    _require_amount(request)
    return WithdrawRequest(
        request_id=request.request_id,
        account_id=UUID(request.account_id),
        minor_units=request.amount.minor_units,
        currency_code=request.amount.currency_code,
        gateway=request.gateway,
        destination=request.destination.note,
        metadata=dict(request.metadata),
    )


def transfer_from(request: messages.TransferRequest) -> TransferRequest:
    """What a transfer asks (MissingFieldError without an amount)."""
    _require_amount(request)
    return TransferRequest(
        request_id=request.request_id,
        from_account_id=UUID(request.from_account_id),
        to_account_id=UUID(request.to_account_id),
        minor_units=request.amount.minor_units,
        currency_code=request.amount.currency_code,
        metadata=dict(request.metadata),
    )


def _require_amount(request: Message) -> None:
    if not request.HasField("amount"):
        raise MissingFieldError("amount")
