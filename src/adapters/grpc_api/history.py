"""A transaction as it was right after an event, for a watcher who could not look in time.

What an event does not tell (the details of a payment, say) is shown as it is now. Nobody watches from before the first
version, so what a transaction gets when it becomes pending is there.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from accounts.domain import status as accounts_status
from accounts.domain import transaction as accounts_transaction
from billing.domain import failure as billing_failure
from billing.domain import status as billing_status
from billing.domain import transaction as billing_transaction
from shared_kernel.events import Envelope
from shared_kernel.money import Money


def movement_after(current: accounts_transaction.Transaction, event: Envelope) -> accounts_transaction.Transaction:
    """The deposit, withdrawal or transfer right after the event."""
    told: Mapping[str, Any] = event.data
    failure = told["failure"]
    return replace(
        current,
        status=accounts_status.Status(told["status"]),
        version=told["version"],
        failure=accounts_transaction.Failure(**failure) if failure else None,
        updated_at=event.occurred_at,
    )


def payment_after(current: billing_transaction.Transaction, event: Envelope) -> billing_transaction.Transaction:
    """The payment or payout right after the event."""
    told: Mapping[str, Any] = event.data
    failure = told["failure"]
    return replace(
        current,
        status=billing_status.Status(told["status"]),
        version=told["version"],
        captured_amount=Money(told["captured_amount"], current.amount.currency),
        refunded_amount=Money(told["refunded_amount"], current.amount.currency),
        payment_url=told["payment_url"],
        failure=billing_failure.Failure(**failure) if failure else None,
        late=told["late"],
        updated_at=event.occurred_at,
    )
