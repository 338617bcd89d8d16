"""The tenant's veto before money moves, as a port; it means the same on every gateway."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from billing.domain.gateway import GatewayConfiguration
from billing.domain.transaction import Transaction
from shared_kernel.money import Money


class Moment(StrEnum):
    """When the tenant is asked: before the payer may be charged, or before reserved money is taken."""

    BEFORE_CHARGE = "before_charge"
    BEFORE_CAPTURE = "before_capture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether the money may move, and why not."""

    allowed: bool
    reason: str = ""


class PaymentGuard(Protocol):
    """Asks the tenant's own system. No unit of work may be open during the call."""

    async def allow(
        self, *, transaction: Transaction, configuration: GatewayConfiguration, moment: Moment, amount: Money
    ) -> Verdict:
        """The tenant's word about `amount`: yes where there is no guard, no where the guard does not answer."""
        ...
