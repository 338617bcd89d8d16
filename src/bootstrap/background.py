"""Work that goes on beside the calls: one task each; one that ends too early ends the service."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta

import structlog

from accounts.application.recover_initiated import RecoverInitiated
from billing.application.daily_reconciliation import CarryOutReconciliations, PlanDailyReconciliations
from billing.application.expire_attempts import ExpireAttempts
from billing.application.resolve_calls import PORTION, ResolveCalls

# Whoever initiated it is taken for dead then: sooner, a slow caller would meet the recovery of his own request.
_RECOVER_AFTER = timedelta(seconds=15)
_RECOVERY_PAUSE_SECONDS = 5.0
_RESOLVING_PAUSE_SECONDS = 1.0
# A provider that asks about such a try ends it at once; only payers who come back later wait for this.
_EXPIRING_PAUSE_SECONDS = 60.0
_RECONCILING_PAUSE_SECONDS = 30.0

_log = structlog.get_logger(__name__)


class Background:
    """Starts background work and notices when it dies: a service without its ledger writer must not look alive."""

    def __init__(self, *, failed: Callable[[], None]) -> None:
        self._failed = failed

    def start(self, work: Coroutine[object, object, None], *, name: str) -> asyncio.Task[None]:
        """Run the work as a task."""
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        if task.cancelled() or task.exception() is None:
            return
        _log.error("background.died", work=task.get_name(), exc_info=task.exception())
        self._failed()


async def recover_forever(recover: RecoverInitiated) -> None:
    """Take what a crash left initiated to its gateway: at once after the start, then every few seconds."""
    older_than = timedelta(0)
    while True:
        try:
            recovered = await recover(older_than=older_than)
            if recovered:
                _log.info("recovery.done", transactions=recovered)
        except Exception:  # noqa: BLE001 - recovery must outlive whatever stops one round
            # The database may be away for a while: the next round tries again.
            _log.exception("recovery.failed")
        older_than = _RECOVER_AFTER
        await asyncio.sleep(_RECOVERY_PAUSE_SECONDS)


async def resolve_forever(resolve: ResolveCalls) -> None:
    """Make the calls to providers that are due, and ask about those whose outcome is unknown, round after round."""
    while True:
        tried = 0
        try:
            tried = await resolve()
        except Exception:  # noqa: BLE001 - as recovery
            _log.exception("resolving.failed")
        # While there is more to do than one round takes, the next one begins at once.
        await asyncio.sleep(0 if tried >= PORTION else _RESOLVING_PAUSE_SECONDS)


async def expire_forever(expire: ExpireAttempts) -> None:
    """End the payers' tries whose providers have given them up, so that their orders can be paid again."""
    while True:
        try:
            ended = await expire()
            if ended:
                _log.info("attempts.expired", attempts=ended)
        except Exception:  # noqa: BLE001 - as recovery
            _log.exception("expiring.failed")
        await asyncio.sleep(_EXPIRING_PAUSE_SECONDS)


async def reconcile_forever(plan: PlanDailyReconciliations, carry_out: CarryOutReconciliations) -> None:
    """Plan yesterday's reconciliations once a day, and carry out what is due; never while the service starts."""
    while True:
        await asyncio.sleep(_RECONCILING_PAUSE_SECONDS)
        try:
            await plan()
            for run in await carry_out():
                seen = {kind.value: count for kind, count in run.counts.discrepancies.items()}
                _log.info("reconciliation.tried", id=str(run.id), gateway=run.gateway, status=run.status, found=seen)
        except Exception:  # noqa: BLE001 - as recovery
            _log.exception("reconciling.failed")
