"""The links of a refund that look at its deposit: where the money came from is where it goes back to.

A freeze is no obstacle: it stops the customer, and a refund is the operator's, or the provider's, decision.
"""

from accounts.chain.books import Books
from accounts.chain.money_creation import money_of
from accounts.chain.operation import Operation
from accounts.domain.account import AccountStatus
from accounts.domain.conversion import Conversion
from accounts.domain.errors import AccountClosedError, DepositNotBookedError, TransactionNotFoundError
from accounts.domain.status import Status
from accounts.domain.transaction import Kind, Transaction
from shared_kernel.money import CurrencyMismatchError, Money


def find_deposit(operation: Operation, books: Books) -> Operation:
    """The deposit names account and gateway.

    Raises:
        TransactionNotFoundError: what is to be paid back is no deposit of the tenant.
        DepositNotBookedError: its payment is known here only as open; that it was paid is on its way.
        CurrencyMismatchError: it was paid in another currency.
    """
    deposit = _deposit(operation, books)
    if deposit.kind is not Kind.DEPOSIT:
        raise TransactionNotFoundError(parameters={"transaction_id": str(deposit.id)})
    if deposit.status is not Status.COMPLETED:
        raise DepositNotBookedError(parameters={"transaction_id": str(deposit.id)})
    if operation.currency_code != deposit.amount.currency.code:
        raise CurrencyMismatchError(
            f"The deposit was paid in {deposit.amount.currency.code}, not {operation.currency_code}.",
            parameters={"expected": deposit.amount.currency.code, "actual": operation.currency_code},
        )
    return operation._replace(account_id=deposit.account_id, gateway=deposit.gateway)


def require_refundable(operation: Operation, books: Books) -> Operation:
    """Nothing is left to take of a closed account (AccountClosedError)."""
    account = books.account(operation.tenant_id, operation.account_id)
    if account.status is AccountStatus.CLOSED:
        raise AccountClosedError(parameters={"account_id": str(account.id)})
    return operation


def convert_as_deposited(operation: Operation, books: Books) -> Operation:
    """Back at the deposit's own rate: all refunds of a deposit together take what so much of it had brought.

    Each takes what its sum adds to that, so that half a minor unit here and there does not add up, and the last one
    takes exactly the rest.
    """
    deposit, money = _deposit(operation, books), money_of(operation)
    if deposit.conversion is None:
        return operation
    brought = deposit.conversion
    refunds = books.refunds_of(deposit.id)
    given = sum((refund.amount.minor_units for refund in refunds), money.minor_units)
    taken = sum(refund.account_amount.minor_units for refund in refunds)
    share = Money(given, money.currency).convert(rate=brought.rate, into=brought.target.currency)
    target = Money(max(0, share.minor_units - taken), brought.target.currency)
    return operation._replace(
        conversion=Conversion(source=money, target=target, rate=brought.rate, rate_source=brought.rate_source)
    )


def _deposit(operation: Operation, books: Books) -> Transaction:
    if operation.refunded_transaction_id is None:
        raise AssertionError("a refund names its deposit")
    return books.transaction(operation.tenant_id, operation.refunded_transaction_id)
