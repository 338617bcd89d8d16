"""When several things are wrong with a call at once, the answer names the first in the protocol's order of checks."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from billing.domain.status import Status
from tests.contract.click.shop import ClickShop
from tests.fakes.billing.world import ACCOUNT_NUMBER
from tests.unit.gateways.click.forms import complete, prepare

Setup = Callable[[ClickShop], Awaitable[dict[str, str]]]
BAD = "0" * 32


async def prepared(shop: ClickShop) -> dict[str, str]:
    """An order with an attempt that waits."""
    await shop.order("order-1001")
    return {"merchant_prepare_id": str((await shop.say(prepare()))["merchant_prepare_id"])}


async def paid(shop: ClickShop) -> dict[str, str]:
    """An order whose attempt was paid."""
    attempt = await prepared(shop)
    assert 0 == await shop.code(complete(**attempt))
    return attempt


async def canceled(shop: ClickShop) -> dict[str, str]:
    """An order whose attempt was canceled."""
    attempt = await prepared(shop)
    assert -9 == await shop.code(complete(**attempt, error="-5017"))
    return attempt


# name: (state before, what is wrong with the Complete, expected code)
COMPLETES: dict[str, tuple[Setup, dict[str, str], int]] = {
    "1 no prepare id, forged": (prepared, {"merchant_prepare_id": "", "sign_string": BAD}, -8),
    "2 forged, and an error": (prepared, {"sign_string": BAD, "error": "-1"}, -1),
    "4 other service, unknown order": (prepared, {"service_id": "1", "merchant_trans_id": "x"}, -8),
    "4 amount no number, unknown order": (prepared, {"amount": "x", "merchant_trans_id": "x"}, -8),
    "5 unknown order, unknown attempt": (prepared, {"merchant_trans_id": "x", "merchant_prepare_id": "9"}, -5),
    "6 unknown attempt, wrong amount": (prepared, {"merchant_prepare_id": "9", "amount": "1"}, -6),
    "6 unknown attempt, an error": (prepared, {"merchant_prepare_id": "9", "error": "-1"}, -6),
    "5 unknown order, too fine an amount": (prepared, {"merchant_trans_id": "x", "amount": "1000.001"}, -5),
    "6 unknown attempt, too fine an amount": (prepared, {"merchant_prepare_id": "9", "amount": "1000.001"}, -6),
    "6 attempt no number": (prepared, {"merchant_prepare_id": "ec197639-9b85"}, -6),
    "6 attempt beyond 32 bits": (prepared, {"merchant_prepare_id": "1000000000000"}, -6),
    "6 attempt beyond 64 bits": (prepared, {"merchant_prepare_id": "9" * 30}, -6),
    "7 paid, wrong amount": (paid, {"amount": "1"}, -4),
    "7 paid, an error": (paid, {"error": "-5017"}, -4),
    "7 paid, too fine an amount": (paid, {"amount": "1000.001"}, -4),
    "8 canceled, wrong amount": (canceled, {"amount": "1"}, -9),
    "8 canceled, an amount beyond 64 bits": (canceled, {"amount": "9" * 30}, -9),
    "9 an error, wrong amount": (prepared, {"error": "-1", "amount": "1"}, -9),
    "9 an error, too fine an amount": (prepared, {"error": "-1", "amount": "1000.001"}, -9),
    "9 an error, an amount beyond 64 bits": (prepared, {"error": "-1", "amount": "9" * 30}, -9),
    "10 wrong amount": (prepared, {"amount": "999.99"}, -2),
    "10 an amount beyond 64 bits": (prepared, {"amount": "9" * 30}, -2),
    "10 a hundredth of a tiyin too much": (prepared, {"amount": "1000.0001"}, -2),
    "12 nothing": (prepared, {}, 0),
    "12 the amount written otherwise": (prepared, {"amount": "1000.00"}, 0),
    "12 another click_trans_id": (prepared, {"click_trans_id": "77"}, 0),
}


@pytest.mark.parametrize(("setup", "changes", "code"), COMPLETES.values(), ids=COMPLETES.keys())
async def test_the_first_thing_wrong_with_a_complete(
    setup: Setup, changes: dict[str, str], code: int, shop: ClickShop
) -> None:
    assert code == await shop.code(complete(**{**await setup(shop), **changes}))


# name: (state before, what is wrong with the Prepare, expected code)
PREPARES: dict[str, tuple[Setup, dict[str, str], int]] = {
    "2 forged, unknown action": (prepared, {"sign_string": BAD, "action": "7"}, -1),
    "3 unknown action, other service": (prepared, {"action": "7", "service_id": "1"}, -3),
    "4 other service, unknown order": (prepared, {"service_id": "1", "merchant_trans_id": "x"}, -8),
    "5 unknown order, an error": (prepared, {"merchant_trans_id": "x", "error": "-1"}, -5),
    "5 unknown order, too fine an amount": (prepared, {"merchant_trans_id": "x", "amount": "1000.001"}, -5),
    "5 no order at all": (prepared, {"merchant_trans_id": ""}, -5),
    "5 an order of any length": (prepared, {"merchant_trans_id": "x" * 5000}, -5),
    "5 an order with a NUL": (prepared, {"merchant_trans_id": "order-1001\x00"}, -5),
    "5 an order in other letters": (prepared, {"merchant_trans_id": "счёт № 7 '; --"}, -5),
    "7 paid, an error": (paid, {"error": "-1", "click_trans_id": "5"}, -4),
    "7 paid, wrong amount": (paid, {"amount": "1", "click_trans_id": "5"}, -4),
    "7 paid, too fine an amount": (paid, {"amount": "1000.001", "click_trans_id": "5"}, -4),
    "8 this attempt canceled, wrong amount": (canceled, {"amount": "1"}, -9),
    "9 an error, wrong amount": (prepared, {"error": "-1", "amount": "1"}, -9),
    "9 an error, too fine an amount": (prepared, {"error": "-1", "amount": "1000.001"}, -9),
    "10 wrong amount": (prepared, {"amount": "300"}, -2),
    "10 too fine an amount": (prepared, {"amount": "1000.001"}, -2),
    "10 an amount beyond 64 bits": (prepared, {"amount": "9" * 30}, -2),
    "12 a new attempt of an order whose first was canceled": (canceled, {"click_trans_id": "5"}, 0),
    "12 a second attempt beside the first": (prepared, {"click_trans_id": "5"}, 0),
}


@pytest.mark.parametrize(("setup", "changes", "code"), PREPARES.values(), ids=PREPARES.keys())
async def test_the_first_thing_wrong_with_a_prepare(
    setup: Setup, changes: dict[str, str], code: int, shop: ClickShop
) -> None:
    await setup(shop)
    assert code == await shop.code(prepare(**changes))


async def test_an_attempt_belongs_to_its_order(shop: ClickShop) -> None:
    """A prepare id of another order is unknown here (-6), and nothing is settled."""
    attempt = await prepared(shop)
    other = await shop.order("order-1002")
    assert -6 == await shop.code(complete(**attempt, merchant_trans_id="order-1002"))
    assert Status.PENDING == await shop.status(other)


async def test_an_order_of_another_gateway_is_no_order_here(shop: ClickShop) -> None:
    await shop.order("order-1001", gateway="cash")
    assert -5 == await shop.code(prepare())


async def test_a_canceled_order_cannot_be_prepared(shop: ClickShop) -> None:
    order = await shop.order("order-1001")
    await shop.cancel_transaction(tenant_id=shop.store.tenant_id, transaction_id=order)
    assert -9 == await shop.code(prepare())


@pytest.mark.parametrize(
    ("amount", "code"),
    [("99.99", -2), ("0", -2), ("100.001", -2), ("100", 0), ("100.00", 0), ("100000000", 0), ("100000000.01", -2)],
)
async def test_a_top_up_keeps_to_the_limits_of_its_endpoint(amount: str, code: int, shop: ClickShop) -> None:
    """The shop's minimum is 100 soums; its maximum is the one that holds where none is configured."""
    assert code == await shop.code(prepare(merchant_trans_id=ACCOUNT_NUMBER, amount=amount))


async def test_a_prepare_that_failed_at_click_reserves_nothing(shop: ClickShop) -> None:
    """Section 14.2: -9, and the next number goes to somebody else."""
    await shop.order("order-1001")
    assert -9 == await shop.code(prepare(error="-1", click_trans_id="1"))
    assert -9 == await shop.code(prepare(error="-1", click_trans_id="2", merchant_trans_id=ACCOUNT_NUMBER))
    assert ["created", "pending"] == [kind.split(".")[-2] for kind in await shop.store.event_types()][:2]
    assert 2 == len(await shop.store.event_types())


async def test_what_click_said_is_kept_with_the_payment(shop: ClickShop) -> None:
    """The link's words stay, Click's words are added."""
    started = datetime.now(UTC)
    order = await shop.order("order-1001")
    number = int((await prepared_again(shop))["merchant_prepare_id"])
    assert 0 == await shop.code(complete(merchant_prepare_id=str(number)))
    transaction = await shop.transaction(order)
    details = transaction.details
    assert (number, number, 2882343434) == (
        details.merchant_prepare_id,
        details.merchant_confirm_id,
        details.pay_doc_id,
    )
    assert transaction.payment_url == details.link
    assert "order-1001" == details.params["transaction_param"]
    assert transaction.updated_at >= started


async def prepared_again(shop: ClickShop) -> dict[str, str]:
    """The attempt of the order's Prepare, said twice."""
    first, second = await shop.say(prepare()), await shop.say(prepare())
    assert first == second
    return first
