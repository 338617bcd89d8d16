"""A withdrawal that its gateway pays out by itself: held, sent once, settled or given back, also days later."""

from collections.abc import AsyncIterator

import pytest

from accounts.domain.status import Status
from billing.domain.details.cash import CashDetails
from billing.domain.errors import GatewayRefusedError, UnknownOutcomeError
from billing.domain.observation import Observation, Standing
from tests.builders import TENANT, money
from tests.fakes.billing.providers import Payer
from tests.fakes.bridges.world import BridgedWorld, payment_id

PAID = Observation(standing=Standing.PAID)
FAILED = Observation(standing=Standing.FAILED)


@pytest.fixture
async def world() -> AsyncIterator[BridgedWorld]:
    async with BridgedWorld().running() as running:
        running.billing.providers.payers["cash"] = Payer()
        yield running


def payer(world: BridgedWorld) -> Payer:
    found = world.billing.providers.payers["cash"]
    assert isinstance(found, Payer)
    return found


async def test_a_payout_goes_to_the_destination_of_the_withdrawal(world: BridgedWorld) -> None:
    account = await world.funded(200_000)
    withdrawal = await world.withdrawn(account, money(150_000))
    payout = await world.billing.transaction(payment_id(withdrawal))
    assert ("pending", CashDetails(data={"to": "8600 **** **** 0001"})) == (payout.status, payout.details)
    assert [f"pay_out:{payout.id}"] == payer(world).asked
    assert (Status.PENDING, 150_000) == (
        world.now(withdrawal).status,
        world.accounts.now(account).held,
    )


async def test_a_payout_that_arrived_takes_the_held_money(world: BridgedWorld) -> None:
    account = await world.funded(200_000)
    withdrawal = await world.withdrawn(account, money(150_000))
    await world.billing.follow(tenant_id=TENANT, transaction_id=payment_id(withdrawal), news=PAID)
    await world.deliver(world.published())
    assert (Status.COMPLETED, 50_000, 0) == (
        world.now(withdrawal).status,
        world.accounts.now(account).posted,
        world.accounts.now(account).held,
    )


async def test_a_payout_that_comes_back_is_credited_once(world: BridgedWorld) -> None:
    account = await world.funded(200_000)
    withdrawal = await world.withdrawn(account, money(150_000))
    for news in (PAID, FAILED, PAID, FAILED):
        await world.billing.follow(tenant_id=TENANT, transaction_id=payment_id(withdrawal), news=news)
        await world.deliver(world.published())
    await world.billing.resolve()
    assert (Status.FAILED, 200_000, 0) == (
        world.now(withdrawal).status,
        world.accounts.now(account).posted,
        world.accounts.now(account).held,
    )
    assert 1 == payer(world).asked.count(f"cancel:{payment_id(withdrawal)}"), "its money is taken back"


async def test_a_payout_that_is_refused_gives_the_held_money_back(world: BridgedWorld) -> None:
    account = await world.funded(200_000)
    payer(world).script = [GatewayRefusedError(gateway="cash", code="no_account", message="No such account.")]
    withdrawal = await world.withdrawn(account, money(150_000))
    await world.deliver(world.published())
    assert (Status.FAILED, 200_000, 0) == (
        world.now(withdrawal).status,
        world.accounts.now(account).posted,
        world.accounts.now(account).held,
    )


async def test_a_payout_nobody_knows_of_stays_held_until_it_is_known(world: BridgedWorld) -> None:
    account = await world.funded(200_000)
    payer(world).script = [UnknownOutcomeError("It did not answer."), PAID]
    with pytest.raises(UnknownOutcomeError):
        await world.withdrawn(account, money(150_000))
    assert 150_000 == world.accounts.now(account).held
    for _ in range(9):
        await world.billing.resolve()
    (key, *more) = [key for key in payer(world).asked if key.startswith("pay_out:")]
    assert [key] == more
    await world.deliver(world.published())
    assert (50_000, 0) == (world.accounts.now(account).posted, world.accounts.now(account).held)
