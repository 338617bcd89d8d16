"""Where refunds are kept, as a port."""

from typing import Protocol
from uuid import UUID

from billing.domain.refund import Refund
from shared_kernel.pagination import Page, PageRequest


class RefundRepository(Protocol):
    """The refunds of the unit of work's tenant. Whoever changes one has locked its transaction before."""

    async def keep(self, refund: Refund) -> None:
        """Keep a new refund, or the new state of one that is kept."""
        ...

    async def get(self, refund_id: UUID) -> Refund:
        """The refund of this id.

        Raises:
            RefundNotFoundError: the tenant has none.
        """
        ...

    async def of_transaction(self, transaction_id: UUID) -> tuple[Refund, ...]:
        """Every refund of this transaction, oldest first."""
        ...

    async def list(self, *, transaction_id: UUID | None, page: PageRequest) -> Page[Refund]:
        """One page of refunds, newest first; of one transaction, or of all."""
        ...
