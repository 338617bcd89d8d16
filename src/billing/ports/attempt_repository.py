"""Where attempts to pay are kept, as a port."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from billing.domain.attempt import Attempt, AttemptDraft
from billing.domain.transaction import Transaction
from billing.domain.which_attempt import WhichAttempt


class AttemptRepository(Protocol):
    """The attempts of the unit of work's tenant; those of others do not exist here.

    Whoever locks an attempt has locked its transaction before: one order of locks, no deadlock.
    """

    async def add(self, draft: AttemptDraft) -> Attempt:
        """Number the attempt (1 to 2^31 - 1, never used before in this tenant) and keep it.

        Raises (now, or when the unit of work commits):
            DuplicateAttemptError: gateway and endpoint already have one with this external id.
        """
        ...

    async def save(self, attempt: Attempt) -> None:
        """Keep its status and what came with it."""
        ...

    async def lock_announced(
        self, *, gateway: str, endpoint: str, external_id: str, reference: str
    ) -> tuple[Transaction | None, Sequence[Attempt]]:
        """What an announcement meets: its transaction, locked, and the attempts to pay it, read under the lock.

        It is the transaction of an attempt that was announced before, else the payable one of the reference
        (`find_payable`).
        """
        ...

    async def lock_with_order(
        self, *, gateway: str, endpoint: str, which: WhichAttempt
    ) -> tuple[tuple[Transaction, ...], Attempt] | None:
        """The attempt, its transaction and the others of its order, locked like `transactions.lock_with_order`.

        None when this endpoint prepared no such attempt.
        """
        ...

    async def get(self, number: int) -> Attempt | None:
        """The attempt of this number, unlocked; None also for numbers no attempt can have."""
        ...

    async def lock(self, number: int) -> Attempt | None:
        """The same, as it is now, held until the unit of work ends."""
        ...

    async def by_external_id(self, *, gateway: str, endpoint: str, external_id: str) -> Attempt | None:
        """The attempt the provider calls by this id, unlocked."""
        ...

    async def of_transaction(self, transaction_id: UUID) -> tuple[Attempt, ...]:
        """Every attempt to pay this transaction, oldest first."""
        ...

    async def told_between(self, *, gateway: str, endpoint: str, start: datetime, end: datetime) -> Sequence[Attempt]:
        """Those of the endpoint whose `announcement.told_at` is from `start` to `end`, both included, oldest first."""
        ...
