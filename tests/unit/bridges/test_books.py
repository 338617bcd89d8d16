"""What the ledger says of a payment is compared with billing: a lost event is found."""

from collections.abc import AsyncIterator

import pytest

from accounts.domain.account import Account
from accounts.domain.transaction import Transaction
from adapters.bridges.books import LedgerBooks
from billing.application.resolve_discrepancy import Finding
from billing.domain.comparison import Booked, compare_with_books
from billing.domain.discrepancy import Discrepancy, DiscrepancyKind
from billing.domain.observation import Observation, Standing
from tests.builders import NOON, TENANT, a_key, money
from tests.fakes.billing.providers import Payer
from tests.fakes.bridges.world import BridgedWorld, payment_id

PAID_OUT = Observation(standing=Standing.PAID)


@pytest.fixture
async def world() -> AsyncIterator[BridgedWorld]:
    async with BridgedWorld().running() as running:
        yield running


async def booked(world: BridgedWorld, movement: Transaction) -> tuple[Booked | None, Discrepancy | None]:
    """What the ledger says of the payment of a deposit or withdrawal, and what of it does not agree with billing."""
    async with world.billing.units_of_work(tenant_id=TENANT) as unit:
        payment = await unit.transactions.get(payment_id(movement))
        refunds = await unit.refunds.of_transaction(payment.id)
    said = await LedgerBooks(units_of_work=world.accounts.units_of_work).of_payment(
        transaction=payment, refunds=refunds
    )
    if said is None:
        return None, None
    return said, compare_with_books(transaction=payment, refunds=refunds, booked=said, at=NOON)


async def test_a_deposit_that_is_booked_and_partly_refunded_agrees(world: BridgedWorld) -> None:
    deposit = await world.deposited(await world.accounts.account(), money(200_000))
    await world.paid(deposit)
    await world.deliver(world.published())
    await world.refunded(deposit, money(50_000))
    await world.deliver(world.published())
    assert (Booked(moved=money(200_000), returned=money(50_000)), None) == await booked(world, deposit)


async def test_a_payment_whose_event_was_lost_is_missing_in_the_ledger(world: BridgedWorld) -> None:
    deposit = await world.deposited(await world.accounts.account(), money(200_000))
    await world.paid(deposit)
    _, found = await booked(world, deposit)
    assert found is not None
    assert (DiscrepancyKind.MISSING_THERE, money(200_000)) == (found.kind, found.amount)


async def test_a_refund_whose_event_was_lost_is_another_sum(world: BridgedWorld) -> None:
    deposit = await world.deposited(await world.accounts.account(), money(200_000))
    await world.paid(deposit)
    await world.deliver(world.published())
    await world.refunded(deposit, money(50_000))
    _, found = await booked(world, deposit)
    assert found is not None
    assert DiscrepancyKind.AMOUNT_MISMATCH is found.kind


async def test_a_withdrawal_agrees_before_and_after_it_is_paid_out(world: BridgedWorld) -> None:
    withdrawal = await world.withdrawn(await world.funded(200_000), money(50_000))
    assert (Booked(moved=money(0), returned=money(0)), None) == await booked(world, withdrawal)
    await world.paid(withdrawal)
    await world.deliver(world.published())
    assert (Booked(moved=money(50_000), returned=money(0)), None) == await booked(world, withdrawal)


async def owner_of(world: BridgedWorld, movement: Transaction) -> Account:
    """The account of a movement, as it is now."""
    async with world.accounts.units_of_work(tenant_id=TENANT) as work:
        return await work.accounts.get(movement.account_id)


async def taken_back_in_part(world: BridgedWorld) -> Transaction:
    """A withdrawal of 50 000 that was paid out, and of which 20 000 was taken back by hand at its gateway."""
    world.billing.providers.payers["cash"] = Payer()
    withdrawal = await world.withdrawn(await world.funded(200_000), money(50_000))
    for news in (PAID_OUT, Observation(standing=Standing.WAITING, refunded=money(20_000))):
        await world.billing.follow(tenant_id=TENANT, transaction_id=payment_id(withdrawal), news=news)
    await world.deliver(world.published())
    return withdrawal


async def resolved(world: BridgedWorld, withdrawal: Transaction) -> Discrepancy:
    """What an operator closes when he has seen to the part that was taken back."""
    (part,) = await world.billing.discrepancies(payment_id(withdrawal))
    assert (DiscrepancyKind.AMOUNT_MISMATCH, money(20_000), True) == (part.kind, part.amount, part.is_open)
    finding = Finding(resolution="Seen to.", resolved_by="ops")
    return await world.billing.resolve_discrepancy(
        tenant_id=TENANT, discrepancy_id=part.id, finding=finding, key=a_key("resolve", operation="Resolve")
    )


async def test_a_payout_taken_back_in_part_agrees_once_the_rest_was_taken_back_too(world: BridgedWorld) -> None:
    """The first way that the guide names: the money is on its account again."""
    withdrawal = await taken_back_in_part(world)
    came_back = Observation(standing=Standing.FAILED)
    await world.billing.follow(tenant_id=TENANT, transaction_id=payment_id(withdrawal), news=came_back)
    await world.deliver(world.published())
    assert not (await resolved(world, withdrawal)).is_open
    assert (Booked(moved=money(0), returned=money(0)), None) == await booked(world, withdrawal)
    assert 200_000 == (await owner_of(world, withdrawal)).posted


async def test_a_payout_taken_back_in_part_agrees_once_the_part_was_credited(world: BridgedWorld) -> None:
    """The second way: the receiver keeps the rest, and the part is a deposit that the operator completes."""
    withdrawal = await taken_back_in_part(world)
    credit = await world.deposited(await owner_of(world, withdrawal), money(20_000))
    await world.paid(credit)
    await world.deliver(world.published())
    assert not (await resolved(world, withdrawal)).is_open
    assert (Booked(moved=money(50_000), returned=money(0)), None) == await booked(world, withdrawal)
    assert (Booked(moved=money(20_000), returned=money(0)), None) == await booked(world, credit)
    assert 170_000 == (await owner_of(world, withdrawal)).posted


async def test_of_an_order_of_somebody_else_the_ledger_says_nothing(world: BridgedWorld) -> None:
    order = await world.billing.create(
        tenant_id=TENANT, gateway="cash", amount=money(100), order_reference="an order of a shop"
    )
    said = await LedgerBooks(units_of_work=world.accounts.units_of_work).of_payment(transaction=order, refunds=())
    assert said is None
