"""The sandbox in front of our own webhook: what each button does to a payment, and what the payer is told of it."""

from collections.abc import AsyncIterator

import pytest

from adapters.sandbox.merchants import Merchant
from billing.domain.status import Status
from tests.contract.click.conftest import memory_store
from tests.contract.click.shop import ClickShop, click_shop
from tests.fakes.billing.world import ACCOUNT_NUMBER
from tests.integration.sandbox.merchant import SECRET
from tests.integration.sandbox.payer import Payer, sandbox


@pytest.fixture
async def shop() -> AsyncIterator[ClickShop]:
    """Billing in memory behind the real webhook."""
    async with click_shop(memory_store()) as running:
        yield running


@pytest.fixture
async def payer(shop: ClickShop) -> AsyncIterator[Payer]:
    """A payer in front of a sandbox that knows the shop."""
    url = f"http://127.0.0.1:{shop.shell.port}{shop.path}"
    async with sandbox(Merchant(service_id="73438", name="Bahor Books", secret_key=SECRET, webhook_url=url)) as running:
        yield running


@pytest.mark.parametrize(
    ("choice", "outcomes", "status", "settlements"),
    [
        ("pay", ["paid"], Status.COMPLETED, 1),
        ("repeat", ["paid"], Status.COMPLETED, 1),
        ("pay_twice", ["paid", "charged_again"], Status.COMPLETED, 1),
        ("leave", ["left"], Status.PENDING, 0),
        ("fail", ["declined"], Status.PENDING, 0),
    ],
)
async def test_whatever_the_payer_presses_an_order_is_settled_once_or_not_at_all(
    choice: str, outcomes: list[str], status: Status, settlements: int, *, shop: ClickShop, payer: Payer
) -> None:
    order = await shop.order("order-1001")
    receipt = await payer.pay(choice)
    assert outcomes == receipt.outcomes
    assert status is await shop.status(order)
    assert settlements == await shop.settlements()


async def test_the_second_of_two_payments_is_kept_as_a_discrepancy(shop: ClickShop, payer: Payer) -> None:
    order = await shop.order("order-1001")
    receipt = await payer.pay("pay_twice")
    assert 1 == len(await shop.discrepancies(order))
    assert "You were charged twice" in receipt.words


async def test_a_payer_without_money_can_try_again_and_pay(shop: ClickShop, payer: Payer) -> None:
    order = await shop.order("order-1001")
    assert ["declined"] == (await payer.pay("fail")).outcomes
    assert ["paid"] == (await payer.pay("pay")).outcomes
    assert Status.COMPLETED is await shop.status(order)


async def test_a_paid_order_is_not_paid_again(shop: ClickShop, payer: Payer) -> None:
    await shop.order("order-1001")
    await payer.pay("pay")
    assert ["already_paid"] == (await payer.pay("pay")).outcomes
    assert 1 == await shop.settlements()


async def test_a_payer_who_edits_the_amount_of_the_link_is_refused(shop: ClickShop, payer: Payer) -> None:
    """Nothing in the link is signed: the merchant refuses in Prepare, before anything is debited."""
    order = await shop.order("order-1001")
    receipt = await payer.pay("pay", amount="1.00")
    assert ["refused"] == receipt.outcomes
    assert "Incorrect parameter amount" in receipt.words
    assert 0 == await shop.settlements()
    assert Status.PENDING is await shop.status(order)


async def test_the_wrong_secret_is_refused_and_changes_nothing(shop: ClickShop) -> None:
    order = await shop.order("order-1001")
    url = f"http://127.0.0.1:{shop.shell.port}{shop.path}"
    stranger = Merchant(service_id="73438", name="Bahor Books", secret_key="another", webhook_url=url)
    async with sandbox(stranger) as payer:
        receipt = await payer.pay("pay")
    assert ["refused"] == receipt.outcomes
    assert "SIGN CHECK FAILED!" in receipt.words
    assert Status.PENDING is await shop.status(order)


async def test_an_account_is_topped_up_by_its_number_as_often_as_the_payer_likes(shop: ClickShop, payer: Payer) -> None:
    for settlements in (1, 2):
        receipt = await payer.pay("pay", transaction_param=ACCOUNT_NUMBER, amount="500")
        assert ["paid"] == receipt.outcomes
        assert settlements == await shop.settlements()


async def test_an_account_nobody_has_is_refused(shop: ClickShop, payer: Payer) -> None:
    receipt = await payer.pay("pay", transaction_param="9999999999", amount="500")
    assert ["refused"] == receipt.outcomes
    assert "User does not exist" in receipt.words
