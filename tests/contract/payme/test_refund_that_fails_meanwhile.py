"""Our own refund fails while Payme gives the payment back: the money leaves the books all the same."""

from uuid import uuid4

from billing.domain.refund import Refund, RefundOrigin, RefundStatus
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from tests.contract.payme.shop import TIYIN, PaymeShop, payme_id

FIRST = payme_id(1)


async def refund_under_way(shop: PaymeShop, transaction: Transaction) -> Refund:
    """A refund that somebody asked us for and Payme has not carried out."""
    refund = Refund(
        id=uuid4(),
        tenant_id=transaction.tenant_id,
        transaction_id=transaction.id,
        amount=transaction.amount,
        status=RefundStatus.PENDING,
        origin=RefundOrigin.CALLER,
        reason="",
        external_id="",
        failure=None,
        created_at=shop.clock.now(),
        updated_at=shop.clock.now(),
    )
    async with shop.store.units_of_work(tenant_id=refund.tenant_id) as unit:
        await unit.refunds.keep(refund)
    return refund


async def test_the_money_goes_back_by_another_refund(shop: PaymeShop) -> None:
    order = await shop.order("197")
    account = {"order_id": "197"}
    await shop.ask("CreateTransaction", id=FIRST, time=1_768_450_799_500, amount=TIYIN, account=account)
    await shop.ask("PerformTransaction", id=FIRST)
    ours = await refund_under_way(shop, await shop.transaction(order))
    reserve = shop.cover.reserve

    async def fail_meanwhile(*, transaction: Transaction, refund: Refund) -> None:
        await reserve(transaction=transaction, refund=refund)
        if refund.id == ours.id:
            async with shop.store.units_of_work(tenant_id=ours.tenant_id) as unit:
                await unit.refunds.keep(ours.become(RefundStatus.FAILED, at=shop.clock.now()))

    shop.cover.reserve = fail_meanwhile  # type: ignore[method-assign]

    assert -2 == (await shop.ask("CancelTransaction", id=FIRST, reason=5))["state"]

    async with shop.store.units_of_work(tenant_id=ours.tenant_id) as unit:
        refunds = await unit.refunds.of_transaction(order)
    assert [RefundStatus.FAILED, RefundStatus.SUCCEEDED] == sorted(one.status for one in refunds)
    assert (Status.REFUNDED, 2) == ((await shop.transaction(order)).status, len(shop.cover.reserved))
