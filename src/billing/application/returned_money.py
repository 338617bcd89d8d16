"""Money that came in vain and that the payer has back: nobody has to see to it any more."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from billing.application.keep_discrepancy import keep_discrepancy
from billing.domain.discrepancy import RETURNABLE
from billing.domain.follow import is_all_back
from billing.domain.observation import Observation
from billing.domain.transaction import Transaction
from billing.ports.unit_of_work import BillingUnitOfWork

# What a discrepancy calls the money that has no other name than its transaction's.
_OF_TRANSACTION = frozenset({""})


async def close_returned(
    unit: BillingUnitOfWork, *, transaction_id: UUID, payments: Collection[str], resolution: str, at: datetime
) -> None:
    """Resolve what is open of these payments of a transaction; they are called as their provider calls them."""
    for found in await unit.discrepancies.of_transaction(transaction_id):
        if found.is_open and found.kind in RETURNABLE and found.payment in payments:
            await keep_discrepancy(unit, found.resolve(at=at, resolution=resolution))


async def close_ended(unit: BillingUnitOfWork, transaction: Transaction, *, news: Observation, at: datetime) -> None:
    """Resolve what is open of tries of which their gateway says that they came to nothing."""
    if news.ended_attempts:
        # Somebody may be resolving it at this moment.
        await unit.transactions.lock(transaction.id)
        await close_returned(
            unit,
            transaction_id=transaction.id,
            payments=news.ended_attempts,
            resolution=returned_at(transaction.gateway),
            at=at,
        )


async def close_all_back(unit: BillingUnitOfWork, transaction: Transaction, *, news: Observation, at: datetime) -> None:
    """Resolve what is open of a payment that was called off, once its gateway says that all of it went back."""
    if transaction.unwanted and is_all_back(transaction, news):
        # Somebody may be resolving it at this moment, or be sending the rest.
        await unit.transactions.lock(transaction.id)
        await close_returned(
            unit,
            transaction_id=transaction.id,
            payments=_OF_TRANSACTION,
            resolution=returned_at(transaction.gateway),
            at=at,
        )


def returned_at(gateway: str) -> str:
    """The resolution of what went back by a gateway's own word."""
    return f"Returned to the payer, says {gateway}."
