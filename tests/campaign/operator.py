"""The operator of a town: looks into the provider's cabinet where the provider does not tell how a refund ended."""

from billing.application.resolve_discrepancy import Finding
from billing.domain.discrepancy import unsettled_refund
from billing.domain.refund import Refund, RefundStatus
from billing.domain.transaction import Transaction
from shared_kernel.idempotency import request_key
from tests.campaign.town import Town


class Operator:
    """Gives his word for every refund that has become his work."""

    def __init__(self, town: Town) -> None:
        self._town = town

    async def look_into(self, transaction: Transaction) -> None:
        """End what nobody told the end of."""
        foundation, tenant_id = self._town.lane.application.foundation, self._town.tenant_id
        async with foundation.billing_units()(tenant_id=tenant_id) as unit:
            refunds = await unit.refunds.of_transaction(transaction.id)
            known = {one.id for one in await unit.discrepancies.of_transaction(transaction.id) if one.is_open}
        doubtful = [one for one in refunds if one.is_open]
        for refund in doubtful:
            work = unsettled_refund(transaction=transaction, refund=refund, at=self._town.lane.clock.now())
            if work.id not in known:
                continue
            end = await self._end(refund, doubtful)
            self._town.trace.append(f"      operator: refund {refund.amount} {end}")
            await self._town.lane.application.operations.resolve_discrepancy()(
                tenant_id=tenant_id,
                discrepancy_id=work.id,
                finding=Finding(resolution="The cabinet says so.", resolved_by="operator", refund_end=end),
                key=request_key(request_id=f"resolve {work.id}", operation="resolve", content=()),
            )
            return

    async def _end(self, refund: Refund, doubtful: list[Refund]) -> RefundStatus:
        now = await self._town.by_id(refund.transaction_id)
        returned = self._town.providers[now.gateway].books(now).returned
        gone = returned - now.refunded_amount.minor_units
        total = sum(one.amount.minor_units for one in doubtful)
        went = gone in {refund.amount.minor_units, total}
        return RefundStatus.SUCCEEDED if went else RefundStatus.FAILED
