"""Whoever keeps the money that is to go back to a payer, as a port: a refund is paid by somebody."""

from typing import Protocol

from billing.domain.refund import Refund
from billing.domain.transaction import Transaction


class RefundCover(Protocol):
    """Sets the money of a refund aside.

    Events tell how the refund ended: succeeded takes the money, anything else frees it.
    """

    async def reserve(self, *, transaction: Transaction, refund: Refund) -> None:
        """Set it aside; for the same refund again, nothing more. Payments that nobody keeps here are covered.

        No unit of work of billing may be open during the call.

        Raises:
            ConflictError: whoever has the money cannot give it back.
        """
        ...
