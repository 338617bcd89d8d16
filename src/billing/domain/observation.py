"""What a gateway says of a payment at some moment, in our words: by a webhook, an answer or a look-up."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from billing.domain.details.codec import Details
from billing.domain.details.update import DetailsUpdate
from billing.domain.failure import Failure
from billing.domain.gateway_entry import EntryNews
from billing.domain.refund import RefundStatus
from shared_kernel.money import Money

# From what is known so far to what is known now.
DetailsChange = Callable[[Details | None], Details]


class Standing(StrEnum):
    """Where a payment stands at its gateway.

    - WAITING: the payer, or the provider, has the next move; also for words we do not know.
    - AUTHORIZED: the money is reserved and waits for our decision.
    - PAID: the money was taken, whatever has gone back since.
    - FAILED, CANCELED, EXPIRED: over, without money.
    """

    WAITING = "waiting"
    AUTHORIZED = "authorized"
    PAID = "paid"
    FAILED = "failed"
    CANCELED = "canceled"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundNews:
    """What the gateway says of one refund.

    Attributes:
        refund_id: ours, where the gateway keeps it; None for a refund that somebody else started.
        external_id: the gateway's own id; empty where it has none.
    """

    refund_id: UUID | None
    external_id: str
    amount: Money
    status: RefundStatus
    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurplusNews:
    """Money that the payer was charged beside the payment, for the same thing.

    Attributes:
        payment: the name by which its gateway finds it.
    """

    payment: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidAttempt:
    """A try that was paid, where payers try several times: it is settled as if the provider had confirmed it to us.

    Attributes:
        external_id: the gateway's own id of the try.
        details: what its confirmation adds to the details.
        wants_receipt: whether a tax receipt has to be submitted for it.
    """

    external_id: str
    details: DetailsUpdate
    wants_receipt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What is known from one look; what the gateway does not tell is left out.

    Attributes:
        amount: what was taken, or reserved.
        refunded: the sum of all that went back, where the gateway tells only that sum.
        refunds: single refunds, where it tells those.
        failure: why it came to nothing.
        details: what this look adds to the details.
        entries: fees and disputes of this payment, as far as the look tells of them.
        paid_attempts: the tries by which it is PAID, first the one that is to settle it; empty where tries are not told
            apart.
        ended_attempts: the gateway's own ids of the tries that have ended there without money.
        surplus: a second payment of it, which settles nothing.
    """

    standing: Standing
    amount: Money | None = None
    refunded: Money | None = None
    refunds: tuple[RefundNews, ...] = ()
    failure: Failure | None = None
    details: DetailsChange | None = None
    entries: tuple[EntryNews, ...] = ()
    paid_attempts: tuple[PaidAttempt, ...] = ()
    ended_attempts: frozenset[str] = frozenset()
    surplus: SurplusNews | None = None

    @property
    def returned(self) -> Money | None:
        """The sum of what has gone back, of single refunds those that arrived; None where nothing is told of it."""
        if self.refunded is not None or not self.refunds:
            return self.refunded
        arrived = [one.amount for one in self.refunds if one.status is RefundStatus.SUCCEEDED]
        return sum(arrived, start=Money(0, self.refunds[0].amount.currency))
