"""Recovery: what a crash left initiated is taken to its gateway."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from accounts.application.open_payment import OpenPayment
from accounts.domain.transaction import Transaction
from accounts.ports.unfinished import UnfinishedTransactions
from shared_kernel.clock import Clock
from shared_kernel.errors import HamyonError

_PORTION = 100


class RecoverInitiated:
    """Re-drives deposits and withdrawals that have been initiated for a while.

    Safe beside the request that may still be driving one: both ask for the same payment by the same id.
    """

    def __init__(self, *, unfinished: UnfinishedTransactions, open_payment: OpenPayment, clock: Clock) -> None:
        self._unfinished = unfinished
        self._open_payment = open_payment
        self._clock = clock

    async def __call__(self, *, older_than: timedelta) -> int:
        """Re-drive everything last changed that long ago; how many have left `initiated`.

        Raises:
            ExceptionGroup: of what went wrong and was no answer of a gateway, after all others had their turn.
        """
        moment = self._clock.now() - older_than
        recovered, defects = 0, list[Exception]()
        async for transaction in self._unfinished_before(moment):
            try:
                await self._open_payment(transaction)
                recovered += 1
            except HamyonError:
                # Its gateway still cannot be asked; the next round tries again.
                continue
            except Exception as error:  # noqa: BLE001 - one poisoned transaction must not keep the others waiting
                defects.append(error)
        if defects:
            raise ExceptionGroup("Some transactions could not be recovered.", defects)
        return recovered

    async def _unfinished_before(self, moment: datetime) -> AsyncIterator[Transaction]:
        last: Transaction | None = None
        while True:
            found = await self._unfinished.initiated_before(moment=moment, after=last, limit=_PORTION)
            for transaction in found:
                yield transaction
            if len(found) < _PORTION:
                return
            last = found[-1]
