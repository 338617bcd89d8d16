"""Refunds of billing."""

from collections.abc import Mapping
from types import MappingProxyType

from adapters.grpc_api.mapping.common import failure_to, moment_to, money_to
from billing.domain.refund import Refund, RefundOrigin, RefundStatus
from hamyon.billing.v1 import refunds_pb2 as messages

_STATUSES: Mapping[RefundStatus, "messages.RefundStatus.ValueType"] = MappingProxyType(
    {
        RefundStatus.PENDING: messages.REFUND_STATUS_PENDING,
        RefundStatus.SUCCEEDED: messages.REFUND_STATUS_SUCCEEDED,
        RefundStatus.FAILED: messages.REFUND_STATUS_FAILED,
        RefundStatus.CANCELED: messages.REFUND_STATUS_CANCELED,
    }
)
_ORIGINS: Mapping[RefundOrigin, "messages.RefundOrigin.ValueType"] = MappingProxyType(
    {RefundOrigin.CALLER: messages.REFUND_ORIGIN_CALLER, RefundOrigin.PROVIDER: messages.REFUND_ORIGIN_PROVIDER}
)


def refund_to(refund: Refund) -> messages.Refund:
    """A refund as a message."""
    return messages.Refund(
        id=str(refund.id),
        transaction_id=str(refund.transaction_id),
        amount=money_to(refund.amount),
        status=_STATUSES[refund.status],
        origin=_ORIGINS[refund.origin],
        reason=refund.reason,
        external_id=refund.external_id,
        failure=failure_to(refund.failure),
        create_time=moment_to(refund.created_at),
        update_time=moment_to(refund.updated_at),
    )
