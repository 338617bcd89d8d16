"""Somebody has looked into a discrepancy and says what came of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from billing.application.follow_gateway import FollowGateway
from billing.application.keep_discrepancy import keep_discrepancy
from billing.application.request_claims import done_before
from billing.domain.discrepancy import Discrepancy, unsettled_refund
from billing.domain.errors import DiscrepancyResolvedError
from billing.domain.failure import Failure
from billing.domain.observation import Observation, RefundNews, Standing
from billing.domain.refund import Refund, RefundStatus
from billing.domain.transaction import Transaction
from billing.ports.unit_of_work import BillingUnitOfWork, BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.errors import ValidationError
from shared_kernel.idempotency import RequestKey
from shared_kernel.tenant import TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What somebody found out.

    Attributes:
        resolution: in words, for whoever asks later.
        resolved_by: the id of his API key.
        refund_end: how the refund ended that the discrepancy is about; None where it is not known, or about none.
    """

    resolution: str
    resolved_by: str
    refund_end: RefundStatus | None = None


class ResolveDiscrepancy:
    """Closes a discrepancy for good, with who, when and why.

    Nothing is booked by it but the end of a refund that its gateway does not tell: his word stands for the gateway's.
    Money that was to be sent back to the payer and was not yet is not sent any more: the reason says where it is.
    """

    def __init__(self, *, units_of_work: BillingUnitOfWorks, follow: FollowGateway, clock: Clock) -> None:
        self._units_of_work = units_of_work
        self._follow = follow
        self._clock = clock

    async def __call__(
        self, *, tenant_id: TenantId, discrepancy_id: UUID, finding: Finding, key: RequestKey
    ) -> Discrepancy:
        """The resolved discrepancy; the same key again answers it as it stands.

        Raises:
            DiscrepancyNotFoundError: the tenant has none of this id.
            DiscrepancyResolvedError: it was resolved before.
            ValidationError: it is about no refund, and one is said to have ended.
            RequestIdReusedError: the key was used for something else.
        """
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            seen = await unit.discrepancies.lock(discrepancy_id)
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            # Transactions are locked before discrepancies, as whoever makes a call does it.
            order = () if seen.transaction_id is None else await unit.transactions.lock_with_order(seen.transaction_id)
            repeated = await done_before(unit, key=key, resource_id=discrepancy_id)
            discrepancy = await unit.discrepancies.lock(discrepancy_id)
            if repeated:
                return discrepancy
            if not discrepancy.is_open:
                raise DiscrepancyResolvedError(parameters={"discrepancy_id": str(discrepancy_id)})
            at = self._clock.now()
            if finding.refund_end is not None:
                refund = await _refund_of(unit, order, discrepancy, at)
                news = _end_of(refund, finding.refund_end, why=finding.resolution)
                await self._follow.within(unit, order=order, news=news)
            resolved = discrepancy.resolve(at=at, resolution=finding.resolution, by=finding.resolved_by)
            await keep_discrepancy(unit, resolved)
        return resolved


async def _refund_of(
    unit: BillingUnitOfWork, order: tuple[Transaction, ...], discrepancy: Discrepancy, at: datetime
) -> Refund:
    refunds = await unit.refunds.of_transaction(order[0].id) if order else ()
    for refund in refunds:
        if refund.is_open and unsettled_refund(transaction=order[0], refund=refund, at=at).id == discrepancy.id:
            return refund
    raise ValidationError("The discrepancy is not about a refund whose end is unknown.", field="refund_end")


def _end_of(refund: Refund, status: RefundStatus, *, why: str) -> Observation:
    failure = None if status is RefundStatus.SUCCEEDED else Failure(reason="REFUND_FAILED", message=why)
    news = RefundNews(
        refund_id=refund.id, external_id=refund.external_id, amount=refund.amount, status=status, failure=failure
    )
    return Observation(standing=Standing.PAID, refunds=(news,))
