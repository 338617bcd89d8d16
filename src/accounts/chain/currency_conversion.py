"""Third link: when the other side has another currency, convert at the quote fetched before the chain started."""

from accounts.chain.books import Books
from accounts.chain.money_creation import money_of
from accounts.chain.operation import Operation
from accounts.domain.conversion import convert
from shared_kernel.currency import Currency
from shared_kernel.money import CurrencyMismatchError, Money


class QuoteRequired(Exception):  # noqa: N818 - a question to the caller, not an error
    """The operation needs a quote it does not have.

    Rates are fetched outside the chain and most operations need none: the use case answers this question by asking
    the rates port and submitting the operation again.
    """

    def __init__(self, *, source: Currency, target: Currency) -> None:
        self.source = source
        self.target = target
        super().__init__(f"{source.code} to {target.code}")


def convert_to_account(operation: Operation, books: Books) -> Operation:
    """A deposit or withdrawal: from the currency paid in or out to the account's."""
    account = books.account(operation.tenant_id, operation.account_id)
    return _converted(operation, money_of(operation), account.currency)


def convert_to_receiver(operation: Operation, books: Books) -> Operation:
    """A transfer: the amount is in the sender's currency, the receiver gets their own."""
    sender = books.account(operation.tenant_id, operation.account_id)
    money = money_of(operation)
    if money.currency != sender.currency:
        raise CurrencyMismatchError(
            f"The account holds {sender.currency.code}, not {money.currency.code}.",
            field="amount.currency_code",
            parameters={"expected": sender.currency.code, "actual": money.currency.code},
        )
    receiver = books.account(operation.tenant_id, operation.counter_account_id)
    return _converted(operation, money, receiver.currency)


def _converted(operation: Operation, money: Money, target: Currency) -> Operation:
    if money.currency == target:
        return operation
    quote = operation.quote
    if quote is None or (quote.source, quote.target) != (money.currency, target):
        raise QuoteRequired(source=money.currency, target=target)
    return operation._replace(conversion=convert(amount=money, quote=quote))
