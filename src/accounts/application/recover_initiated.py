"""Recovery: what a crash left initiated is taken to its gateway."""

from datetime import timedelta

from accounts.application.open_payment import OpenPayment
from accounts.ports.unfinished import UnfinishedTransactions
from shared_kernel.clock import Clock
from shared_kernel.errors import HamyonError

_LIMIT = 100


class RecoverInitiated:
    """Re-drives deposits and withdrawals that have been initiated for a while.

    Safe beside the request that may still be driving one: both ask for the same payment by the same id.
    """

    def __init__(self, *, unfinished: UnfinishedTransactions, open_payment: OpenPayment, clock: Clock) -> None:
        self._unfinished = unfinished
        self._open_payment = open_payment
        self._clock = clock

    async def __call__(self, *, older_than: timedelta) -> int:
        """Re-drive what was last changed that long ago; how many have left `initiated`."""
        moment = self._clock.now() - older_than
        recovered = 0
        for transaction in await self._unfinished.initiated_before(moment=moment, limit=_LIMIT):
            try:
                await self._open_payment(transaction)
            except HamyonError:
                # Its gateway still cannot be asked; the next round tries again.
                continue
            recovered += 1
        return recovered
