"""Our Subscribe API client and the simulated Payme: refunds, invoices and holds, also when answers are lost."""

from contextlib import suppress
from dataclasses import replace
from functools import partial
from uuid import UUID

import pytest

from billing.domain.errors import (
    AlreadyPaidError,
    GatewayRefusedError,
    NotSupportedByGatewayError,
    UnknownOutcomeError,
    UnknownToGatewayError,
)
from billing.domain.observation import Standing
from billing.domain.refund import Refund, RefundStatus
from billing.domain.status import Status
from billing.domain.transaction import Transaction
from shared_kernel.errors import HamyonError
from shared_kernel.idempotency import RequestKey, request_key
from shared_kernel.money import Money
from tests.contract.payme.shop import MERCHANT, TIYIN, UZS, PaymeShop
from tests.integration.sandbox.payme.payme import API_KEY, CHECKOUT_URL, Payme

PHONE = {"payme_phone": "998901304527"}


@pytest.fixture
async def register(shop: PaymeShop, payme: Payme) -> None:
    """The shop knows its register of the Subscribe API."""
    await shop.configure(
        checkout_url=CHECKOUT_URL,
        register_id=MERCHANT,
        register_key=API_KEY,
        subscribe_url=f"{payme.base}/sandbox/payme/api",
    )


async def paid(shop: PaymeShop, payme: Payme) -> Transaction:
    """An order that was paid by its link."""
    order = await shop.order("197")
    await payme.do("pay", link=(await shop.transaction(order)).payment_url)
    transaction = await shop.transaction(order)
    assert Status.COMPLETED == transaction.status
    return transaction


async def refund(shop: PaymeShop, transaction_id: UUID, *, key: str = "r1", tiyin: int | None = None) -> Refund:
    amount = None if tiyin is None else Money(tiyin, UZS)
    return await shop.refund(
        tenant_id=shop.store.tenant_id,
        transaction_id=transaction_id,
        key=key_of(key),
        amount=amount,
    )


def key_of(request_id: str) -> RequestKey:
    return request_key(request_id=request_id, operation="test", content=())


async def refunds(shop: PaymeShop, transaction_id: UUID) -> tuple[Refund, ...]:
    async with shop.store.units_of_work(tenant_id=shop.store.tenant_id) as unit:
        return await unit.refunds.of_transaction(transaction_id)


@pytest.mark.usefixtures("register")
async def test_a_refund_of_ours_is_one_refund_on_both_sides(shop: PaymeShop, payme: Payme) -> None:
    """Payme queues it and asks us by CancelTransaction, which finds the refund we asked for."""
    transaction = await paid(shop, payme)
    await refund(shop, transaction.id)
    await payme.simulator.settled()
    [kept] = await refunds(shop, transaction.id)
    after = await shop.transaction(transaction.id)
    assert (RefundStatus.SUCCEEDED, Status.REFUNDED, -2) == (kept.status, after.status, after.details.state)
    [statement] = payme.simulator.statements()
    assert (50, 0) == (statement.state, statement.kept)
    assert [TIYIN] == [money.minor_units for money in shop.cover.reserved.values()]


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    "fault", ["time_out_before", "time_out_after", "error_before", "error_after", "cut", "garbage", "busy", "conflict"]
)
async def test_a_refund_whose_answer_was_lost_is_looked_for_and_not_sent_twice(
    fault: str, shop: PaymeShop, payme: Payme
) -> None:
    transaction = await paid(shop, payme)
    await payme.plan("receipts.cancel", fault)
    first = await refund(shop, transaction.id)
    await payme.simulator.settled()
    again = await refund(shop, transaction.id)
    await payme.simulator.settled()
    last = await refund(shop, transaction.id)
    assert first.id == again.id == last.id
    assert (RefundStatus.SUCCEEDED, Status.REFUNDED) == (last.status, (await shop.transaction(transaction.id)).status)
    assert 1 == len(await refunds(shop, transaction.id))
    [receipt] = payme.simulator.books.all()
    assert 1 == sum(one.method == "CancelTransaction" for one in receipt.exchanges)


@pytest.mark.usefixtures("register")
async def test_a_refused_refund_leaves_the_payment_paid(shop: PaymeShop, payme: Payme) -> None:
    transaction = await paid(shop, payme)
    await payme.plan("receipts.cancel", "refuse")
    kept = await refund(shop, transaction.id)
    assert (RefundStatus.FAILED, Status.COMPLETED) == (kept.status, (await shop.transaction(transaction.id)).status)


@pytest.mark.usefixtures("register")
async def test_payme_returns_the_whole_payment_or_nothing(shop: PaymeShop, payme: Payme) -> None:
    transaction = await paid(shop, payme)
    with pytest.raises(NotSupportedByGatewayError):
        await refund(shop, transaction.id, tiyin=1)
    assert Status.COMPLETED == (await shop.transaction(transaction.id)).status


async def test_without_a_register_nothing_is_asked_of_payme(shop: PaymeShop, payme: Payme) -> None:
    """A typed refusal, for the refund as for an invoice."""
    transaction = await paid(shop, payme)
    with pytest.raises(NotSupportedByGatewayError):
        await refund(shop, transaction.id)
    with pytest.raises(NotSupportedByGatewayError):
        await shop.order("198", metadata=PHONE)


@pytest.mark.usefixtures("register")
async def test_an_invoice_is_sent_by_text_message_and_paid(shop: PaymeShop, payme: Payme) -> None:
    order = await shop.order("198", metadata=PHONE)
    transaction = await shop.transaction(order)
    receipt = payme.simulator.books.find(transaction.details.receipt_id)
    assert ("998901304527", TIYIN, {"order_id": "198"}) == (
        receipt.phone,
        receipt.bill.amount,
        receipt.bill.account,
    )
    assert 4 == (await payme.do("pay_receipt", receipt=receipt.id))["state"]
    after = await shop.transaction(order)
    assert (Status.COMPLETED, receipt.id, receipt.id) == (after.status, after.details.id, after.details.receipt_id)


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("told", [{"description": "Kitoblar"}, {"description_uz": "Kitoblar"}])
async def test_an_invoice_says_what_is_paid_for(told: dict[str, str], shop: PaymeShop, payme: Payme) -> None:
    await shop.order("197", metadata=PHONE | told)
    [receipt] = payme.simulator.books.all()
    assert "Kitoblar" == receipt.bill.description


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("fault", ["time_out_after", "error_after", "cut", "garbage"])
@pytest.mark.parametrize("method", ["receipts.create", "receipts.send"])
async def test_an_invoice_whose_answer_was_lost_is_not_made_twice(
    method: str, fault: str, shop: PaymeShop, payme: Payme
) -> None:
    """The repeat finds the receipt among Payme's."""
    await payme.plan(method, fault)
    key = request_key(request_id="o1", operation="CreateTransaction", content=())

    async def ask() -> Transaction:
        return await shop.create(
            tenant_id=shop.store.tenant_id,
            gateway="payme",
            amount=Money(TIYIN, UZS),
            order_reference="198",
            metadata=PHONE,
            key=key,
        )

    with pytest.raises(UnknownOutcomeError):
        await ask()
    shop.clock.move(milliseconds=120_000)
    transaction = await ask()
    [receipt] = payme.simulator.books.all()
    assert (receipt.id, Status.PENDING) == (transaction.details.receipt_id, transaction.status)
    assert "998901304527" == receipt.phone


@pytest.mark.usefixtures("register")
async def test_a_payer_may_be_quicker_than_the_answer_about_the_invoice(shop: PaymeShop, payme: Payme) -> None:
    """The text message was sent, our answer was lost: what is paid is booked, and nothing is sent again."""
    await payme.plan("receipts.send", "error_after")
    with pytest.raises(UnknownOutcomeError):
        await shop.order("198", metadata=PHONE)
    [receipt] = payme.simulator.books.all()
    assert 4 == (await payme.do("pay_receipt", receipt=receipt.id))["state"]
    assert 1 == await shop.settlements()
    await shop.make_due_calls()
    [again] = payme.simulator.books.all()
    [attempt] = await shop.attempts_of("198")
    after = await shop.transaction(attempt.transaction_id)
    assert (receipt.id, Status.COMPLETED, receipt.id) == (again.id, after.status, after.details.receipt_id)


@pytest.mark.usefixtures("register")
async def test_an_invoice_that_payme_refuses_fails_its_payment(shop: PaymeShop, payme: Payme) -> None:
    payme.registers.register = None
    with pytest.raises(GatewayRefusedError) as refusal:
        await shop.order("198", metadata=PHONE)
    assert "-32504" == refusal.value.code


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("fault", [None, "time_out_after", "error_before"])
async def test_a_held_invoice_is_captured(fault: str | None, shop: PaymeShop, payme: Payme) -> None:
    """The look-up finds the hold, our capture confirms it, and Payme settles it by PerformTransaction."""
    order = await shop.order("198", metadata={**PHONE, "payme_hold": "true"})
    receipt = (await shop.transaction(order)).details.receipt_id
    assert 5 == (await payme.do("pay_receipt", receipt=receipt))["state"]
    await shop.make_due_calls()
    assert Status.AUTHORIZED == (await shop.transaction(order)).status
    if fault is not None:
        await payme.plan("receipts.confirm_hold", fault)
    for _ in range(2 if fault else 1):
        with suppress(UnknownOutcomeError, AlreadyPaidError):
            await shop.capture(tenant_id=shop.store.tenant_id, transaction_id=order, key=key_of("c1"))
    after = await shop.transaction(order)
    assert (Status.COMPLETED, 2) == (after.status, after.details.state)
    assert (4, TIYIN) == (payme.simulator.statement(receipt).state, payme.simulator.statement(receipt).kept)


@pytest.mark.usefixtures("register")
async def test_a_called_off_hold_is_released(shop: PaymeShop, payme: Payme) -> None:
    order = await shop.order("198", metadata={**PHONE, "payme_hold": "true"})
    receipt = (await shop.transaction(order)).details.receipt_id
    await payme.do("pay_receipt", receipt=receipt)
    await shop.make_due_calls()
    await shop.cancel_transaction(tenant_id=shop.store.tenant_id, transaction_id=order)
    await payme.simulator.settled()
    await shop.make_due_calls()
    assert (50, 0) == (payme.simulator.statement(receipt).state, payme.simulator.statement(receipt).kept)
    assert Status.CANCELED == (await shop.transaction(order)).status


@pytest.mark.usefixtures("register")
async def test_a_hold_that_is_released_in_the_cabinet_is_over_here(shop: PaymeShop, payme: Payme) -> None:
    order = await shop.order("198", metadata={**PHONE, "payme_hold": "true"})
    receipt = (await shop.transaction(order)).details.receipt_id
    await payme.do("pay_receipt", receipt=receipt)
    await shop.make_due_calls()
    assert Status.AUTHORIZED == (await shop.transaction(order)).status
    await payme.do("cancel", receipt=receipt)
    await shop.make_due_calls()
    assert Status.CANCELED == (await shop.transaction(order)).status


@pytest.mark.usefixtures("register")
async def test_a_called_off_invoice_can_no_longer_be_paid(shop: PaymeShop, payme: Payme) -> None:
    order = await shop.order("198", metadata=PHONE)
    receipt = (await shop.transaction(order)).details.receipt_id
    await shop.cancel_transaction(tenant_id=shop.store.tenant_id, transaction_id=order)
    assert 50 == payme.simulator.statement(receipt).state
    assert 409 == (await payme.do("pay_receipt", receipt=receipt))["http"]


@pytest.mark.usefixtures("register")
async def test_a_telephone_number_must_be_one(shop: PaymeShop) -> None:
    with pytest.raises(HamyonError) as refusal:
        await shop.order("198", metadata={"payme_phone": "+998 90"})
    assert "metadata.payme_phone" == refusal.value.field


@pytest.mark.usefixtures("register")
async def test_a_look_tells_how_a_paid_payment_stands_at_payme(shop: PaymeShop, payme: Payme) -> None:
    """Paid, then returned in the cabinet; a receipt Payme has never seen is unknown to it."""
    transaction = await paid(shop, payme)
    look = partial(shop.look_up, transaction)
    standing = await look()
    assert (Standing.PAID, Money(TIYIN, UZS), None) == (standing.standing, standing.amount, standing.refunded)
    await payme.do("cancel", receipt=transaction.details.id)
    assert Money(TIYIN, UZS) == (await look()).refunded
    stranger = replace(transaction, details=replace(transaction.details, id="0" * 24))
    with pytest.raises(UnknownToGatewayError):
        await shop.look_up(stranger)
