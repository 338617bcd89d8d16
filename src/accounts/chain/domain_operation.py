"""Fourth link: what the operation does to the accounts: postings that sum to zero per currency, and holds."""

from uuid import UUID

from accounts.chain.books import Books
from accounts.chain.money_creation import money_of
from accounts.chain.operation import Operation
from accounts.domain.conversion import Conversion
from accounts.domain.entry import Posting
from accounts.domain.system_account import clearing, exchange
from accounts.domain.transaction import Kind
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


def announce(operation: Operation, _books: Books) -> Operation:
    """A deposit posts nothing until the gateway says that the payer has paid."""
    return operation


def hold_funds(operation: Operation, _books: Books) -> Operation:
    """A withdrawal holds the money before anybody is asked to pay it out."""
    taken = operation.conversion.target if operation.conversion else money_of(operation)
    return operation._replace(hold=taken.minor_units)


def move_between_accounts(operation: Operation, _books: Books) -> Operation:
    """A transfer takes from one account and gives to the other."""
    if operation.account_id is None or operation.counter_account_id is None:
        raise AssertionError("validation has seen both accounts")
    money = money_of(operation)
    postings = _paired(
        operation.tenant_id, operation.account_id, operation.counter_account_id, money, operation.conversion
    )
    return operation._replace(postings=postings)


def move_through_clearing(operation: Operation, books: Books) -> Operation:
    """A settled deposit comes out of the gateway's clearing account, a settled withdrawal goes into it."""
    opened = books.transaction(operation.tenant_id, operation.transaction_id)
    house = clearing(tenant_id=opened.tenant_id, gateway=opened.gateway, currency=opened.amount.currency).id
    postings = _paired(opened.tenant_id, house, opened.account_id, opened.amount, opened.conversion)
    if opened.kind is Kind.DEPOSIT:
        return operation._replace(postings=postings)
    reversed_postings = tuple(Posting(account_id=item.account_id, amount=-item.amount) for item in postings)
    return operation._replace(postings=reversed_postings, hold=-opened.account_amount.minor_units)


def let_go(operation: Operation, books: Books) -> Operation:
    """A failed withdrawal gives back what it held; a failed deposit has nothing to give back."""
    opened = books.transaction(operation.tenant_id, operation.transaction_id)
    if opened.kind is not Kind.WITHDRAWAL:
        return operation
    return operation._replace(hold=-opened.account_amount.minor_units)


def _paired(
    tenant_id: TenantId, source: UUID, target: UUID, money: Money, conversion: Conversion | None
) -> tuple[Posting, ...]:
    if conversion is None:
        return (Posting(account_id=source, amount=-money), Posting(account_id=target, amount=money))
    given, got = conversion.source, conversion.target
    buying = exchange(tenant_id=tenant_id, currency=given.currency).id
    selling = exchange(tenant_id=tenant_id, currency=got.currency).id
    return (
        Posting(account_id=source, amount=-given),
        Posting(account_id=buying, amount=given),
        Posting(account_id=selling, amount=-got),
        Posting(account_id=target, amount=got),
    )
