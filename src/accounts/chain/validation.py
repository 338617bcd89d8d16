"""First link: is what was asked possible at all?"""

from accounts.chain.books import Books
from accounts.chain.operation import Operation
from accounts.domain.errors import AmountNotPositiveError, SameAccountError
from accounts.domain.status import Status
from accounts.domain.transaction import Kind
from shared_kernel.money import CurrencyMismatchError


def validate_one_account(operation: Operation, books: Books) -> Operation:
    """A deposit or withdrawal: a positive amount, an open account and a gateway that serves it."""
    require_positive(operation, books)
    if operation.obstacle is not None:
        raise operation.obstacle
    books.customer(operation.tenant_id, operation.account_id).require_open()
    return operation


def validate_two_accounts(operation: Operation, books: Books) -> Operation:
    """A transfer: a positive amount and two different open accounts."""
    require_positive(operation, books)
    if operation.account_id == operation.counter_account_id:
        raise SameAccountError(field="to_account_id")
    books.customer(operation.tenant_id, operation.account_id, field="from_account_id").require_open()
    books.customer(operation.tenant_id, operation.counter_account_id, field="to_account_id").require_open()
    return operation


def validate_settlement(operation: Operation, books: Books) -> Operation:
    """The gateway moved what was asked, in that currency; anything else is not this payment.

    Only of a deposit that is not booked yet it may have moved less: reserved money is sometimes captured in part. A
    frozen or closed account is no obstacle: the money has moved already, and the books follow what happened.
    """
    opened = books.transaction(operation.tenant_id, operation.transaction_id)
    asked, moved = opened.amount.minor_units, operation.minor_units
    in_part = opened.kind is Kind.DEPOSIT and opened.status is not Status.COMPLETED and 0 < moved < asked
    if operation.currency_code != opened.amount.currency.code or (moved != asked and not in_part):
        raise CurrencyMismatchError(
            f"The gateway moved {moved} {operation.currency_code} minor units for a {opened.kind} of {opened.amount}.",
            reason="AMOUNT_MISMATCH",
        )
    return operation


def require_positive(operation: Operation, _books: Books) -> Operation:
    """Whatever moves is more than nothing (AmountNotPositiveError)."""
    if operation.minor_units <= 0:
        raise AmountNotPositiveError(field="amount.minor_units")
    return operation
