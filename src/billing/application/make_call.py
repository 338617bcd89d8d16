"""Make a recorded call to a provider: commit that it is made, make it with nothing open, commit what came of it."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from billing.application.ask_provider import Answer, AskProvider
from billing.application.call_pauses import pause
from billing.application.call_results import CallResults
from billing.application.unsettled_refunds import watch_refund
from billing.domain.errors import GatewayRefusedError, UnknownOutcomeError
from billing.domain.provider_call import MOVING_NOTHING, PATIENCE, CallStatus, Operation, ProviderCall
from billing.domain.transaction import Transaction
from billing.ports.unit_of_work import BillingUnitOfWork, BillingUnitOfWorks
from shared_kernel.clock import Clock
from shared_kernel.errors import ConflictError, HamyonError
from shared_kernel.tenant import TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A call as it stands after a try, its transaction, and what kept the provider from doing it."""

    call: ProviderCall
    transaction: Transaction
    obstacle: HamyonError | None = None


class MakeCall:
    """Makes one try at a call.

    Safe at any time and from any process: a call somebody else is making is left to him, one that is over is answered
    as it is, and the calls of one payment are made in the order in which they were recorded.
    """

    def __init__(
        self, *, units_of_work: BillingUnitOfWorks, ask: AskProvider, results: CallResults, clock: Clock
    ) -> None:
        self._units_of_work = units_of_work
        self._ask = ask
        self._results = results
        self._clock = clock

    async def __call__(self, *, tenant_id: TenantId, call_id: UUID) -> Made:
        """The call after a try, or as it is where none was to be made."""
        async with self._units_of_work(tenant_id=tenant_id) as unit:
            made, is_ours = await self._begin(unit, call_id)
        if not is_ours:
            return made
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                answer = await self._ask(made.call, made.transaction)
        except TimeoutError:
            return await self._stopped(made.call, UnknownOutcomeError())
        except HamyonError as obstacle:
            return await self._stopped(made.call, obstacle)
        return await self._answered(made.call, answer)

    async def _begin(self, unit: BillingUnitOfWork, call_id: UUID) -> tuple[Made, bool]:
        seen = await unit.calls.get(call_id)
        transaction = await unit.transactions.lock(seen.transaction_id)
        # What was seen before the lock may be old.
        calls = await unit.calls.of_transaction(transaction.id)
        call = next(one for one in calls if one.id == call_id)
        at = self._clock.now()
        if not call.may_begin(at=at) or _must_wait(call, calls):
            return Made(call=call, transaction=transaction), False
        if not await self._results.is_wanted(unit, call, transaction):
            over = call.done(at=at) if call.is_left_in_doubt else call.dropped(at=at)
            await unit.calls.save(over)
            await watch_refund(unit, call=over, transaction=transaction, at=at)
            return Made(call=over, transaction=transaction), False
        begun = call.begin(at=at)
        await unit.calls.save(begun)
        return Made(call=begun, transaction=transaction), True

    async def _answered(self, call: ProviderCall, answer: Answer) -> Made:
        async with self._units_of_work(tenant_id=call.tenant_id) as unit:
            order = await unit.transactions.lock_with_order(call.transaction_id)
            transaction, is_over = await self._results.take_in(unit, call, order=order, answer=answer)
            at = self._clock.now()
            after = await self._keep(unit, call.done(at=at) if is_over else _unfinished(call, at))
            await watch_refund(unit, call=after, transaction=transaction, at=at)
        return Made(call=after, transaction=transaction)

    async def _stopped(self, call: ProviderCall, obstacle: HamyonError) -> Made:
        async with self._units_of_work(tenant_id=call.tenant_id) as unit:
            transaction = await unit.transactions.lock(call.transaction_id)
            after = self._after(call, obstacle)
            kept = await self._keep(unit, after)
            if kept != after:
                return Made(call=kept, transaction=transaction)
            if after.status in {CallStatus.REFUSED, CallStatus.DROPPED}:
                transaction = await self._results.give_up(unit, after, transaction, obstacle)
            await watch_refund(unit, call=after, transaction=transaction, at=self._clock.now())
        return Made(call=after, transaction=transaction, obstacle=obstacle)

    async def _keep(self, unit: BillingUnitOfWork, after: ProviderCall) -> ProviderCall:
        """The call as it is kept: a maker who outlived his lease changes nothing of what its next maker did."""
        now = await unit.calls.get(after.id)
        if now.tries != after.tries or not now.is_open:
            return now
        await unit.calls.save(after)
        return after

    def _after(self, call: ProviderCall, obstacle: HamyonError) -> ProviderCall:
        at = self._clock.now()
        match obstacle:
            case GatewayRefusedError():
                return call.refused(at=at, code=obstacle.code, message=obstacle.text)
            case UnknownOutcomeError():
                return call.lost(at=at, message=obstacle.message, again_at=at + pause(call))
            case ConflictError() if not obstacle.retryable and not call.doubtful:
                # Not the provider's no but ours, before it was asked: nobody covers the refund, it cannot be done here.
                return call.dropped(at=at)
            case _:
                return call.postponed(at=at, message=obstacle.message, again_at=at + pause(call))


def _unfinished(call: ProviderCall, at: datetime) -> ProviderCall:
    """The call after an answer that settles nothing."""
    again_at = at + pause(call)
    if call.operation is Operation.RETURN:
        # The money is on its way: whoever asks again looks for it, and sends no more.
        return call.lost(at=at, message="On its way back.", again_at=again_at)
    return call.postponed(at=at, message="Not over yet.", again_at=again_at)


def _must_wait(call: ProviderCall, calls: tuple[ProviderCall, ...]) -> bool:
    """Whether an earlier call that may move this payment's money is open."""
    if call.operation in MOVING_NOTHING:
        return False
    earlier = calls[: calls.index(call)]
    return any(one.is_open and one.operation not in MOVING_NOTHING for one in earlier)
