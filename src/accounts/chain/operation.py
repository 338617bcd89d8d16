"""An operation on the ledger: what was asked, and what the links of its chain have found out so far."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from accounts.domain.account import Account
from accounts.domain.conversion import Conversion, Quote
from accounts.domain.entry import Entry, Posting
from accounts.domain.events import PaymentStageReached
from accounts.domain.system_account import SystemAccount, clearing, disputes, exchange, fees
from accounts.domain.transaction import Failure, Transaction
from shared_kernel.errors import HamyonError
from shared_kernel.idempotency import RequestKey
from shared_kernel.inbox import InboxMark
from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


class Verb(StrEnum):
    """What the operation does: open a transaction somebody asked for, book what happened, or move one on."""

    DEPOSIT = "deposit"
    WITHDRAW = "withdraw"
    TRANSFER = "transfer"
    RESERVE_REFUND = "reserve_refund"
    BOOK_REFUND = "book_refund"
    FAIL_REFUND = "fail_refund"
    KEEP_FEE = "keep_fee"
    WITHDRAW_DISPUTED = "withdraw_disputed"
    REINSTATE_DISPUTED = "reinstate_disputed"
    PEND = "pend"
    SETTLE = "settle"
    FAIL = "fail"
    REPAY = "repay"


_NO_METADATA: Mapping[str, str] = MappingProxyType({})

# Asked for by a caller, under a request id and with a fresh transaction id.
REQUESTED = frozenset({Verb.DEPOSIT, Verb.WITHDRAW, Verb.TRANSFER})
# The transaction's id follows from what is booked: it may be there already, and then a verdict is about that one.
BOOKING: Mapping[Verb, Verb | None] = MappingProxyType(
    {
        Verb.RESERVE_REFUND: None,
        Verb.BOOK_REFUND: Verb.SETTLE,
        Verb.FAIL_REFUND: Verb.FAIL,
        Verb.KEEP_FEE: None,
        Verb.WITHDRAW_DISPUTED: None,
        Verb.REINSTATE_DISPUTED: None,
    }
)
_FOR_HOUSE = frozenset({Verb.KEEP_FEE, Verb.WITHDRAW_DISPUTED, Verb.REINSTATE_DISPUTED})
OPENING = REQUESTED | BOOKING.keys()


class Operation(NamedTuple):
    """Immutable: a link answers an enriched copy. A tuple, because nothing copies two dozen fields as quickly.

    The first group is asked by the caller; `money` to `event` are found out on the way.

    Attributes:
        transaction_id: the transaction to open or to move on.
        key: the request id and its fingerprint; every requested operation has one.
        refunded_transaction_id: the deposit that is paid back.
        obstacle: why it cannot be begun; only the repeat of a request that got through earlier passes it.
        minor_units, currency_code: the amount as asked; for SETTLE the amount the gateway says has moved.
        payment_version: the version of the payment that says so; 0 when no payment does.
        shortfall: what the house pays because the customer has not got it, minor units of the account's currency.
        hold: minor units more (or, negative, less) to be held on `account_id`.
        accounts: the accounts as they are afterwards.
    """

    verb: Verb
    tenant_id: TenantId
    transaction_id: UUID
    key: RequestKey | None = None
    mark: InboxMark | None = None
    account_id: UUID | None = None
    counter_account_id: UUID | None = None
    refunded_transaction_id: UUID | None = None
    minor_units: int = 0
    currency_code: str = ""
    gateway: str = ""
    destination: str = ""
    return_url: str = ""
    quote: Quote | None = None
    billing_transaction_id: UUID | None = None
    payment_version: int = 0
    payment_url: str = ""
    failure: Failure | None = None
    metadata: Mapping[str, str] = _NO_METADATA
    obstacle: HamyonError | None = None

    money: Money | None = None
    conversion: Conversion | None = None
    postings: tuple[Posting, ...] = ()
    shortfall: int = 0
    hold: int = 0
    transaction: Transaction | None = None
    entries: tuple[Entry, ...] = ()
    accounts: tuple[Account, ...] = ()
    event: PaymentStageReached | None = None


def customer_accounts(operation: Operation) -> tuple[UUID, ...]:
    """Ids of the customers' accounts an opening operation names."""
    return tuple(item for item in (operation.account_id, operation.counter_account_id) if item is not None)


def transactions(operation: Operation) -> tuple[UUID, ...]:
    """Ids of the transactions that are to be there, or may be."""
    if operation.verb in REQUESTED:
        return ()
    if operation.refunded_transaction_id is None:
        return (operation.transaction_id,)
    return (operation.transaction_id, operation.refunded_transaction_id)


def system_accounts(operation: Operation) -> tuple[SystemAccount, ...]:
    """The house accounts an opening operation posts to: a transfer with a quote goes through the exchange."""
    if operation.verb in _FOR_HOUSE:
        return house_accounts(operation)
    quote = operation.quote
    if operation.verb is not Verb.TRANSFER or quote is None:
        return ()
    return tuple(exchange(tenant_id=operation.tenant_id, currency=item) for item in (quote.source, quote.target))


def house_accounts(operation: Operation) -> tuple[SystemAccount, SystemAccount]:
    """Of what only the house takes part in: the gateway's clearing account, and the one that says what it is for."""
    if operation.money is None:
        raise AssertionError("the house books money, not a number and a code")
    tenant_id, gateway, unit = operation.tenant_id, operation.gateway, operation.money.currency
    through = clearing(tenant_id=tenant_id, gateway=gateway, currency=unit)
    if operation.verb is Verb.KEEP_FEE:
        return through, fees(tenant_id=tenant_id, gateway=gateway, currency=unit)
    return through, disputes(tenant_id=tenant_id, currency=unit)
