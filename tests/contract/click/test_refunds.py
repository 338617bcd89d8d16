"""Money goes back through Click: all of it or, where the contract returns parts, a part; once, and the right one."""

import pytest

from billing.domain.attempt import AttemptStatus
from billing.domain.errors import NotSupportedByGatewayError
from billing.domain.provider_call import CallStatus, Operation
from billing.domain.refund import RefundStatus
from billing.domain.status import Status
from tests.contract.click.market import Market
from tests.contract.click.market import market as running_market
from tests.contract.click.shop import BillingStore

NUMBERINGS = ["paydoc", "trans", "own"]


@pytest.mark.parametrize("kind", NUMBERINGS)
async def test_a_payment_is_reversed_whatever_its_number_at_click_is(market: Market, kind: str) -> None:
    """Click does not tell what `payment_id` is, so it is asked for, never guessed (section 14.3)."""
    await market.control("payment_ids", kind=kind)
    order = await market.paid("order-1001")

    refund = await market.refund(order)

    assert RefundStatus.SUCCEEDED == refund.status
    assert (Status.REFUNDED, 0) == (await market.shop.status(order.id), await market.kept())
    [payment] = await market.books()
    assert str(payment["payment_id"]) == refund.external_id


async def test_a_refusal_of_click_fails_the_refund_in_its_own_words(market: Market) -> None:
    """Only payments by card can be reversed (section 5.6)."""
    order = await market.paid("order-1001")
    [payment] = await market.books()
    await market.control("pay_otherwise", payment=payment["payment_id"])

    refund = await market.refund(order)

    assert RefundStatus.FAILED == refund.status
    assert refund.failure is not None
    assert "Only payments by card can be reversed" in refund.failure.message
    assert (Status.COMPLETED, 100_000) == (await market.shop.status(order.id), await market.kept())


@pytest.mark.parametrize("fault", ["time_out_after", "error_after", "cut", "garbage"])
async def test_a_reversal_whose_answer_is_lost_is_looked_up_and_not_repeated(market: Market, fault: str) -> None:
    order = await market.paid("order-1001")
    await market.fail("reversal", fault)

    refund = await market.refund(order)
    assert RefundStatus.PENDING == refund.status
    [call] = await market.calls(Operation.REFUND, order.id)
    assert (CallStatus.UNKNOWN, 0) == (call.status, await market.kept())

    # A second reversal would be refused, and the refund would fail although the money is back.
    assert RefundStatus.SUCCEEDED == (await market.refund_now(refund)).status
    assert Status.REFUNDED == await market.shop.status(order.id)


@pytest.mark.parametrize("fault", ["time_out_before", "error_before", "busy"])
async def test_a_reversal_that_did_nothing_is_made_by_the_next_try(market: Market, fault: str) -> None:
    order = await market.paid("order-1001")
    await market.fail("reversal", fault)

    refund = await market.refund(order)
    assert (RefundStatus.PENDING, 100_000) == (refund.status, await market.kept())

    assert RefundStatus.SUCCEEDED == (await market.refund_now(refund)).status
    assert 0 == await market.kept()


async def test_a_doubtful_reversal_that_cannot_be_looked_up_stays_unknown(market: Market) -> None:
    """Not even a refused look-up makes it fail: the money may be back."""
    order = await market.paid("order-1001")
    await market.fail("reversal", "error_after")
    refund = await market.refund(order)
    await market.fail("status", "refuse")

    assert RefundStatus.PENDING == (await market.refund_now(refund)).status
    assert RefundStatus.SUCCEEDED == (await market.refund_now(refund)).status


async def test_what_was_reversed_in_clicks_cabinet_is_refunded_by_the_refund_that_finds_it(any_market: Market) -> None:
    order = await any_market.paid("order-1001")
    [payment] = await any_market.books()
    await any_market.control("reverse", payment=payment["payment_id"])

    assert RefundStatus.SUCCEEDED == (await any_market.refund(order)).status
    assert 100_000 == (await any_market.books())[0]["reversed"]


async def test_a_part_is_refused_unless_the_contract_returns_parts(market: Market) -> None:
    order = await market.paid("order-1001")
    with pytest.raises(NotSupportedByGatewayError):
        await market.refund(order, tiyin=30_000)
    assert 100_000 == await market.kept()
    assert Status.COMPLETED == await market.shop.status(order.id)


async def test_parts_go_back_one_after_another_where_the_contract_returns_them(billing_store: BillingStore) -> None:
    async with running_market(billing_store, partial_reversal=True) as market:
        order = await market.paid("order-1001", tiyin=100_050)
        parts = [await market.refund(order, tiyin=part) for part in (30_025, 30_025)]
        rest = await market.refund(order)

        assert [RefundStatus.SUCCEEDED] * 3 == [one.status for one in (*parts, rest)]
        assert (Status.REFUNDED, 0) == (await market.shop.status(order.id), await market.kept())


async def test_a_part_whose_answer_is_lost_is_never_sent_again(billing_store: BillingStore) -> None:
    """No status of Click tells how much went back: a person has to look."""
    async with running_market(billing_store, partial_reversal=True) as market:
        order = await market.paid("order-1001")
        await market.fail("partial_reversal", "error_after")
        refund = await market.refund(order, tiyin=30_000)

        assert RefundStatus.PENDING == (await market.refund_now(refund)).status
        assert 70_000 == await market.kept()

        [payment] = await market.books()
        await market.control("reverse", payment=payment["payment_id"])
        assert RefundStatus.SUCCEEDED == (await market.refund_now(refund)).status


@pytest.mark.parametrize("kind", ["paydoc", "trans"])
async def test_the_second_payment_of_an_order_is_sent_back_and_the_first_one_stays(
    any_market: Market, kind: str
) -> None:
    """Of two payments of one order Click names only one by the order; the other is found by how that one is called."""
    await any_market.control("payment_ids", kind=kind)
    order = await any_market.order("order-1001")
    first, second = await any_market.pay(order, "pay_twice")
    assert 200_000 == await any_market.kept()

    call = await any_market.make(Operation.RETURN, order.id)

    assert CallStatus.DONE == call.status
    assert [100_000, 0] == [(await any_market.books(one["payment_id"]))[0]["kept"] for one in (first, second)]
    assert not any(one.is_open for one in await any_market.shop.discrepancies(order.id))
    details = await any_market.details(order.id)
    assert first["click_paydoc_id"] == details.pay_doc_id


async def test_a_second_payment_that_cannot_be_told_from_the_first_is_left_to_a_person(market: Market) -> None:
    """With numbers that are neither of the callbacks', sending one back could hit the wrong one."""
    await market.control("payment_ids", kind="own")
    order = await market.order("order-1001")
    await market.pay(order, "pay_twice")

    call = await market.make(Operation.RETURN, order.id)

    assert (CallStatus.REFUSED, "PAYMENT_NOT_IDENTIFIED") == (call.status, call.code)
    assert 200_000 == await market.kept()
    assert [True] == [one.is_open for one in await market.shop.discrepancies(order.id)]


async def test_without_an_api_user_nothing_is_asked_of_click(billing_store: BillingStore) -> None:
    async with running_market(billing_store, merchant_user_id=None) as market:
        order = await market.paid("order-1001")
        assert [] == await market.calls(Operation.LOOK_UP, order.id)
        with pytest.raises(NotSupportedByGatewayError):
            await market.refund(order)
        assert 100_000 == await market.kept()


async def test_an_api_user_click_does_not_know_fails_the_refund(billing_store: BillingStore) -> None:
    """HTTP 401 is a mistake in the settings, and no later try repairs it."""
    async with running_market(billing_store, merchant_user_id=5) as market:
        order = await market.paid("order-1001")
        refund = await market.refund(order)
        assert RefundStatus.FAILED == refund.status
        assert refund.failure is not None
        assert "401" in refund.failure.message


async def test_an_attempt_stays_paid_when_its_money_went_back(market: Market) -> None:
    """That it was returned is told by the refund; a repeated Complete still hears that it was paid."""
    order = await market.paid("order-1001")
    await market.refund(order)
    number = (await market.details(order.id)).merchant_prepare_id
    assert number is not None
    assert AttemptStatus.PAID == (await market.shop.attempt(number)).status
