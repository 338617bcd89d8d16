"""How much a payer may top an account up with, unasked, through one endpoint."""

from dataclasses import dataclass

from shared_kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class TopUpLimits:
    """The least and the most of one top-up, both included; None where there is no limit."""

    minimum: Money | None = None
    maximum: Money | None = None

    def allow(self, amount: Money) -> bool:
        """Whether one top-up may be this large."""
        if amount.minor_units <= 0 or (self.minimum is not None and amount < self.minimum):
            return False
        return self.maximum is None or amount <= self.maximum
