"""What happened to a transaction is kept and told in the same commit."""

from billing.domain.transaction import Transaction
from billing.ports.unit_of_work import BillingUnitOfWork


async def keep_changes(unit: BillingUnitOfWork, transaction: Transaction) -> None:
    """Save a transaction that was stored before, and tell its events; one to which nothing happened is left alone."""
    if transaction.events:
        await unit.transactions.save(transaction)
        await unit.outbox.add(transaction.events)
