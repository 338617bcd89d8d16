"""How much a payer may top an account up with, unasked, through one endpoint."""

from dataclasses import dataclass

from billing.domain.amounts import MAX_AMOUNT
from shared_kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class TopUpLimits:
    """The least and the most of one top-up, both included; None where only the limits of any payment hold."""

    minimum: Money | None = None
    maximum: Money | None = None

    def allow(self, amount: Money) -> bool:
        """Whether one top-up may be this large."""
        if not 0 < amount.minor_units <= MAX_AMOUNT or (self.minimum is not None and amount < self.minimum):
            return False
        return self.maximum is None or amount <= self.maximum
