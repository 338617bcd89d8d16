"""Money on its way back to the payer (protocol, section 8)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RefundStatus(StrEnum):
    """How a refund stands; only a pending one can still change."""

    SUCCEEDED = "succeeded"
    PENDING = "pending"
    FAILED = "failed"


@dataclass(slots=True, kw_only=True)
class OctoRefund:
    """One refund.

    Attributes:
        key: `shop_refund_id`, the merchant's name for it; a refund made in the cabinet has one of Octo's own.
        refund_id: Octo's name for it.
        amount: in minor units.
        supplier_shop_id: whose part of a split payment it is; None when the merchant did not say.
    """

    key: str
    refund_id: str
    amount: int
    status: RefundStatus
    created_at: datetime
    supplier_shop_id: int | None = None
