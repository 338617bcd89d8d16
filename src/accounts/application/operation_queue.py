"""The operation queue: operations that arrive together commit together (group commit).

While one commit is in flight the next batch gathers, and calls that are just being read get in too; nobody waits for a
timer. A hot account therefore costs one row update per batch rather than one row lock per operation.
"""

import asyncio
from collections import deque
from collections.abc import Sequence

from accounts.application.batch import Outcome, commit_batch
from accounts.chain.operation import Operation
from accounts.domain.errors import LedgerBusyError, QueueFullError
from accounts.domain.transaction import Transaction
from accounts.ports.ledger_store import ConcurrentWriteError, LedgerStore
from shared_kernel.clock import Clock
from shared_kernel.errors import ExternalError, HamyonError, OverloadError
from shared_kernel.idempotency import RequestIdReusedError, RequestInProgressError
from shared_kernel.tenant import TenantId

_BATCH_LIMIT = 1_000
_CAPACITY = 20_000
_ATTEMPTS = 5

# A commit of five costs as much as one of fifty, and calls come in one by one when the service is busy: they are let
# in first. The turns of an idle loop are over in a tenth of a millisecond.
_STILL_TURNS = 8
_MOST_TURNS = 32
_GATHERED = 64

Ticket = tuple[Operation, asyncio.Future[Outcome]]


class OperationQueue:
    """One writer for the ledger of this process; row locks keep several processes apart."""

    def __init__(self, *, store: LedgerStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._waiting: deque[Ticket] = deque()
        self._running: dict[tuple[TenantId, str], bytes] = {}
        self._arrived = asyncio.Event()
        self._closing = False

    async def submit(self, operation: Operation) -> Transaction:
        """Do the operation and answer its transaction.

        Raises:
            HamyonError: refused, by the chain, by the request id, or because too much is waiting.
            QuoteRequired: the operation needs an exchange rate.
        """
        (waiting,) = self._take([operation])
        outcome = await waiting
        if isinstance(outcome, Transaction):
            return outcome
        raise outcome

    async def submit_all(self, operations: Sequence[Operation]) -> list[Outcome]:
        """Do the operations, each for itself; the outcomes are in the order given.

        Raises:
            QueueFullError: nothing was taken.
        """
        # A caller who gives up cancels nothing but the waiting: the commit is shared and goes on.
        return [await waiting for waiting in self._take(operations)]

    async def run(self) -> None:
        """Commit batches until `close` is called and nothing waits any more."""
        while self._waiting or not self._closing:
            if not self._waiting:
                self._arrived.clear()
                await self._arrived.wait()
                continue
            await self._let_in()
            batch = [self._waiting.popleft() for _ in range(min(_BATCH_LIMIT, len(self._waiting)))]
            await self._settle(batch)

    def close(self) -> None:
        """Take nothing more; `run` returns when what waits is done."""
        self._closing = True
        self._arrived.set()

    def _take(self, operations: Sequence[Operation]) -> list[asyncio.Future[Outcome]]:
        if self._closing or len(self._waiting) + len(operations) > _CAPACITY:
            raise QueueFullError
        outcomes = [self._enqueue(operation) for operation in operations]
        self._arrived.set()
        return outcomes

    def _enqueue(self, operation: Operation) -> asyncio.Future[Outcome]:
        outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        if operation.key is not None:
            name = (operation.tenant_id, operation.key.request_id)
            running = self._running.get(name)
            if running is not None:
                same = running == operation.key.fingerprint
                outcome.set_result(RequestInProgressError() if same else RequestIdReusedError())
                return outcome
            self._running[name] = operation.key.fingerprint
        self._waiting.append((operation, outcome))
        return outcome

    async def _let_in(self) -> None:
        """Wait while the turns of the loop still bring operations; a loop with nothing to do brings none."""
        still = 0
        for _ in range(_MOST_TURNS):
            if still == _STILL_TURNS or len(self._waiting) >= _GATHERED:
                return
            seen = len(self._waiting)
            await asyncio.sleep(0)
            still = still + 1 if len(self._waiting) == seen else 0

    async def _settle(self, batch: Sequence[Ticket]) -> None:
        outcomes: Sequence[Outcome]
        try:
            outcomes = await self._commit([operation for operation, _ in batch])
        except Exception as error:  # noqa: BLE001 - whatever it is, every caller gets an answer and the writer goes on
            if len(batch) > 1 and not isinstance(error, ExternalError | OverloadError):
                # One poisoned operation must not take the others with it.
                for ticket in batch:
                    await self._settle([ticket])
                return
            outcomes = [error] * len(batch)
        for (operation, outcome), result in zip(batch, outcomes, strict=True):
            self._finish(operation, outcome, result)

    async def _commit(self, operations: Sequence[Operation]) -> list[Outcome]:
        failure: HamyonError = LedgerBusyError()
        for _ in range(_ATTEMPTS):
            try:
                return await commit_batch(operations=operations, store=self._store, clock=self._clock)
            except ConcurrentWriteError:
                continue
            except ExternalError as outage:
                # A connection that broke may have committed or not: every operation knows when it was done before.
                if not outage.retryable:
                    raise
                failure = outage
        raise failure

    def _finish(self, operation: Operation, outcome: asyncio.Future[Outcome], result: Outcome) -> None:
        if operation.key is not None:
            self._running.pop((operation.tenant_id, operation.key.request_id), None)
        if not outcome.done():
            outcome.set_result(result)
