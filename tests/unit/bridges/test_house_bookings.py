"""Fees and disputes move between the house's accounts, once, and clearing shows what the gateway still owes."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from accounts.domain.status import Status
from accounts.domain.system_account import SystemAccount, clearing, disputes, fees
from accounts.domain.transaction import Kind, Transaction
from adapters.event_bus.delivery_error import DeliveryError
from shared_kernel.events import Envelope
from tests.builders import NOON, OTHER_TENANT, TENANT, money, new_id
from tests.fakes.bridges.world import BridgedWorld

UZS = money(0).currency
CLEARING = clearing(tenant_id=TENANT, gateway="cash", currency=UZS)
FEES = fees(tenant_id=TENANT, gateway="cash", currency=UZS)
DISPUTES = disputes(tenant_id=TENANT, currency=UZS)
PAYMENT = new_id()


@pytest.fixture
async def world() -> AsyncIterator[BridgedWorld]:
    async with BridgedWorld().running() as running:
        yield running


def charge(kind: str, amount: int, **named: str) -> Envelope:
    return Envelope(
        id=new_id(),
        type=f"billing.{kind}.v1",
        tenant_id=TENANT,
        subject=PAYMENT,
        occurred_at=NOON,
        data={"transaction_id": str(PAYMENT), "gateway": "cash", "amount": amount, "currency": "UZS", **named},
    )


def balances(world: BridgedWorld, *houses: SystemAccount) -> tuple[int, ...]:
    return tuple(world.accounts.house(house) for house in houses)


def booked(world: BridgedWorld) -> list[Transaction]:
    return [item for item in world.accounts.transactions() if item.user_id is None]


async def test_a_fee_is_taken_out_of_what_the_gateway_owes(world: BridgedWorld) -> None:
    account = await world.funded(100_000)
    await world.deliver([charge("fee.recorded", 2_900, fee_id="txn_1")])
    assert (-97_100, -2_900) == balances(world, CLEARING, FEES)
    assert 100_000 == world.accounts.now(account).posted
    (fee,) = booked(world)
    assert (Kind.FEE, Status.COMPLETED, money(2_900), PAYMENT, "cash", None) == (
        fee.kind,
        fee.status,
        fee.amount,
        fee.billing_transaction_id,
        fee.gateway,
        fee.user_id,
    )
    assert {"fee_id": "txn_1", "movement": "fee"} == fee.metadata


async def test_two_reports_of_one_fee_are_booked_once_however_many_come_at_once(world: BridgedWorld) -> None:
    await asyncio.gather(
        *(world.bus.publish(charge("fee.recorded", 2_900, fee_id="txn_1")) for _ in range(20)),
        world.bus.publish(charge("fee.recorded", 500, fee_id="txn_2")),
    )
    assert (3_400, -3_400) == balances(world, CLEARING, FEES)


async def test_a_disputed_payment_is_gone_until_it_is_returned(world: BridgedWorld) -> None:
    account = await world.funded(100_000)
    withdrawn, reinstated = (
        charge(f"dispute.{movement}", 100_000, dispute_id="dp_1", movement=movement)
        for movement in ("withdrawn", "reinstated")
    )
    for _ in range(2):
        await world.deliver([withdrawn])
    assert (0, -100_000) == balances(world, CLEARING, DISPUTES)
    for _ in range(2):
        await world.deliver([reinstated, withdrawn])
    assert (-100_000, 0) == balances(world, CLEARING, DISPUTES)
    assert 100_000 == world.accounts.now(account).posted
    assert {Kind.ADJUSTMENT} == {item.kind for item in booked(world)}


async def test_an_event_of_the_houses_own_bookings_names_no_account(world: BridgedWorld) -> None:
    await world.deliver([charge("fee.recorded", 2_900, fee_id="txn_1")])
    *_, event = world.accounts.storage.events
    assert "accounts.fee.completed.v1" == event.type
    assert [None, None] == [event.data()[name] for name in ("account_id", "user_id")]


async def test_the_same_fee_of_another_tenant_is_another_fee(world: BridgedWorld) -> None:
    event = charge("fee.recorded", 2_900, fee_id="txn_1")
    theirs = Envelope(
        id=new_id(),
        type=event.type,
        tenant_id=OTHER_TENANT,
        subject=event.subject,
        occurred_at=NOON,
        data=event.data,
    )
    await world.deliver([event, theirs])
    assert {TENANT, OTHER_TENANT} == {item.tenant_id for item in booked(world)}
    assert 2_900 == world.accounts.house(CLEARING)


@pytest.mark.parametrize("amount", [0, -1])
async def test_a_fee_of_nothing_is_refused_for_good(world: BridgedWorld, amount: int) -> None:
    with pytest.raises(DeliveryError) as refused:
        await world.deliver([charge("fee.recorded", amount, fee_id="txn_1")])
    assert refused.value.is_final
    assert [] == booked(world)
