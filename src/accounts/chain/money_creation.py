"""Second link: a number and a code become money."""

from accounts.chain.books import Books
from accounts.chain.operation import Operation
from shared_kernel.currency import currency
from shared_kernel.money import Money


def create_money(operation: Operation, _books: Books) -> Operation:
    """Raises UnknownCurrencyError for a code ISO 4217 does not list."""
    return operation._replace(money=Money(operation.minor_units, currency(operation.currency_code)))


def money_of(operation: Operation) -> Money:
    """The money the second link made; links after it may rely on it."""
    if operation.money is None:
        raise AssertionError("money is created before this link runs")
    return operation.money
