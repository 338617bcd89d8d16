"""Calls that come again, late, or all at once: money is booked once, and money too much is never dropped."""

import asyncio

import pytest

from billing.domain.attempt import AttemptStatus
from billing.domain.discrepancy import DiscrepancyKind
from billing.domain.status import Status
from tests.contract.click.shop import ClickShop
from tests.fakes.billing.world import ACCOUNT_NUMBER
from tests.unit.gateways.click.forms import complete, prepare


async def prepared(shop: ClickShop, **changes: str) -> int:
    """The number of a prepared attempt."""
    return (await shop.say(prepare(**changes)))["merchant_prepare_id"]


async def test_twenty_completes_at_once_settle_once(shop: ClickShop) -> None:
    order = await shop.order("order-1001")
    form = complete(merchant_prepare_id=str(await prepared(shop)))
    codes = await asyncio.gather(*(shop.code(form) for _ in range(20)))
    assert [-4] * 19 + [0] == sorted(codes)
    assert (1, Status.COMPLETED) == (await shop.settlements(), await shop.status(order))


@pytest.mark.parametrize("reference", ["order-1001", ACCOUNT_NUMBER])
async def test_twenty_prepares_at_once_are_one_attempt(reference: str, shop: ClickShop) -> None:
    await shop.order("order-1001")
    answers = await asyncio.gather(*(shop.say(prepare(merchant_trans_id=reference)) for _ in range(20)))
    assert {0} == {answer["error"] for answer in answers}
    assert 1 == len({answer["merchant_prepare_id"] for answer in answers})


async def test_of_confirmation_and_cancellation_at_once_one_wins(shop: ClickShop) -> None:
    order = await shop.order("order-1001")
    number = str(await prepared(shop))
    confirmed, canceled = await asyncio.gather(
        shop.code(complete(merchant_prepare_id=number)), shop.code(complete(merchant_prepare_id=number, error="-1"))
    )
    assert (confirmed, canceled) in {(0, -4), (-9, -9)}
    paid = Status.COMPLETED == await shop.status(order)
    assert (confirmed == 0) == paid
    assert int(paid) == await shop.settlements()


async def test_two_paid_attempts_of_one_order_settle_once_and_record_the_surplus(shop: ClickShop) -> None:
    order = await shop.order("order-1001")
    first, second = await prepared(shop, click_trans_id="1"), await prepared(shop, click_trans_id="2")
    codes = await asyncio.gather(
        *(shop.code(complete(merchant_prepare_id=str(number))) for number in (first, second) for _ in range(3))
    )
    assert [-4] * 5 + [0] == sorted(codes)
    assert 1 == await shop.settlements()
    statuses = {(await shop.attempt(number)).status for number in (first, second)}
    assert {AttemptStatus.PAID, AttemptStatus.SURPLUS} == statuses
    assert [DiscrepancyKind.SURPLUS_PAYMENT] == [one.kind for one in await shop.discrepancies(order)]


async def test_a_canceled_attempt_leaves_its_order_payable(shop: ClickShop) -> None:
    order = await shop.order("order-1001")
    first = await prepared(shop, click_trans_id="1")
    assert -9 == await shop.code(complete(merchant_prepare_id=str(first), error="-5017"))
    second = await prepared(shop, click_trans_id="2")
    assert 0 == await shop.code(complete(merchant_prepare_id=str(second)))
    assert Status.COMPLETED == await shop.status(order)


async def test_an_account_is_topped_up_as_often_as_its_payer_pays(shop: ClickShop) -> None:
    for click_trans_id in ("1", "2", "3"):
        number = await prepared(shop, click_trans_id=click_trans_id, merchant_trans_id=ACCOUNT_NUMBER)
        form = complete(merchant_prepare_id=str(number), merchant_trans_id=ACCOUNT_NUMBER)
        assert [0, -4] == [await shop.code(form), await shop.code(form)]
    assert 3 == await shop.settlements()


async def test_money_that_comes_after_the_expiry_is_booked_late(shop: ClickShop) -> None:
    order = await shop.order("order-1001")
    number = await prepared(shop)
    await shop.expire(order)
    assert -9 == await shop.code(prepare(click_trans_id="2"))
    assert 0 == await shop.code(complete(merchant_prepare_id=str(number)))
    assert (await shop.transaction(order)).late


async def test_money_for_a_canceled_order_is_refused_and_recorded(shop: ClickShop) -> None:
    order = await shop.order("order-1001")
    number = await prepared(shop)
    await shop.cancel_transaction(tenant_id=shop.store.tenant_id, transaction_id=order)
    form = complete(merchant_prepare_id=str(number))
    assert [-9, -9] == [await shop.code(form), await shop.code(form)]
    assert Status.CANCELED == await shop.status(order)
    assert [DiscrepancyKind.PAYMENT_OF_CANCELED] == [one.kind for one in await shop.discrepancies(order)]


async def test_a_cancellation_of_a_paid_payment_changes_nothing(shop: ClickShop) -> None:
    """Its `error` is not signed: anybody on the way could have written it."""
    order = await shop.order("order-1001")
    number = await prepared(shop)
    assert 0 == await shop.code(complete(merchant_prepare_id=str(number)))
    before = await shop.transaction(order)
    assert -4 == await shop.code(complete(merchant_prepare_id=str(number), error="-5017"))
    assert before == await shop.transaction(order)
