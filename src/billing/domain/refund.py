"""Money on its way back to a payer: an entity of its own, because it has its own end, which may come weeks later."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from billing.domain.failure import Failure
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


class RefundStatus(StrEnum):
    """Where a refund stands. A succeeded one may still fail: the payer's bank may send the money back."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"


class RefundOrigin(StrEnum):
    """Who decided: a caller of ours, or somebody at the provider, who did not ask us."""

    CALLER = "caller"
    PROVIDER = "provider"


_ALLOWED: Mapping[RefundStatus, frozenset[RefundStatus]] = MappingProxyType(
    {
        RefundStatus.PENDING: frozenset({RefundStatus.SUCCEEDED, RefundStatus.FAILED, RefundStatus.CANCELED}),
        RefundStatus.SUCCEEDED: frozenset({RefundStatus.FAILED}),
        RefundStatus.FAILED: frozenset(),
        RefundStatus.CANCELED: frozenset(),
    }
)

# These keep their part of what was captured from being refunded a second time.
_RESERVING = frozenset({RefundStatus.PENDING, RefundStatus.SUCCEEDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """One refund of one payment.

    Attributes:
        reason: why, in the words of whoever asked for it.
        external_id: the provider's id; empty until it has told one.
        failure: why it came to nothing; only of a failed or canceled one.
    """

    id: UUID
    tenant_id: TenantId
    transaction_id: UUID
    amount: Money
    status: RefundStatus
    origin: RefundOrigin
    reason: str
    external_id: str
    failure: Failure | None
    created_at: datetime
    updated_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether its end is still to come."""
        return self.status is RefundStatus.PENDING

    def can_become(self, status: RefundStatus) -> bool:
        """Whether news of this status is news: repeated and overtaken reports change nothing."""
        return status in _ALLOWED[self.status]

    def become(self, status: RefundStatus, *, at: datetime, failure: Failure | None = None) -> "Refund":
        """The refund as the gateway says it stands; where that is no news, as it was."""
        if not self.can_become(status):
            return self
        return replace(self, status=status, failure=failure, updated_at=at)

    def named(self, external_id: str) -> "Refund":
        """The refund under the id the provider has told; the first one told stays."""
        return replace(self, external_id=self.external_id or external_id)


def reserved(refunds: Iterable[Refund], *, captured: Money) -> Money:
    """How much of what was captured is refunded or about to be."""
    return Money(sum(refund.amount.minor_units for refund in refunds if refund.status in _RESERVING), captured.currency)
