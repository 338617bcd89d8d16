"""How a transaction is made of an operation: the same way for everything that opens one."""

from accounts.chain.books import Books
from accounts.chain.money_creation import money_of
from accounts.chain.operation import Operation
from accounts.domain.status import Status
from accounts.domain.transaction import Kind, Transaction


def open_transaction(*, operation: Operation, books: Books, kind: Kind, status: Status) -> Transaction:
    """A new transaction, in the status it is born with."""
    account = books.account(operation.tenant_id, operation.account_id)
    return Transaction(
        id=operation.transaction_id,
        tenant_id=operation.tenant_id,
        kind=kind,
        status=status,
        amount=money_of(operation),
        account_id=account.id,
        user_id=account.user_id,
        counter_account_id=operation.counter_account_id,
        refunded_transaction_id=operation.refunded_transaction_id,
        gateway=operation.gateway,
        destination=operation.destination,
        return_url=operation.return_url,
        billing_transaction_id=operation.billing_transaction_id,
        payment_version=operation.payment_version,
        conversion=operation.conversion,
        shortfall=operation.shortfall,
        failure=operation.failure,
        metadata=operation.metadata,
        created_at=books.at,
        updated_at=books.at,
    )
