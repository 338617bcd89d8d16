"""What every gateway that can ask its provider does when the provider misbehaves: nothing twice, nothing claimed.

The contract is the docstring of `billing.ports.payment_provider`; the provider is the sandbox's, with its faults.
"""

import pytest

from adapters.sandbox.faults import Fault
from billing.domain.errors import (
    GatewayRefusedError,
    GatewayUnavailableError,
    NotSupportedByGatewayError,
    UnknownOutcomeError,
)
from billing.domain.observation import Observation, Standing
from billing.domain.provider_call import Operation
from billing.domain.status import Status
from shared_kernel.errors import HamyonError
from tests.contract.gateways.bench import Answer, Task, running_bench
from tests.contract.gateways.house import two_merchants
from tests.contract.gateways.registered import ASKABLE, CALLING, HOLDING, simulated_of
from tests.contract.gateways.stores import memory_store

MOVING = [
    (gateway, operation)
    for gateway in ASKABLE
    for operation in simulated_of(gateway).faults
    if operation is not Operation.LOOK_UP
]
# Most gateways ask a few times before they give up; after so many faults every one of them has.
MANY = 5
ONCE = [
    (gateway, operation, fault, 1)
    for gateway in ASKABLE
    for operation, faults in simulated_of(gateway).faults.items()
    for fault in sorted(faults)
]
OFTEN = [(gateway, operation, fault, MANY) for gateway, operation, fault, _ in ONCE if operation is Operation.REFUND]
TRIES = 12
# What can be asked about any payment; paying out and tax receipts have suites of their own.
OF_PAYMENTS = {Operation.CAPTURE, Operation.CANCEL, Operation.REFUND, Operation.LOOK_UP}


@pytest.mark.parametrize(("gateway", "operation", "fault", "times"), [*ONCE, *OFTEN])
async def test_whatever_goes_wrong_it_is_done_once_and_nobody_claims_what_he_does_not_know(
    gateway: str, operation: Operation, fault: Fault, times: int
) -> None:
    async with running_bench(gateway) as bench:
        task = await bench.task(operation)
        before = task.account()
        bench.simulated.plan(fault, operation=operation, times=times)
        for _ in range(TRIES):
            outcome = await _try(task)
            await bench.simulated.settled()
            if not isinstance(outcome, HamyonError):
                if _is_over(task, outcome):
                    _require_done(task)
                    return
                continue
            if not task.call.doubtful:
                # Refused, or certainly not done: the provider must see it the same way.
                assert before == task.account(), outcome
            if isinstance(outcome, GatewayRefusedError):
                assert fault is Fault.REFUSE
                return
        # The circuit is open by now; what nobody knows has happened once or not at all.
        assert task.account() in {before, task.done}


@pytest.mark.parametrize(("gateway", "operation"), MOVING)
async def test_the_same_call_again_does_the_thing_once(gateway: str, operation: Operation) -> None:
    """Its maker died before he could write the answer down."""
    async with running_bench(gateway) as bench:
        task = await bench.task(operation)
        first = await task.ask()
        done = task.account()
        again = [await task.ask(doubtful=True) for _ in range(2)]
        _require_done(task)
        # A refund may be answered by how the payment stands: billing finds it in the sum of what went back.
        assert {type(one) for one in again} <= {type(first), Observation}
        if operation is not Operation.CREATE:
            assert done == task.account()


@pytest.mark.parametrize("gateway", ASKABLE)
async def test_a_payment_is_looked_up_as_it_stands(gateway: str) -> None:
    async with running_bench(gateway) as bench:
        payment = await bench.waiting()
        assert Standing.WAITING == (await bench.look_up(payment)).standing
        await bench.simulated.pay(payment)
        seen = await bench.look_up(payment)
        assert Standing.PAID == seen.standing
        # What a gateway does not tell is left out, never guessed.
        assert seen.amount in {None, payment.amount}
        assert Status.COMPLETED == (await bench.merchant.now(payment)).status


@pytest.mark.parametrize("gateway", ASKABLE)
async def test_what_went_back_is_looked_up_once_more_and_the_payment_stays_paid(gateway: str) -> None:
    async with running_bench(gateway) as bench:
        task = await bench.task(Operation.REFUND)
        assert task.refund is not None
        await task.ask()
        seen = await bench.look_up(task.payment)
        told = sum(one.amount.minor_units for one in seen.refunds) or (seen.refunded and seen.refunded.minor_units)
        assert (Standing.PAID, task.refund.amount.minor_units) == (seen.standing, told)


@pytest.mark.parametrize("gateway", HOLDING)
async def test_held_money_is_looked_up_as_held_and_after_its_release_as_canceled(gateway: str) -> None:
    async with running_bench(gateway) as bench:
        task = await bench.task(Operation.CANCEL)
        assert Standing.AUTHORIZED == (await bench.look_up(await bench.held())).standing
        await task.ask()
        assert Standing.CANCELED == (await bench.look_up(task.payment)).standing


@pytest.mark.parametrize("gateway", HOLDING)
async def test_captured_money_is_looked_up_as_paid(gateway: str) -> None:
    async with running_bench(gateway) as bench:
        task = await bench.task(Operation.CAPTURE)
        await task.ask()
        seen = await bench.look_up(task.payment)
        assert Standing.PAID == seen.standing
        assert seen.amount in {None, task.payment.amount}


@pytest.mark.parametrize("gateway", CALLING)
async def test_no_gateway_that_can_ask_its_provider_is_left_untried(gateway: str) -> None:
    """Its dialect needs what `Simulated` asks for: a provider to ask."""
    async with two_merchants(gateway, memory_store()) as (merchant, _):
        configuration = await merchant.store.configurations.get(tenant_id=merchant.tenant_id, gateway=gateway)
        assert configuration is not None
        able = merchant.payments.gateways().get(gateway).abilities(configuration)
        assert gateway in ASKABLE or not able, f"dialects/{gateway}.py simulates no provider, but it can {sorted(able)}"


@pytest.mark.parametrize("gateway", ASKABLE)
async def test_abilities_are_honest(gateway: str) -> None:
    """What is promised is done (above), and what is not promised is refused before anybody is asked."""
    async with running_bench(gateway) as bench:
        able = bench.provider.abilities(bench.configuration)
        assert able & OF_PAYMENTS == bench.simulated.faults.keys() & OF_PAYMENTS
        for operation in OF_PAYMENTS - able:
            task = await bench.unpromised(operation)
            with pytest.raises(NotSupportedByGatewayError):
                await task.ask()


async def _try(task: Task) -> Answer | HamyonError:
    """The answer, or which of the three errors there was; the next try knows what this one left behind."""
    try:
        return await task.ask()
    except GatewayRefusedError as refusal:
        return refusal
    except UnknownOutcomeError as error:
        task.lost(error.message)
        return error
    except GatewayUnavailableError as error:
        task.postponed(error.message)
        return error


def _is_over(task: Task, answer: Answer) -> bool:
    """Whether the worker would leave it at this answer: one that says that it still waits is asked for again."""
    if task.call.operation is Operation.LOOK_UP or not isinstance(answer, Observation):
        return True
    return answer.standing not in {Standing.WAITING, Standing.AUTHORIZED}


def _require_done(task: Task) -> None:
    """The provider's books say that it was done, and once."""
    if task.call.operation is Operation.CREATE:
        # A page whose address was lost may be left behind: nobody can pay there.
        assert task.account().pages >= 1
    else:
        assert task.done == task.account()
