"""A payment in Octo's books: its status moves only as the protocol allows (sections 5 to 8)."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from adapters.sandbox.octo.exchange import Exchange
from adapters.sandbox.octo.refund import OctoRefund, RefundStatus
from adapters.sandbox.octo.refusals import wrong_refund, wrong_status
from adapters.sandbox.octo.terms import Terms

# A payment nobody stops talking about must not fill the memory.
_MOST_EXCHANGES = 50
# Octo keeps 3.5 percent.
_COMMISSION_PER_MILLE = 35


class OctoStatus(StrEnum):
    """Octo's words."""

    CREATED = "created"
    WAIT_USER_ACTION = "wait_user_action"
    WAITING_FOR_CAPTURE = "waiting_for_capture"
    SUCCEEDED = "succeeded"
    CANCELED = "canceled"


_OPEN = frozenset({OctoStatus.CREATED, OctoStatus.WAIT_USER_ACTION})


@dataclass(slots=True, kw_only=True)
class OctoPayment:
    """A payment; amounts in minor units, times in UTC.

    Attributes:
        uuid: `octo_payment_UUID`.
        captured: what the payer was charged, before anything went back.
        refunds: by `shop_refund_id`.
        payed_at: when the payer paid or the money was held.
        read_at: when the merchant last read the status.
        announced: the last status the merchant was notified of, or would have been.
        exchanges: the notifications sent and their answers, the latest last.
        withheld: notifications that are to arrive after the next one, as they were written.
    """

    uuid: str
    shop_id: int
    terms: Terms
    link_life: timedelta
    hold_life: timedelta
    created_at: datetime
    status: OctoStatus = OctoStatus.CREATED
    captured: int = 0
    refunds: dict[str, OctoRefund] = field(default_factory=dict)
    payed_at: datetime | None = None
    read_at: datetime | None = None
    announced: OctoStatus | None = None
    exchanges: deque[Exchange] = field(default_factory=lambda: deque(maxlen=_MOST_EXCHANGES))
    withheld: list[Mapping[str, object]] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether the payer can still pay."""
        return self.status in _OPEN

    @property
    def released(self) -> int:
        """What of a hold was not captured and so never left the payer."""
        return self.terms.total - self.captured if self.status is OctoStatus.SUCCEEDED else 0

    @property
    def refunded(self) -> int:
        """What went back after it had been charged."""
        return self._refunded_by(RefundStatus.SUCCEEDED)

    @property
    def refund_pending(self) -> int:
        """What is on its way back, and may fail to arrive."""
        return self._refunded_by(RefundStatus.PENDING)

    @property
    def refunded_sum(self) -> int:
        """Octo's own figure, which counts the released part of a hold as if it had been refunded (section 15)."""
        return self.released + self.refunded

    @property
    def transfer_sum(self) -> int:
        """What the merchant receives: the charge without Octo's commission."""
        return self.captured - self.captured * _COMMISSION_PER_MILLE // 1000

    def lapse(self, *, at: datetime) -> None:
        """Let a link or a hold run out whose time is up."""
        held_since = self.payed_at or self.created_at
        if (self.is_open and at >= self.created_at + self.link_life) or (
            self.status is OctoStatus.WAITING_FOR_CAPTURE and at >= held_since + self.hold_life
        ):
            self.status = OctoStatus.CANCELED

    def open_page(self) -> None:
        """The payer has opened the link."""
        if self.status is OctoStatus.CREATED:
            self.status = OctoStatus.WAIT_USER_ACTION

    def pay(self, *, at: datetime) -> None:
        """The payer pays: charged at once, or held for the merchant's decision."""
        if not self.is_open:
            raise wrong_status()
        self.payed_at = at
        self.status = OctoStatus.WAITING_FOR_CAPTURE
        if self.terms.auto_capture:
            self.capture(self.terms.total)

    def capture(self, amount: int | None = None) -> None:
        """Charge what is held or a part of it; the rest is released."""
        amount = self.terms.total if amount is None else amount
        if self.status is not OctoStatus.WAITING_FOR_CAPTURE or amount > self.terms.total:
            raise wrong_status()
        self.captured = amount
        self.status = OctoStatus.SUCCEEDED

    def release(self) -> None:
        """Give a hold back whole."""
        if self.status is not OctoStatus.WAITING_FOR_CAPTURE:
            raise wrong_status()
        self.status = OctoStatus.CANCELED

    def decline(self) -> None:
        """The payer says no, has no money, mistypes the code three times or lets the link run out."""
        if not self.is_open:
            raise wrong_status()
        self.status = OctoStatus.CANCELED

    def refund(self, refund: OctoRefund) -> None:
        """Send part of the charge back; pending refunds count as gone until they fail."""
        if self.status is not OctoStatus.SUCCEEDED:
            raise wrong_status()
        if refund.amount > self.captured - self.refunded - self.refund_pending:
            raise wrong_refund()
        self.refunds[refund.key] = refund

    def settle_refund(self, key: str, outcome: RefundStatus) -> None:
        """A pending refund arrives, or fails after all."""
        refund = self.refunds.get(key)
        if refund is None or refund.status is not RefundStatus.PENDING:
            raise wrong_status()
        refund.status = outcome

    def _refunded_by(self, status: RefundStatus) -> int:
        return sum(refund.amount for refund in self.refunds.values() if refund.status is status)
