"""Money of payments that settle nothing goes back, all that is left of it (protocol, section 8)."""

import pytest

from adapters.sandbox.faults import Fault
from adapters.sandbox.octo.behaviour import Repeat
from adapters.sandbox.octo.refund import RefundStatus as OctoRefundStatus
from billing.domain.discrepancy import Discrepancy
from billing.domain.provider_call import CallStatus, Operation
from billing.domain.transaction import Transaction
from tests.contract.octo.shop import OctoShop, octo_reference

MILLION = 100_000_000


async def paid_in_vain(taking: OctoShop, *, tiyin: int = 1_200_000) -> Transaction:
    """Paid after it was called off, as we found out by asking; nothing was sent back yet."""
    order = await taking.order(tiyin=tiyin)
    await taking.cancel(order)
    taking.simulator.plan([Fault.LOST], operation="notify")
    await taking.simulator.pay(octo_reference(order))
    await taking.work()
    return order


async def vain(taking: OctoShop, order: Transaction) -> Discrepancy:
    [found] = await taking.discrepancies(order)
    return found


async def in_the_cabinet(taking: OctoShop, order: Transaction, *, tiyin: int) -> None:
    await taking.simulator.send_back(octo_reference(order), amount=tiyin)
    await taking.simulator.settled()


async def test_what_was_paid_in_vain_goes_back(taking: OctoShop) -> None:
    order = await paid_in_vain(taking)
    assert (await vain(taking, order)).is_open
    await taking.work()
    assert (1_200_000, False) == (taking.books(order).refunded, (await vain(taking, order)).is_open)


async def test_of_a_payment_in_vain_goes_back_what_the_cabinet_has_left(taking: OctoShop) -> None:
    order = await paid_in_vain(taking)
    await in_the_cabinet(taking, order, tiyin=500_000)
    assert (await vain(taking, order)).is_open
    await taking.work()
    assert (1_200_000, False) == (taking.books(order).refunded, (await vain(taking, order)).is_open)


@pytest.mark.parametrize("repeated", list(Repeat))
@pytest.mark.parametrize("fault", [Fault.TIME_OUT_BEFORE, Fault.TIME_OUT_AFTER])
async def test_a_lost_return_of_what_was_left_goes_back_once(fault: Fault, repeated: Repeat, taking: OctoShop) -> None:
    taking.behave(repeated_refund=repeated)
    order = await paid_in_vain(taking)
    await in_the_cabinet(taking, order, tiyin=500_000)
    taking.simulator.plan([fault], operation="refund")
    await taking.work(rounds=3)
    assert (1_200_000, False) == (taking.books(order).refunded, (await vain(taking, order)).is_open)


async def test_a_lost_return_asks_for_what_the_cabinet_has_left_since(taking: OctoShop) -> None:
    """Under another name: by the old one Octo may know what it has never sent."""
    order = await paid_in_vain(taking)
    taking.simulator.plan([Fault.TIME_OUT_BEFORE], operation="refund")
    await taking.work()
    await in_the_cabinet(taking, order, tiyin=500_000)
    await taking.work(rounds=2)
    assert (1_200_000, False) == (taking.books(order).refunded, (await vain(taking, order)).is_open)


async def test_a_return_in_parts_goes_on_with_what_is_left(taking: OctoShop) -> None:
    order = await paid_in_vain(taking, tiyin=25 * MILLION)
    await in_the_cabinet(taking, order, tiyin=3 * MILLION)
    taking.simulator.plan([Fault.SLOW, Fault.TIME_OUT_BEFORE], operation="refund")
    await taking.work(rounds=3)
    assert (25 * MILLION, False) == (taking.books(order).refunded, (await vain(taking, order)).is_open)


async def test_a_return_on_its_way_is_sent_once_and_closes_when_octo_counts_it(taking: OctoShop) -> None:
    order = await paid_in_vain(taking)
    await in_the_cabinet(taking, order, tiyin=500_000)
    taking.simulator.plan_refunds([OctoRefundStatus.PENDING])
    await taking.work(rounds=2)
    discrepancy = await vain(taking, order)
    assert (500_000, True) == (taking.books(order).refunded, discrepancy.is_open)
    key = f"{discrepancy.id}-500000-1"
    await taking.simulator.settle_refund(octo_reference(order), key=key, outcome=OctoRefundStatus.SUCCEEDED)
    await taking.work()
    assert (1_200_000, False) == (taking.books(order).refunded, (await vain(taking, order)).is_open)


async def test_what_a_person_sends_back_after_a_refused_return_closes_its_discrepancy(taking: OctoShop) -> None:
    order = await paid_in_vain(taking)
    taking.simulator.plan([Fault.REFUSE], operation="refund")
    await taking.work()
    assert CallStatus.REFUSED in {one.status for one in await taking.calls(order) if one.operation is Operation.RETURN}
    taking.behave(announces_refunds=True)
    await in_the_cabinet(taking, order, tiyin=500_000)
    assert (await vain(taking, order)).is_open
    await in_the_cabinet(taking, order, tiyin=700_000)
    assert "Returned to the payer, says octo." == (await vain(taking, order)).resolution
