"""Whoever keeps the money that payments bring, as a port: what their books say of a payment."""

from typing import Protocol

from billing.domain.comparison import Booked
from billing.domain.refund import Refund
from billing.domain.transaction import Transaction


class Books(Protocol):
    """The books beside billing. No unit of work of billing may be open during a call."""

    async def of_payment(self, *, transaction: Transaction, refunds: tuple[Refund, ...]) -> Booked | None:
        """What they say of the payment and of these refunds of it; None when nobody here keeps its money."""
        ...
