"""Click does not sign Complete's `error`, so somebody on its way can cancel a try that the payer was charged for."""

from billing.domain.attempt import AttemptStatus
from billing.domain.provider_call import CallStatus, Operation
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from tests.contract.click.market import Market
from tests.unit.gateways.click.forms import complete


async def charged_and_called_failed(market: Market) -> tuple[Transaction, int, int]:
    """An order whose payer was charged, though all we heard is that he was not; Click's number of it and ours."""
    order = await market.order("order-1001")
    await market.fail("notify", "late")
    [payment] = await market.pay(order)
    [(trans_id, told)] = ((await market.details(order.id)).attempts or {}).items()
    number = (await market.details(order.id)).merchant_prepare_id
    assert number is not None
    altered = complete(
        click_trans_id=trans_id,
        click_paydoc_id=str(told["pay_doc_id"]),
        merchant_prepare_id=str(number),
        amount="1000",
        error="-5017",
    )
    assert -9 == await market.shop.code(altered)
    assert (Status.PENDING, AttemptStatus.CANCELED) == (
        await market.shop.status(order.id),
        (await market.shop.attempt(number)).status,
    )
    return order, payment["payment_id"], number


async def test_a_look_finds_the_money_and_settles_the_order(any_market: Market) -> None:
    """Else the order stays payable, and its payer is charged twice."""
    order, payment, number = await charged_and_called_failed(any_market)

    call = await any_market.make(Operation.LOOK_UP, order.id)

    assert (CallStatus.DONE, Status.COMPLETED) == (call.status, await any_market.shop.status(order.id))
    assert AttemptStatus.PAID == (await any_market.shop.attempt(number)).status
    await any_market.control("deliver_withheld", payment=payment)
    assert (1, 100_000) == (await any_market.shop.settlements(), await any_market.kept())
    assert () == await any_market.shop.discrepancies(order.id)


async def test_money_that_was_refused_and_kept_all_the_same_is_sent_back(any_market: Market) -> None:
    """Click heard that the try was canceled; its order waits for the next payer."""
    order, payment, _ = await charged_and_called_failed(any_market)
    await any_market.control("deliver_withheld", payment=payment)
    assert [] == await any_market.calls(Operation.RETURN, order.id)

    await any_market.make(Operation.LOOK_UP, order.id)
    await any_market.make(Operation.RETURN, order.id)

    assert (Status.PENDING, 0) == (await any_market.shop.status(order.id), await any_market.kept())
    assert [False] == [one.is_open for one in await any_market.shop.discrepancies(order.id)]
    await any_market.pay(order)
    assert (Status.COMPLETED, 100_000) == (await any_market.shop.status(order.id), await any_market.kept())
