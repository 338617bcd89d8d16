"""What Click's Merchant API tells when a callback got lost: a payment is settled exactly once, whoever comes first."""

import asyncio
from uuid import UUID

import pytest

from billing.domain.attempt import AttemptStatus
from billing.domain.discrepancy import DiscrepancyKind
from billing.domain.provider_call import CallStatus, Operation
from billing.domain.status import Status
from tests.contract.click.market import Market
from tests.contract.click.market import market as running_market
from tests.contract.click.shop import BillingStore
from tests.fakes.billing.world import ACCOUNT_NUMBER

TOP_UP = f"https://my.click.uz/services/pay?service_id=73438&amount=500.00&transaction_param={ACCOUNT_NUMBER}"


async def test_a_payment_whose_complete_got_lost_is_settled_by_a_look(any_market: Market) -> None:
    order = await any_market.order("order-1001")
    await any_market.fail("notify", "lost")
    [payment] = await any_market.pay(order)
    assert Status.PENDING == await any_market.shop.status(order.id)

    call = await any_market.make(Operation.LOOK_UP, order.id)

    assert (CallStatus.DONE, Status.COMPLETED) == (call.status, await any_market.shop.status(order.id))
    details = await any_market.details(order.id)
    assert (payment["payment_id"], 2) == (details.payment_id, details.payment_status)
    assert details.merchant_prepare_id is not None
    assert details.merchant_prepare_id == details.merchant_confirm_id
    assert AttemptStatus.PAID == (await any_market.shop.attempt(details.merchant_prepare_id)).status
    assert 1 == await any_market.shop.settlements()


async def test_a_complete_that_comes_after_the_look_finds_it_paid(any_market: Market) -> None:
    """And is no second payment: nothing goes back."""
    order = await any_market.order("order-1001")
    await any_market.fail("notify", "late")
    [payment] = await any_market.pay(order)
    await any_market.make(Operation.LOOK_UP, order.id)

    await any_market.control("deliver_withheld", payment=payment["payment_id"])

    assert (1, 100_000) == (await any_market.shop.settlements(), await any_market.kept())
    assert () == await any_market.shop.discrepancies(order.id)


async def test_a_complete_and_a_look_at_the_same_moment_settle_once(any_market: Market) -> None:
    order = await any_market.order("order-1001")
    await any_market.fail("notify", "late")
    [payment] = await any_market.pay(order)

    await asyncio.gather(
        any_market.control("deliver_withheld", payment=payment["payment_id"]),
        any_market.make(Operation.LOOK_UP, order.id),
    )

    assert (Status.COMPLETED, 1) == (await any_market.shop.status(order.id), await any_market.shop.settlements())
    assert () == await any_market.shop.discrepancies(order.id)


@pytest.mark.parametrize("kind", ["paydoc", "trans"])
@pytest.mark.parametrize("lost", [1, 2])
async def test_a_second_payment_nobody_told_of_is_found_and_sent_back(any_market: Market, kind: str, lost: int) -> None:
    """Whether Complete got lost of one of two payments, or of both."""
    await any_market.control("payment_ids", kind=kind)
    order = await any_market.order("order-1001")
    await any_market.fail("notify", *["lost"] * lost)
    await any_market.pay(order, "pay_twice")

    call = await any_market.make(Operation.LOOK_UP, order.id)
    returned = await any_market.make(Operation.RETURN, order.id)

    assert (CallStatus.DONE, CallStatus.DONE) == (call.status, returned.status)
    assert (1, 100_000) == (await any_market.shop.settlements(), await any_market.kept())
    assert [(DiscrepancyKind.SURPLUS_PAYMENT, False)] == [
        (one.kind, one.is_open) for one in await any_market.shop.discrepancies(order.id)
    ]


@pytest.mark.parametrize("kind", ["paydoc", "trans"])
async def test_payments_of_a_canceled_order_that_nobody_told_of_are_found_and_sent_back(
    any_market: Market, kind: str
) -> None:
    await any_market.control("payment_ids", kind=kind)
    order = await any_market.order("order-1001")
    await any_market.fail("notify", "lost", "lost")
    await any_market.pay(order, "pay_twice")
    await any_market.cancel(order)

    call = await any_market.make(Operation.LOOK_UP, order.id)
    for returning in await any_market.calls(Operation.RETURN, order.id):
        await any_market.make_this(returning)

    assert (CallStatus.DONE, Status.CANCELED) == (call.status, await any_market.shop.status(order.id))
    assert (0, 0) == (await any_market.shop.settlements(), await any_market.kept())
    assert [(DiscrepancyKind.PAYMENT_OF_CANCELED, False)] * 2 == [
        (one.kind, one.is_open) for one in await any_market.shop.discrepancies(order.id)
    ]


@pytest.mark.parametrize("reversed_by_click", [True, False])
async def test_money_that_click_had_to_give_back_is_looked_after_until_the_payer_has_it(
    any_market: Market, *, reversed_by_click: bool
) -> None:
    """Click hears -9 for money it has taken: it should give that back, and where it does not we do."""
    order = await any_market.order("order-1001")
    await any_market.fail("notify", "late")
    [payment] = await any_market.pay(order)
    await any_market.cancel(order)
    await any_market.control("deliver_withheld", payment=payment["payment_id"])
    assert [True] == [one.is_open for one in await any_market.shop.discrepancies(order.id)]
    if reversed_by_click:
        await any_market.control("reverse", payment=payment["payment_id"])

    call = await any_market.make(Operation.LOOK_UP, order.id)
    for returning in await any_market.calls(Operation.RETURN, order.id):
        await any_market.make_this(returning)

    assert (CallStatus.DONE, 0) == (call.status, await any_market.kept())
    assert [False] == [one.is_open for one in await any_market.shop.discrepancies(order.id)]
    assert (0 if reversed_by_click else 1) == len(await any_market.calls(Operation.RETURN, order.id))


async def test_a_complete_of_money_that_went_back_before_it_leaves_no_work_behind(any_market: Market) -> None:
    """The look saw it reversed in Click's cabinet and was over when Click reported the debit, and heard -9."""
    order = await any_market.order("order-1001")
    await any_market.fail("notify", "late")
    [payment] = await any_market.pay(order)
    await any_market.cancel(order)
    await any_market.control("reverse", payment=payment["payment_id"])
    assert CallStatus.DONE == (await any_market.make(Operation.LOOK_UP, order.id)).status
    await any_market.control("deliver_withheld", payment=payment["payment_id"])
    assert [True] == [one.is_open for one in await any_market.shop.discrepancies(order.id)]

    call = await any_market.make(Operation.LOOK_UP, order.id)

    assert (CallStatus.DONE, 0) == (call.status, await any_market.kept())
    assert [False] == [one.is_open for one in await any_market.shop.discrepancies(order.id)]
    assert [] == await any_market.calls(Operation.RETURN, order.id)


async def test_a_second_payment_that_click_does_not_send_back_is_left_to_a_person(market: Market) -> None:
    order = await market.order("order-1001")
    await market.fail("notify", "lost")
    lost, _ = await market.pay(order, "pay_twice")
    await market.control("pay_otherwise", payment=lost["payment_id"])

    await market.make(Operation.LOOK_UP, order.id)
    returned = await market.make(Operation.RETURN, order.id)

    assert (CallStatus.REFUSED, 200_000) == (returned.status, await market.kept())
    assert [True] == [one.is_open for one in await market.shop.discrepancies(order.id)]


async def test_a_try_that_came_to_nothing_is_asked_about_no_more(market: Market) -> None:
    """Somebody has reversed it in Click's cabinet, before we knew of it."""
    order = await market.order("order-1001")
    await market.fail("notify", "lost")
    lost, _ = await market.pay(order, "pay_twice")
    await market.control("reverse", payment=lost["payment_id"])

    call = await market.make(Operation.LOOK_UP, order.id)

    assert (CallStatus.DONE, Status.COMPLETED) == (call.status, await market.shop.status(order.id))
    assert () == await market.shop.discrepancies(order.id)
    async with market.shop.store.units_of_work(tenant_id=order.tenant_id) as unit:
        tries = await unit.attempts.of_transaction(order.id)
    assert [AttemptStatus.CANCELED, AttemptStatus.PAID] == [one.status for one in tries]


async def test_an_order_nobody_tried_to_pay_is_waited_for_without_a_call(market: Market) -> None:
    """Click debits nobody whom we have not let it: there is nothing to ask about."""
    order = await market.order("order-1001")
    await market.fail("status", "refuse")
    call = await market.make(Operation.LOOK_UP, order.id)
    assert (CallStatus.DUE, Status.PENDING) == (call.status, await market.shop.status(order.id))
    assert [] == await market.books()


async def test_a_failed_try_leaves_its_order_payable(market: Market) -> None:
    order = await market.order("order-1001")
    await market.pay(order, "fail")
    await market.make(Operation.LOOK_UP, order.id)
    assert (Status.PENDING, -1) == (
        await market.shop.status(order.id),
        (await market.details(order.id)).payment_status,
    )
    await market.pay(order)
    assert Status.COMPLETED == await market.shop.status(order.id)


@pytest.mark.parametrize(
    ("fault", "times"),
    [("time_out_before", 3), ("error_before", 3), ("cut", 3), ("busy", 3), ("garbage", 1), ("refuse", 1), ("slow", 1)],
)
async def test_a_look_that_fails_is_taken_again(market: Market, fault: str, times: int) -> None:
    """Reads are repeated at once, and what is no answer then is asked again by the next try."""
    order = await market.order("order-1001")
    await market.fail("notify", "lost")
    await market.pay(order)
    await market.fail("status", *[fault] * times)

    await market.make(Operation.LOOK_UP, order.id)
    await market.make(Operation.LOOK_UP, order.id)

    assert (Status.COMPLETED, 1) == (await market.shop.status(order.id), await market.shop.settlements())


async def test_a_wrong_secret_ends_no_look(billing_store: BillingStore) -> None:
    """The mistake will be repaired, and the payment must not be forgotten then."""
    async with running_market(billing_store, merchant_user_id=5) as market:
        order = await market.order("order-1001")
        await market.fail("notify", "lost")
        await market.pay(order)
        call = await market.make(Operation.LOOK_UP, order.id)
        assert (CallStatus.DUE, 1) == (call.status, call.tries)


async def test_a_top_up_is_not_settled_by_another_payment_of_the_account(market: Market) -> None:
    """The same account is paid again and again: only a number of the try itself says that it is this payment."""
    await market.control("payment_ids", kind="own")
    await market.control("pay", link=TOP_UP)
    await market.fail("notify", "lost")
    await market.control("pay", link=TOP_UP)
    assert 1 == await market.shop.settlements()
    [open_one] = [call for call in await _look_ups(market) if Status.PENDING == await market.shop.status(call)]
    await market.make(Operation.LOOK_UP, open_one)
    assert 1 == await market.shop.settlements()


async def test_a_top_up_is_settled_by_a_look_at_its_own_payment(market: Market) -> None:
    await market.fail("notify", "lost")
    await market.control("pay", link=TOP_UP)
    [one] = await _look_ups(market)
    await market.make(Operation.LOOK_UP, one)
    assert (Status.COMPLETED, 1) == (await market.shop.status(one), await market.shop.settlements())


async def test_notifications_that_come_twice_or_contradict_themselves_change_nothing(market: Market) -> None:
    for reference, fault in (("order-1001", "twice"), ("order-1002", "contradict")):
        order = await market.order(reference)
        await market.fail("notify", fault)
        await market.pay(order)
        assert Status.COMPLETED == await market.shop.status(order.id)
    assert (2, 200_000) == (await market.shop.settlements(), await market.kept())


async def _look_ups(market: Market) -> list[UUID]:
    """The transactions whose gateway is to be asked."""
    rows = market.shop.store.units_of_work.rows.committed  # type: ignore[attr-defined]
    return [
        row.transaction_id
        for (table, *_), row in rows.items()
        if table == "provider_calls" and row.operation is Operation.LOOK_UP
    ]


async def test_a_look_at_a_settled_payment_tells_whether_its_money_is_still_there(any_market: Market) -> None:
    """For reconciliation: what somebody reversed in Click's cabinet is a refund here, too."""
    order = await any_market.paid("order-1001")
    await _compare(any_market, order.id)
    assert Status.COMPLETED == await any_market.shop.status(order.id)

    [payment] = await any_market.books()
    await any_market.control("reverse", payment=payment["payment_id"])
    await _compare(any_market, order.id)

    assert Status.REFUNDED == await any_market.shop.status(order.id)
    assert payment["payment_id"] == (await any_market.details(order.id)).payment_id


async def _compare(market: Market, transaction_id: UUID) -> None:
    """What a reconciliation does with one payment."""
    payments, tenant_id = market.shop.payments, market.shop.store.tenant_id
    configuration = await market.shop.store.configurations.get(tenant_id=tenant_id, gateway="click")
    assert configuration is not None
    transaction = await market.shop.transaction(transaction_id)
    news = await payments.gateways().get("click").look_up(transaction=transaction, configuration=configuration)
    await payments.follow()(tenant_id=tenant_id, transaction_id=transaction_id, news=news)
