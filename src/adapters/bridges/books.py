"""From billing to accounts: what the ledger says of a payment, for whoever compares the two."""

from uuid import UUID

from accounts.domain.errors import TransactionNotFoundError
from accounts.domain.status import Status
from accounts.ports.unit_of_work import UnitOfWork, UnitsOfWork
from adapters.bridges.payment_identity import accounts_transaction_of, refund_of
from billing.domain.comparison import Booked
from billing.domain.refund import Refund
from billing.domain.transaction import Transaction
from shared_kernel.money import Money


class LedgerBooks:
    """Billing's books are the ledger of the accounts module.

    It keeps the money of deposits and withdrawals; of other orders it says nothing. That a completed transaction has
    moved its amount is the ledger's own verification.
    """

    def __init__(self, *, units_of_work: UnitsOfWork) -> None:
        self._units_of_work = units_of_work

    async def of_payment(self, *, transaction: Transaction, refunds: tuple[Refund, ...]) -> Booked | None:
        booked = accounts_transaction_of(
            billing_transaction_id=transaction.id, order_reference=transaction.order_reference
        )
        if booked is None:
            return None
        nothing = Money(0, transaction.amount.currency)
        async with self._units_of_work(tenant_id=transaction.tenant_id) as work:
            moved = await _moved(work, booked, nothing)
            returned = nothing
            for refund in refunds:
                returned += await _moved(work, refund_of(refund.id), nothing)
        return Booked(moved=moved, returned=returned)


async def _moved(work: UnitOfWork, transaction_id: UUID, nothing: Money) -> Money:
    """What a transaction of the ledger has moved, in the currency that was paid."""
    try:
        found = await work.transactions.get(transaction_id)
    except TransactionNotFoundError:
        return nothing
    return found.amount if found.status is Status.COMPLETED else nothing
