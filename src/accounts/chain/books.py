"""The working set: the accounts and transactions a batch has locked, as the operations before have left them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from accounts.chain.operation import Operation
from accounts.domain.account import Account
from accounts.domain.errors import AccountNotFoundError, TransactionNotFoundError
from accounts.domain.status import Status
from accounts.domain.transaction import Transaction
from shared_kernel.tenant import TenantId


@dataclass(slots=True, kw_only=True)
class Books:
    """What a batch works on. Links only read it; the queue applies an operation that went through.

    Attributes:
        at: the moment of the batch (UTC), read after the accounts were locked, so that entries follow in time.
    """

    at: datetime
    accounts: dict[UUID, Account] = field(default_factory=dict)
    transactions: dict[UUID, Transaction] = field(default_factory=dict)

    def account(self, tenant_id: TenantId, account_id: UUID | None, *, field: str = "account_id") -> Account:
        """An account of the tenant (AccountNotFoundError, naming the request field that asked for it)."""
        account = self.accounts.get(account_id) if account_id is not None else None
        if account is None or account.tenant_id != tenant_id:
            raise AccountNotFoundError(field=field, parameters={"account_id": str(account_id)})
        return account

    def customer(self, tenant_id: TenantId, account_id: UUID | None, *, field: str = "account_id") -> Account:
        """A customer's account: a house account is no account to whoever names its id in a request."""
        account = self.account(tenant_id, account_id, field=field)
        if account.is_system:
            raise AccountNotFoundError(field=field, parameters={"account_id": str(account_id)})
        return account

    def transaction(self, tenant_id: TenantId, transaction_id: UUID) -> Transaction:
        """A transaction an operation is about (TransactionNotFoundError)."""
        transaction = self.find(tenant_id, transaction_id)
        if transaction is None:
            raise TransactionNotFoundError(field="transaction_id", parameters={"transaction_id": str(transaction_id)})
        return transaction

    def find(self, tenant_id: TenantId, transaction_id: UUID) -> Transaction | None:
        """The same, where it may not be there yet."""
        transaction = self.transactions.get(transaction_id)
        return transaction if transaction is not None and transaction.tenant_id == tenant_id else None

    def refunds_of(self, deposit_id: UUID) -> Sequence[Transaction]:
        """The refunds of a deposit that have paid back or may."""
        return [
            item
            for item in self.transactions.values()
            if item.refunded_transaction_id == deposit_id and item.status is not Status.FAILED
        ]

    def apply(self, operation: Operation) -> None:
        """Let the operations after this one see what it did."""
        self.add(operation.accounts)
        if operation.transaction is not None:
            self.transactions[operation.transaction.id] = operation.transaction

    def add(self, accounts: Iterable[Account]) -> None:
        """Put accounts into the working set."""
        for account in accounts:
            self.accounts[account.id] = account
