"""Fourth link: what the operation does to the accounts: postings that sum to zero per currency, and holds."""

from accounts.chain.books import Books
from accounts.chain.money_creation import money_of
from accounts.chain.operation import Operation
from accounts.chain.postings import came_in, paired, went_out
from accounts.chain.transaction_factory import open_transaction
from accounts.domain.status import Status
from accounts.domain.transaction import OUTGOING, Kind, Transaction


def announce(operation: Operation, _books: Books) -> Operation:
    """A deposit posts nothing until the gateway says that the payer has paid."""
    return operation


def hold_funds(operation: Operation, _books: Books) -> Operation:
    """A withdrawal or refund holds the money before anybody is asked to pay it out."""
    taken = operation.conversion.target if operation.conversion else money_of(operation)
    return operation._replace(hold=taken.minor_units)


def move_between_accounts(operation: Operation, _books: Books) -> Operation:
    """A transfer takes from one account and gives to the other."""
    if operation.account_id is None or operation.counter_account_id is None:
        raise AssertionError("validation has seen both accounts")
    postings = paired(
        tenant_id=operation.tenant_id,
        source=operation.account_id,
        target=operation.counter_account_id,
        money=money_of(operation),
        conversion=operation.conversion,
    )
    return operation._replace(postings=postings)


def move_through_clearing(operation: Operation, books: Books) -> Operation:
    """A settled deposit comes out of the gateway's clearing account, a settled withdrawal or refund goes into it."""
    opened = books.transaction(operation.tenant_id, operation.transaction_id)
    if opened.kind not in OUTGOING:
        return operation._replace(postings=came_in(opened.bringing(money_of(operation))))
    if opened.status is Status.FAILED:
        # Gone after all, and what was held for it has been given back meanwhile.
        return _taken(operation, opened, books)
    return operation._replace(postings=went_out(opened), hold=-opened.held)


def take_what_is_there(operation: Operation, books: Books) -> Operation:
    """A refund nobody asked us for: the money has left the gateway, whether the customer still has it or not."""
    refund = open_transaction(operation=operation, books=books, kind=Kind.REFUND, status=Status.COMPLETED)
    return _taken(operation, refund, books)


def undo(operation: Operation, books: Books) -> Operation:
    """A failure gives back what was held; what had left already and came back returns to whom it was taken from."""
    opened = books.transaction(operation.tenant_id, operation.transaction_id)
    if opened.status is Status.COMPLETED:
        return operation._replace(postings=came_in(opened, missing=opened.shortfall))
    return operation._replace(hold=-opened.held)


def _taken(operation: Operation, gone: Transaction, books: Books) -> Operation:
    available = books.account(gone.tenant_id, gone.account_id).available
    missing = max(0, gone.account_amount.minor_units - available)
    return operation._replace(postings=went_out(gone, missing=missing), shortfall=missing)
