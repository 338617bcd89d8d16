"""Last link: the transaction, the entries and the accounts as the commit will write them."""

from dataclasses import dataclass
from datetime import datetime

from accounts.chain.books import Books
from accounts.chain.money_creation import money_of
from accounts.chain.operation import Operation
from accounts.chain.transaction_factory import open_transaction
from accounts.domain.account import Account
from accounts.domain.entry import Entry
from accounts.domain.events import PaymentStageReached
from accounts.domain.status import Status
from accounts.domain.transaction import Kind, Transaction


@dataclass(frozen=True, slots=True)
class OpeningPersistence:
    """Writes a new transaction with the status it is born with."""

    kind: Kind
    status: Status

    def __call__(self, operation: Operation, books: Books) -> Operation:
        """The operation with everything the commit writes."""
        transaction = open_transaction(operation=operation, books=books, kind=self.kind, status=self.status)
        return write(operation, transaction, books)


DepositPersistence = OpeningPersistence(Kind.DEPOSIT, Status.INITIATED)
WithdrawPersistence = OpeningPersistence(Kind.WITHDRAWAL, Status.INITIATED)
# A transfer never leaves the house: it is born completed.
TransferPersistence = OpeningPersistence(Kind.TRANSFER, Status.COMPLETED)
# Billing knows of a refund before we do: it is on its way, or over.
ReservedRefundPersistence = OpeningPersistence(Kind.REFUND, Status.PENDING)
BookedRefundPersistence = OpeningPersistence(Kind.REFUND, Status.COMPLETED)
FailedRefundPersistence = OpeningPersistence(Kind.REFUND, Status.FAILED)
# The house is told when it is over.
FeePersistence = OpeningPersistence(Kind.FEE, Status.COMPLETED)
AdjustmentPersistence = OpeningPersistence(Kind.ADJUSTMENT, Status.COMPLETED)


def persist_pending(operation: Operation, books: Books) -> Operation:
    """The gateway knows of the transaction now."""
    opened = books.transaction(operation.tenant_id, operation.transaction_id)
    if operation.billing_transaction_id is None:
        raise AssertionError("whoever reports a transaction pending names its billing transaction")
    pended = opened.pend(
        billing_transaction_id=operation.billing_transaction_id, payment_url=operation.payment_url, at=books.at
    )
    return write(operation, pended, books)


def persist_completed(operation: Operation, books: Books) -> Operation:
    """The money has moved."""
    opened = books.transaction(operation.tenant_id, operation.transaction_id)
    completed = opened.bringing(money_of(operation)).complete(
        billing_transaction_id=operation.billing_transaction_id,
        payment_version=operation.payment_version,
        shortfall=operation.shortfall,
        at=books.at,
    )
    return write(operation, completed, books)


def persist_failed(operation: Operation, books: Books) -> Operation:
    """The money will not move, or has come back."""
    opened = books.transaction(operation.tenant_id, operation.transaction_id)
    if operation.failure is None:
        raise AssertionError("whoever reports a failure says why")
    failed = opened.fail(
        failure=operation.failure,
        billing_transaction_id=operation.billing_transaction_id,
        payment_version=operation.payment_version,
        at=books.at,
    )
    return write(operation, failed, books)


def write(operation: Operation, transaction: Transaction, books: Books) -> Operation:
    """Post the postings in the order given and hold what is to be held: all of it, or a refusal."""
    changed: dict[object, Account] = {}
    entries = []
    if operation.hold:
        account = books.account(operation.tenant_id, transaction.account_id)
        changed[account.id] = _held(account, operation.hold, books.at)
    for posting in operation.postings:
        before = changed.get(posting.account_id) or books.account(operation.tenant_id, posting.account_id)
        after = before.post(amount=posting.amount.minor_units, at=books.at)
        changed[after.id] = after
        entries.append(
            Entry(
                tenant_id=operation.tenant_id,
                account_id=after.id,
                version=after.version,
                transaction_id=transaction.id,
                amount=posting.amount,
                balance_after=after.posted,
                posted_at=books.at,
            )
        )
    return operation._replace(
        transaction=transaction,
        entries=tuple(entries),
        accounts=tuple(changed.values()),
        event=PaymentStageReached(transaction=transaction),
    )


def _held(account: Account, amount: int, at: datetime) -> Account:
    return account.hold(amount=amount, at=at) if amount > 0 else account.release(amount=-amount, at=at)
