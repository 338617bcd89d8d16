"""Calls that come again, late, or all at once: money is booked once, and every repeat hears what the first heard."""

import asyncio
from typing import Any

import pytest

from billing.domain.attempt import AttemptStatus
from billing.domain.status import Status
from tests.contract.payme.shop import TIYIN, PaymeShop, payme_id
from tests.fakes.billing.world import ACCOUNT_NUMBER

FIRST, SECOND = payme_id(1), payme_id(2)
BEGAN = 1_768_450_799_500
LATE = BEGAN + 43_200_001


async def create(shop: PaymeShop, external_id: str = FIRST, *, account: str = "197") -> dict[str, Any]:
    return await shop.ask("CreateTransaction", id=external_id, time=BEGAN, amount=TIYIN, account={"order_id": account})


async def test_twenty_creates_at_once_are_one_transaction(shop: PaymeShop) -> None:
    order = await shop.order("197")
    answers = await asyncio.gather(*(create(shop) for _ in range(20)))
    assert [answers[0]] * 20 == answers
    assert (1, 1) == (answers[0]["state"], len(await shop.attempts(order)))


async def test_of_twenty_payers_at_once_one_gets_the_order(shop: PaymeShop) -> None:
    """One-time: the others hear -31008."""
    order = await shop.order("197")
    answers = await asyncio.gather(*(create(shop, payme_id(number)) for number in range(1, 21)))
    assert [-31008] * 19 + [0] == sorted(answer.get("code", 0) for answer in answers)
    assert 1 == len(await shop.attempts(order))


async def test_twenty_top_ups_at_once_are_one_deposit(shop: PaymeShop) -> None:
    answers = await asyncio.gather(*(create(shop, account=ACCOUNT_NUMBER) for _ in range(20)))
    assert [answers[0]] * 20 == answers
    assert 1 == (await shop.store.event_types()).count("billing.transaction.created.v1")


async def test_twenty_performs_at_once_settle_once(shop: PaymeShop) -> None:
    order = await shop.order("197")
    await create(shop)
    answers = await asyncio.gather(*(shop.ask("PerformTransaction", id=FIRST) for _ in range(20)))
    assert [answers[0]] * 20 == answers
    assert (2, 1, Status.COMPLETED) == (
        answers[0]["state"],
        await shop.settlements(),
        (await shop.transaction(order)).status,
    )


async def test_of_perform_and_cancel_at_once_one_wins(shop: PaymeShop) -> None:
    """Two writers: the books say what both were told."""
    order = await shop.order("197")
    await create(shop)
    performed, canceled = await asyncio.gather(
        shop.ask("PerformTransaction", id=FIRST), shop.ask("CancelTransaction", id=FIRST, reason=3)
    )
    status = (await shop.transaction(order)).status
    if "state" in performed:
        assert (2, Status.COMPLETED) == (performed["state"], status) or -2 == canceled.get("state")
    else:
        assert (-31008, -1, Status.PENDING) == (performed["code"], canceled["state"], status)
    assert ("state" in performed) == (1 == await shop.settlements())


async def test_a_canceled_order_is_paid_by_the_next_transaction(shop: PaymeShop) -> None:
    order = await shop.order("197")
    await create(shop)
    await shop.ask("CancelTransaction", id=FIRST, reason=2)
    assert 1 == (await create(shop, SECOND))["state"]
    assert 2 == (await shop.ask("PerformTransaction", id=SECOND))["state"]
    assert [AttemptStatus.CANCELED, AttemptStatus.PAID] == [one.status for one in await shop.attempts(order)]


async def test_an_account_is_topped_up_as_often_as_its_payer_pays(shop: PaymeShop) -> None:
    """Cumulative: a second one may wait beside the first."""
    for number in (1, 2, 3):
        assert 1 == (await create(shop, payme_id(number), account=ACCOUNT_NUMBER))["state"]
    for number in (3, 1):
        assert 2 == (await shop.ask("PerformTransaction", id=payme_id(number)))["state"]
    assert -1 == (await shop.ask("CancelTransaction", id=SECOND, reason=3))["state"]
    assert 2 == await shop.settlements()
    assert 1 == (await shop.store.event_types()).count("billing.transaction.failed.v1")


async def test_a_top_up_keeps_to_the_limits_of_its_endpoint(shop: PaymeShop) -> None:
    most = {"amount": 10_000_000_000, "account": {"order_id": ACCOUNT_NUMBER}}
    assert {"allow": True} == await shop.ask("CheckPerformTransaction", **most)
    assert -31001 == await shop.code("CheckPerformTransaction", **{**most, "amount": 10_000_000_001})
    assert -31050 == await shop.code("CheckPerformTransaction", amount=1, account={"order_id": "7001234564"})


@pytest.mark.parametrize("touch", ["CheckTransaction", "PerformTransaction", "CreateTransaction", "GetStatement"])
async def test_every_touch_ends_a_transaction_whose_time_is_over(touch: str, shop: PaymeShop) -> None:
    order = await shop.order("197")
    await create(shop)
    shop.clock.set(LATE)
    asked: dict[str, dict[str, Any]] = {
        "CreateTransaction": {"id": FIRST, "time": BEGAN, "amount": TIYIN, "account": {"order_id": "197"}},
        "GetStatement": {"from": BEGAN, "to": BEGAN},
    }
    await shop.ask(touch, **asked.get(touch, {"id": FIRST}))
    [attempt] = await shop.attempts(order)
    assert AttemptStatus.EXPIRED == attempt.status
    shop.clock.move(milliseconds=5_000)
    standing = await shop.ask("CheckTransaction", id=FIRST)
    assert (-1, 4, LATE) == (standing["state"], standing["reason"], standing["cancel_time"])
    canceled = await shop.ask("CancelTransaction", id=FIRST, reason=4)
    assert (-1, LATE) == (canceled["state"], canceled["cancel_time"])


async def test_twelve_hours_to_the_millisecond_are_in_time(shop: PaymeShop) -> None:
    await shop.order("197")
    await create(shop)
    shop.clock.set(LATE - 1)
    assert 2 == (await shop.ask("PerformTransaction", id=FIRST))["state"]


async def test_a_new_payer_need_not_wait_for_one_whose_time_is_over(shop: PaymeShop) -> None:
    order = await shop.order("197")
    await create(shop)
    shop.clock.set(LATE)
    assert {"allow": True} == await shop.ask("CheckPerformTransaction", amount=TIYIN, account={"order_id": "197"})
    answer = await shop.ask("CreateTransaction", id=SECOND, time=LATE - 500, amount=TIYIN, account={"order_id": "197"})
    assert 1 == answer["state"]
    assert [AttemptStatus.EXPIRED, AttemptStatus.PREPARED] == [one.status for one in await shop.attempts(order)]


async def test_a_statement_is_in_paymes_order_with_both_ends(shop: PaymeShop) -> None:
    """By Payme's time, whatever the order in which we stored them; failed creations and others' rows are not in it."""
    for number, seconds in ((1, 3), (2, 1), (3, 2)):
        await shop.order(f"o{number}")
        await shop.ask(
            "CreateTransaction",
            id=payme_id(number),
            time=BEGAN + seconds * 1000,
            amount=TIYIN,
            account={"order_id": f"o{number}"},
        )
    assert -31050 == await shop.code(
        "CreateTransaction", id=payme_id(4), time=BEGAN + 2000, amount=TIYIN, account={"order_id": "none"}
    )

    async def listed(first: int, last: int) -> list[str]:
        answer = await shop.ask("GetStatement", **{"from": BEGAN + first, "to": BEGAN + last})
        return [row["id"] for row in answer.get("transactions", [])]

    assert [payme_id(2), payme_id(3), payme_id(1)] == await listed(0, 10_000)
    assert [payme_id(2), payme_id(3)] == await listed(1000, 2000)
    assert [] == await listed(3001, 9000)


async def test_the_receipt_of_a_return_is_kept_beside_that_of_the_sale(shop: PaymeShop) -> None:
    """Repeats replace their own kind; what a tax registration says that failed is kept as it is."""
    order = await shop.order("197")
    await create(shop)
    await shop.ask("PerformTransaction", id=FIRST)
    for kind, receipt in (
        ("PERFORM", {"receipt_id": 120, "status_code": 5, "message": "failed"}),
        ("CANCEL", {"receipt_id": "122", "status_code": 0, "qr_code_url": "sample text"}),
        ("PERFORM", {"receipt_id": 121, "status_code": 0, "date": "20260115112021"}),
    ):
        answer = await shop.ask("SetFiscalData", id=FIRST, type=kind, fiscal_data=receipt)
        assert {"success": True} == answer
    [attempt] = await shop.attempts(order)
    assert {
        "sale": {"receipt_id": 121, "status_code": 0, "date": "20260115112021"},
        "return": {"receipt_id": "122", "status_code": 0, "qr_code_url": "sample text"},
    } == attempt.fiscal_receipts
    details = (await shop.transaction(order)).details
    assert {"PERFORM", "CANCEL"} == details.fiscal.keys()


async def test_a_tax_receipt_with_long_words_is_kept_whole(shop: PaymeShop) -> None:
    """The protocol names no limit, and tax offices write long addresses; what fills a page is refused all the same."""
    order = await shop.order("197")
    await create(shop)
    receipt = {"qr_code_url": f"https://ofd.example/check?{'t' * 2000}", "message": "қ" * 2048}
    answer = await shop.ask("SetFiscalData", id=FIRST, type="PERFORM", fiscal_data=receipt)
    assert {"success": True} == answer
    [attempt] = await shop.attempts(order)
    assert {"sale": receipt} == attempt.fiscal_receipts
    too_long = {"message": "x" * 2049}
    assert -32602 == await shop.code("SetFiscalData", id=FIRST, type="PERFORM", fiscal_data=too_long)


async def test_a_refund_in_paymes_cabinet_takes_the_money_out_once(shop: PaymeShop) -> None:
    """Twenty Cancels at once are one refund, and the wallet covers it before Payme hears yes."""
    order = await shop.order("197")
    await create(shop)
    await shop.ask("PerformTransaction", id=FIRST)
    answers = await asyncio.gather(*(shop.ask("CancelTransaction", id=FIRST, reason=5) for _ in range(20)))
    assert [answers[0]] * 20 == answers
    assert (-2, [TIYIN]) == (answers[0]["state"], [money.minor_units for money in shop.cover.reserved.values()])
    transaction = await shop.transaction(order)
    assert (Status.REFUNDED, TIYIN, -2) == (
        transaction.status,
        transaction.refunded_amount.minor_units,
        transaction.details.state,
    )
    assert 1 == (await shop.store.event_types()).count("billing.refund.succeeded.v1")


async def test_what_the_wallet_has_not_any_more_is_not_given_back(shop: PaymeShop) -> None:
    """-31007 as long as it is empty; afterwards the same Cancel succeeds."""
    order = await shop.order("197")
    await create(shop)
    await shop.ask("PerformTransaction", id=FIRST)
    shop.cover.empty = True
    assert [-31007, -31007] == [await shop.code("CancelTransaction", id=FIRST, reason=5) for _ in range(2)]
    assert Status.COMPLETED == (await shop.transaction(order)).status
    shop.cover.empty = False
    assert -2 == (await shop.ask("CancelTransaction", id=FIRST, reason=5))["state"]
    assert Status.REFUNDED == (await shop.transaction(order)).status


async def test_a_paid_link_closes_the_other_links_of_its_order(shop: PaymeShop) -> None:
    """Money that comes through one of them all the same is refused."""
    first, second = await shop.order("197"), await shop.order("197")
    await create(shop)
    assert 2 == (await shop.ask("PerformTransaction", id=FIRST))["state"]
    statuses = {(await shop.transaction(order)).status for order in (first, second)}
    assert {Status.COMPLETED, Status.CANCELED} == statuses
    assert "code" in await create(shop, SECOND)


async def test_the_sweep_ends_what_nobody_touches(shop: PaymeShop) -> None:
    """The order is free again, a top-up fails, and what is in time stays."""
    order = await shop.order("197")
    await create(shop)
    await create(shop, SECOND, account=ACCOUNT_NUMBER)
    shop.clock.set(LATE)
    assert 2 <= await shop.sweep()
    assert 0 == await shop.sweep()
    assert -1 == (await shop.ask("CheckTransaction", id=SECOND))["state"]
    transaction = await shop.transaction(order)
    assert (Status.PENDING, -1, 4) == (transaction.status, transaction.details.state, transaction.details.reason)
    assert 1 == (await shop.store.event_types()).count("billing.transaction.failed.v1")
