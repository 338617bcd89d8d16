"""Repayment: what a refund that failed gives back goes to the house first, as far as it advanced money on the deposit.

While a refund holds money, somebody may give the whole deposit back at the provider. The customer lacks what is held,
the house pays it; and when the held refund fails, that money has gone back to the payer already.
"""

from collections.abc import Iterator

from accounts.chain.books import Books
from accounts.chain.money_creation import money_of
from accounts.chain.operation import Operation, Verb
from accounts.chain.persistence import write
from accounts.chain.postings import paired
from accounts.domain.status import Status
from accounts.domain.system_account import shortfall


def repayments(done: Operation, books: Books) -> Iterator[Operation]:
    """What follows from an operation: one repayment for each refund that the house helped to pay, the oldest first."""
    failed = done.transaction
    if failed is None or failed.refunded_transaction_id is None or failed.status is not Status.FAILED:
        return
    credited = sum(entry.amount.minor_units for entry in done.entries if entry.account_id == failed.account_id)
    back = credited - done.hold
    for refund in sorted(books.refunds_of(failed.refunded_transaction_id), key=lambda item: item.created_at):
        repaid = min(back, refund.shortfall)
        if repaid:
            back -= repaid
            yield Operation(
                verb=Verb.REPAY,
                tenant_id=refund.tenant_id,
                transaction_id=refund.id,
                minor_units=repaid,
                currency_code=refund.account_amount.currency.code,
            )


def repay_house(operation: Operation, books: Books) -> Operation:
    """The customer pays of the refund what they could not pay before."""
    refund, money = books.transaction(operation.tenant_id, operation.transaction_id), money_of(operation)
    house = shortfall(tenant_id=refund.tenant_id, currency=money.currency)
    postings = paired(
        tenant_id=refund.tenant_id, source=refund.account_id, target=house.id, money=money, conversion=None
    )
    return operation._replace(postings=postings)


def persist_repaid(operation: Operation, books: Books) -> Operation:
    """The house is short of so much less. The refund has reached no new stage: nothing is told."""
    refund = books.transaction(operation.tenant_id, operation.transaction_id)
    repaid = refund.repay(minor_units=operation.minor_units, at=books.at)
    return write(operation, repaid, books)._replace(event=None)
