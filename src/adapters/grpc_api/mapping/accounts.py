"""Accounts, balances and entries."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from accounts.domain.account import Account, AccountStatus
from accounts.domain.entry import Entry
from adapters.grpc_api.mapping.common import amount_to, moment_to, money_to
from hamyon.accounts.v1 import accounts_pb2 as messages
from hamyon.accounts.v1 import balances_pb2
from shared_kernel.currency import Currency

_STATUSES: Mapping[AccountStatus, "messages.AccountStatus.ValueType"] = MappingProxyType(
    {
        AccountStatus.ACTIVE: messages.ACCOUNT_STATUS_ACTIVE,
        AccountStatus.FROZEN: messages.ACCOUNT_STATUS_FROZEN,
        AccountStatus.CLOSED: messages.ACCOUNT_STATUS_CLOSED,
    }
)


def account_to(account: Account) -> messages.Account:
    """A customer's account as a message."""
    return messages.Account(
        id=str(account.id),
        number=account.number,
        user_id=str(account.user_id or ""),
        currency_code=account.currency.code,
        status=_STATUSES[account.status],
        balance=balance_to(account),
        version=account.version,
        create_time=moment_to(account.created_at),
        update_time=moment_to(account.updated_at),
    )


def balance_to(account: Account) -> balances_pb2.Balance:
    """What is on an account now."""
    return _balance(account.currency, posted=account.posted, held=account.held)


def balances_to(accounts: Sequence[Account]) -> Iterator[balances_pb2.CurrencyBalance]:
    """What a user has, by currency code: one account for each."""
    for account in sorted(accounts, key=lambda item: item.currency.code):
        yield balances_pb2.CurrencyBalance(currency_code=account.currency.code, balance=balance_to(account))


def entry_to(entry: Entry) -> balances_pb2.Entry:
    """A line of a statement as a message."""
    return balances_pb2.Entry(
        account_id=str(entry.account_id),
        version=entry.version,
        transaction_id=str(entry.transaction_id),
        amount=money_to(entry.amount),
        balance_after=amount_to(entry.balance_after, entry.amount.currency),
        create_time=moment_to(entry.posted_at),
    )


def _balance(unit: Currency, *, posted: int, held: int) -> balances_pb2.Balance:
    return balances_pb2.Balance(
        posted=amount_to(posted, unit), held=amount_to(held, unit), available=amount_to(posted - held, unit)
    )
