"""Calls as a conversing provider makes them: Click's words, already verified and translated."""

from dataclasses import dataclass, field, replace

from billing.domain.attempt import Attempt
from billing.domain.attempt_rules import AttemptRules
from billing.domain.details.click import ClickDetails
from billing.domain.details.codec import Details
from billing.domain.details.update import DetailsUpdate
from billing.domain.top_up_limits import TopUpLimits
from billing.domain.which_attempt import ByNumber
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId
from tests.fakes.billing.world import TENANT, BillingWorld, uzs

LIMITS = TopUpLimits(minimum=uzs(50_000), maximum=uzs(10_000_000))


@dataclass(frozen=True, kw_only=True)
class ClickCalls:
    """Click, talking to one endpoint of one tenant about one reference."""

    world: BillingWorld
    reference: str
    amount: Money = field(default_factory=lambda: uzs(100_000))
    endpoint: str = "e1"
    tenant_id: TenantId = TENANT
    limits: TopUpLimits | None = None

    def about(self, **changes: object) -> "ClickCalls":
        return replace(self, **changes)

    def which(self, number: int) -> ByNumber:
        return ByNumber(number=number, reference=self.reference, currency=self.amount.currency)

    async def prepare(self, external_id: str = "1") -> Attempt:
        return await self.world.prepare_attempt(
            tenant_id=self.tenant_id,
            gateway="click",
            endpoint=self.endpoint,
            external_id=external_id,
            reference=self.reference,
            amount=self.amount,
            details=_told(pay_doc_id=int(external_id)),
            rules=AttemptRules(top_up_limits=self.limits),
        )

    async def confirm(self, number: int) -> Attempt:
        return await self.world.confirm_attempt(
            tenant_id=self.tenant_id,
            gateway="click",
            endpoint=self.endpoint,
            which=self.which(number),
            amount=self.amount,
            details=_told(error_code=0, merchant_confirm_id=number),
        )

    async def cancel(self, number: int) -> Attempt:
        return await self.world.cancel_attempt(
            tenant_id=self.tenant_id,
            gateway="click",
            endpoint=self.endpoint,
            which=self.which(number),
            reason=-5017,
            note="Payment cancelled",
            details=_told(error_code=-5017, error_note="Payment cancelled"),
        )


def _told(*, pay_doc_id: int | None = None, **facts: int | str) -> DetailsUpdate:
    def update(known: Details | None, attempt: Attempt) -> Details:
        before = known if isinstance(known, ClickDetails) else ClickDetails()
        told = replace(before, merchant_prepare_id=attempt.number, **facts)
        return told if pay_doc_id is None else replace(told, pay_doc_id=pay_doc_id)

    return update
