"""Money that came in vain and that the payer has back: nobody has to see to it any more."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from billing.application.keep_discrepancy import keep_discrepancy
from billing.domain.discrepancy import RETURNABLE
from billing.ports.unit_of_work import BillingUnitOfWork


async def close_returned(
    unit: BillingUnitOfWork, *, transaction_id: UUID, payments: Collection[str], resolution: str, at: datetime
) -> None:
    """Resolve what is open of these payments of a transaction; they are called as their provider calls them."""
    for found in await unit.discrepancies.of_transaction(transaction_id):
        if found.is_open and found.kind in RETURNABLE and found.payment in payments:
            await keep_discrepancy(unit, found.resolve(at=at, resolution=resolution))
