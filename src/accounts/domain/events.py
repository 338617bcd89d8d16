"""The payment event: one fact per stage of a transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.domain.transaction import Transaction
from shared_kernel.tenant import TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentStageReached:
    """A transaction reached a stage: initiated, pending, completed or failed.

    Its type is like `accounts.deposit.pending.v1`; its data keep the fields every consumer relies on.
    """

    transaction: Transaction

    @property
    def type(self) -> str:
        """Stable name with version."""
        return f"accounts.{self.transaction.kind}.{self.transaction.status}.v1"

    @property
    def tenant_id(self) -> TenantId:
        """Whose fact it is."""
        return self.transaction.tenant_id

    @property
    def subject(self) -> UUID:
        """The transaction."""
        return self.transaction.id

    @property
    def occurred_at(self) -> datetime:
        """When the stage was reached (UTC)."""
        return self.transaction.updated_at

    def data(self) -> Mapping[str, object]:
        """Transaction, account, user, amount in minor units, currency, status, provider, version and metadata."""
        transaction = self.transaction
        failure = transaction.failure
        return {
            "transaction_id": str(transaction.id),
            "account_id": str(transaction.account_id) if transaction.user_id else None,
            "counter_account_id": _text(transaction.counter_account_id),
            "refunded_transaction_id": _text(transaction.refunded_transaction_id),
            "user_id": _text(transaction.user_id),
            "amount": transaction.amount.minor_units,
            "currency": transaction.amount.currency.code,
            "status": transaction.status.value,
            "provider": transaction.gateway,
            "timestamp": transaction.updated_at.isoformat(),
            "version": transaction.version,
            "failure": {"reason": failure.reason, "message": failure.message} if failure else None,
            "metadata": {**transaction.metadata, "operation": transaction.kind.value},
        }


def _text(identifier: UUID | None) -> str | None:
    return str(identifier) if identifier else None
