"""Entries: the lines of the ledger. They are never changed, and per transaction and currency they sum to zero."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared_kernel.money import Money
from shared_kernel.tenant import TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """What an operation means to do to an account: add `amount` (negative takes)."""

    account_id: UUID
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A posting that was done.

    Attributes:
        version: the account's version after it: 1, 2, 3 … without gaps, the entry's number on its account.
        balance_after: the account's posted balance after it, minor units.
    """

    tenant_id: TenantId
    account_id: UUID
    version: int
    transaction_id: UUID
    amount: Money
    balance_after: int
    posted_at: datetime
