"""Freeze, unfreeze and close accounts."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from accounts.domain.account import Account
from accounts.domain.registration_events import AccountChanged
from accounts.ports.unit_of_work import UnitsOfWork
from shared_kernel.clock import Clock
from shared_kernel.idempotency import request_key
from shared_kernel.tenant import TenantId


class StatusChange(StrEnum):
    """What is done to the account."""

    FREEZE = "frozen"
    UNFREEZE = "unfrozen"
    CLOSE = "closed"


class ChangeAccountStatus:
    """Freezes, unfreezes or closes an account, under the same row lock the ledger takes.

    Closing needs a zero balance with nothing held (AccountNotEmptyError) and is final (AccountClosedError).
    """

    def __init__(self, *, units_of_work: UnitsOfWork, clock: Clock) -> None:
        self._units_of_work = units_of_work
        self._clock = clock

    async def __call__(
        self, *, tenant_id: TenantId, request_id: str, account_id: UUID, change: StatusChange
    ) -> Account:
        """The account afterwards; for a repeated request the account as it is now."""
        key = request_key(request_id=request_id, operation=f"Account.{change}", content=(account_id,))
        async with self._units_of_work(tenant_id=tenant_id) as work:
            if await work.request_ids.claim(key=key, resource_id=account_id) is not None:
                return await work.accounts.get(account_id)
            before = await work.accounts.lock(account_id)
            after = _apply(before, change, self._clock.now())
            if after.status is not before.status:
                await work.accounts.save_status(after)
                await work.outbox.add([AccountChanged(account=after, change=change)])
            return after


def _apply(account: Account, change: StatusChange, at: datetime) -> Account:
    match change:
        case StatusChange.FREEZE:
            return account.freeze(at=at)
        case StatusChange.UNFREEZE:
            return account.unfreeze(at=at)
        case StatusChange.CLOSE:
            return account.close(at=at)
