"""Tax receipts: submitted after the payment is settled, once, and never in its way."""

import pytest

from billing.domain.provider_call import CallStatus, Operation
from billing.domain.refund import RefundStatus
from billing.domain.status import Status
from tests.contract.click.market import FISCAL, Market
from tests.contract.click.market import market as running_market
from tests.contract.click.shop import BillingStore


async def test_a_paid_payment_gets_its_receipt(billing_store: BillingStore) -> None:
    async with running_market(billing_store, **FISCAL) as market:
        order = await market.paid("order-1001")
        assert Status.COMPLETED == order.status

        call = await market.make(Operation.FISCALIZE, order.id)

        [payment] = await market.books()
        details = await market.details(order.id)
        assert (CallStatus.DONE, 1) == (call.status, payment["receipts"])
        assert (payment["qr_code_url"], payment["payment_id"]) == (details.qr_code_url, details.payment_id)


async def test_nothing_is_submitted_where_no_receipt_is_configured(market: Market) -> None:
    order = await market.paid("order-1001")
    assert [] == await market.calls(Operation.FISCALIZE, order.id)


@pytest.mark.parametrize("fault", ["time_out_after", "error_after", "cut", "garbage"])
async def test_a_receipt_whose_answer_is_lost_is_read_and_not_submitted_again(
    billing_store: BillingStore, fault: str
) -> None:
    async with running_market(billing_store, **FISCAL) as market:
        order = await market.paid("order-1001")
        await market.fail("fiscal", fault)
        assert CallStatus.UNKNOWN == (await market.make(Operation.FISCALIZE, order.id)).status

        assert CallStatus.DONE == (await market.make(Operation.FISCALIZE, order.id)).status
        assert [1] == [one["receipts"] for one in await market.books()]


async def test_a_receipt_that_is_there_already_is_only_read(billing_store: BillingStore) -> None:
    async with running_market(billing_store, **FISCAL) as market:
        order = await market.paid("order-1001")
        await market.make(Operation.FISCALIZE, order.id)
        await market.make(Operation.FISCALIZE, order.id)
        assert [1] == [one["receipts"] for one in await market.books()]


async def test_a_refused_receipt_leaves_the_payment_paid_and_refundable(billing_store: BillingStore) -> None:
    async with running_market(billing_store, **FISCAL) as market:
        order = await market.paid("order-1001")
        await market.fail("fiscal", "refuse")
        call = await market.make(Operation.FISCALIZE, order.id)
        assert (CallStatus.REFUSED, Status.COMPLETED) == (call.status, await market.shop.status(order.id))
        assert RefundStatus.SUCCEEDED == (await market.refund(order)).status


async def test_a_receipt_that_is_not_known_yet_keeps_no_refund_waiting(billing_store: BillingStore) -> None:
    async with running_market(billing_store, **FISCAL) as market:
        order = await market.paid("order-1001")
        await market.fail("fiscal", "error_before")
        assert CallStatus.UNKNOWN == (await market.make(Operation.FISCALIZE, order.id)).status
        assert RefundStatus.SUCCEEDED == (await market.refund(order)).status


async def test_metadata_that_is_no_goods_code_is_refused_before_click_is_asked(billing_store: BillingStore) -> None:
    async with running_market(billing_store, **FISCAL) as market:
        order = await market.order("order-1001", spic="12")
        await market.pay(order)
        call = await market.make(Operation.FISCALIZE, order.id)
        assert (CallStatus.REFUSED, "INVALID_ITEMS") == (call.status, call.code)
        assert [0] == [one["receipts"] for one in await market.books()]


async def test_a_payment_that_a_look_has_settled_gets_its_receipt_too(billing_store: BillingStore) -> None:
    async with running_market(billing_store, **FISCAL) as market:
        order = await market.order("order-1001")
        await market.fail("notify", "lost")
        await market.pay(order)
        await market.make(Operation.LOOK_UP, order.id)
        await market.make(Operation.FISCALIZE, order.id)
        assert [1] == [one["receipts"] for one in await market.books()]


async def test_nothing_is_submitted_for_what_was_sent_back_before(billing_store: BillingStore) -> None:
    async with running_market(billing_store, **FISCAL) as market:
        order = await market.paid("order-1001")
        await market.refund(order)
        assert CallStatus.DROPPED == (await market.make(Operation.FISCALIZE, order.id)).status
        assert [0] == [one["receipts"] for one in await market.books()]


async def test_a_receipt_is_asked_for_in_the_commit_that_settles_its_payment(postgres_market: Market) -> None:
    order = await postgres_market.paid("order-1001")
    call = await postgres_market.make(Operation.FISCALIZE, order.id)
    [payment] = await postgres_market.books()
    assert (CallStatus.DONE, 1) == (call.status, payment["receipts"])
    assert payment["qr_code_url"] == (await postgres_market.details(order.id)).qr_code_url
