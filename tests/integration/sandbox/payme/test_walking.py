"""A receipt walks through our Merchant API: the books of both sides agree, whatever goes wrong on the way."""

import dataclasses
from typing import Any

import pytest

from billing.domain.status import Status
from tests.contract.payme.shop import TIYIN, PaymeShop
from tests.integration.sandbox.payme.payme import Payme

PAID, CANCELED, TO_CANCEL, TO_CLOSE = 4, 50, 21, 30


async def link_of(shop: PaymeShop, reference: str = "197") -> str:
    return (await shop.transaction(await shop.order(reference))).payment_url


async def require_equal_books(shop: PaymeShop, payme: Payme) -> None:
    """What each payer has paid and not got back is what we hold for the order."""
    for statement in payme.simulator.statements():
        assert () == statement.mismatches
        standing = await shop.ask("CheckTransaction", id=statement.receipt_id)
        if statement.at_rest:
            assert (TIYIN if standing.get("state") == 2 else 0) == statement.kept


async def test_a_payer_pays(shop: PaymeShop, payme: Payme) -> None:
    """Check, create, perform: three calls, and both sides name the transaction alike."""
    order = await shop.order("197")
    receipt = await payme.do("pay", link=(await shop.transaction(order)).payment_url)
    [attempt] = await shop.attempts(order)
    assert (PAID, TIYIN, str(attempt.number), True) == (
        receipt["state"],
        receipt["kept"],
        receipt["transaction"],
        receipt["at_rest"],
    )
    assert (receipt["receipt_id"], Status.COMPLETED) == (attempt.external_id, (await shop.transaction(order)).status)
    await require_equal_books(shop, payme)


async def test_a_second_payer_of_a_paid_order_is_turned_away(shop: PaymeShop, payme: Payme) -> None:
    link = await link_of(shop)
    first, second = await payme.do("pay", link=link), await payme.do("pay", link=link)
    assert (PAID, CANCELED, -31051, 0) == (first["state"], second["state"], second["error"], second["kept"])
    assert 1 == await shop.settlements()


async def test_a_card_without_money_leaves_the_order_payable(shop: PaymeShop, payme: Payme) -> None:
    link = await link_of(shop)
    declined = await payme.do("decline", link=link)
    assert (CANCELED, 2, 0) == (declined["state"], declined["reason"], declined["kept"])
    assert PAID == (await payme.do("pay", link=link))["state"]
    await require_equal_books(shop, payme)


async def test_a_refund_in_the_cabinet_comes_off_both_books(shop: PaymeShop, payme: Payme) -> None:
    order = await shop.order("197")
    receipt = await payme.do("pay", link=(await shop.transaction(order)).payment_url)
    shop.cover.empty = True
    refused = await payme.do("cancel", receipt=receipt["receipt_id"])
    assert (PAID, -31007, TIYIN) == (refused["state"], refused["error"], refused["kept"])
    shop.cover.empty = False
    returned = await payme.do("cancel", receipt=receipt["receipt_id"])
    assert (CANCELED, 5, 0) == (returned["state"], returned["reason"], returned["kept"])
    assert Status.REFUNDED == (await shop.transaction(order)).status
    await require_equal_books(shop, payme)


@pytest.mark.parametrize("fault", ["lost", "twice", "slow"])
@pytest.mark.parametrize("method", ["CheckPerformTransaction", "CreateTransaction", "PerformTransaction"])
async def test_a_call_that_comes_again_hears_the_same(method: str, fault: str, shop: PaymeShop, payme: Payme) -> None:
    await payme.plan(method, fault, reference="197")
    receipt = await payme.do("pay", link=await link_of(shop))
    assert (PAID, []) == (receipt["state"], receipt["mismatches"])
    assert 1 == await shop.settlements()
    await require_equal_books(shop, payme)


@pytest.mark.parametrize("fault", ["lost", "twice"])
async def test_a_cancellation_that_comes_again_hears_the_same(fault: str, shop: PaymeShop, payme: Payme) -> None:
    receipt = await payme.do("pay", link=await link_of(shop))
    await payme.plan("CancelTransaction", fault)
    canceled = await payme.do("cancel", receipt=receipt["receipt_id"])
    assert (CANCELED, []) == (canceled["state"], canceled["mismatches"])
    await require_equal_books(shop, payme)


async def test_a_perform_that_overtakes_its_create_pays_nothing(shop: PaymeShop, payme: Payme) -> None:
    await payme.plan("CreateTransaction", "late")
    assert PAID == (await payme.do("pay", link=await link_of(shop)))["state"]
    assert 1 == await shop.settlements()


async def test_a_perform_that_is_late_is_made_when_the_receipt_is_resumed(shop: PaymeShop, payme: Payme) -> None:
    await payme.plan("PerformTransaction", "late")
    waiting = await payme.do("pay", link=await link_of(shop))
    assert (TO_CLOSE, False, 0) == (waiting["state"], waiting["at_rest"], await shop.settlements())
    assert PAID == (await payme.do("resume", receipt=waiting["receipt_id"]))["state"]
    await require_equal_books(shop, payme)


async def test_a_perform_after_twelve_hours_gives_the_money_back(shop: PaymeShop, payme: Payme) -> None:
    await payme.plan("PerformTransaction", "late")
    waiting = await payme.do("pay", link=await link_of(shop))
    shop.clock.move(milliseconds=43_200_001)
    ended = await payme.do("resume", receipt=waiting["receipt_id"])
    assert (CANCELED, 0, -31008) == (ended["state"], ended["kept"], (await payme_error(payme, ended)))
    await require_equal_books(shop, payme)


async def payme_error(payme: Payme, statement: dict[str, Any]) -> int:
    """The merchant's refusal of PerformTransaction."""
    receipt = payme.simulator.books.find(statement["receipt_id"])
    return next(one.code for one in receipt.exchanges if one.method == "PerformTransaction")


async def test_contradicting_calls_end_alike_on_both_sides(shop: PaymeShop, payme: Payme) -> None:
    """Perform and Cancel at the same moment, ten times: never does one side hold what the other does not."""
    for number in range(10):
        await payme.plan("PerformTransaction", "contradict")
        receipt = await payme.do("pay", link=await link_of(shop, f"o{number}"))
        assert receipt["state"] in {PAID, CANCELED}
    await require_equal_books(shop, payme)


async def test_a_merchant_that_is_away_is_asked_again(shop: PaymeShop, payme: Payme) -> None:
    """What was not announced is canceled; what was paid waits, and is resumed when the merchant is back."""
    link = await link_of(shop)
    await payme.plan("PerformTransaction", "late")
    waiting = await payme.do("pay", link=link)
    known = payme.registers.register
    assert known is not None
    payme.registers.register = dataclasses.replace(known, endpoint_url="http://127.0.0.1:9/webhooks/payme/x")
    again = await payme.do("resume", receipt=waiting["receipt_id"])
    assert (TO_CLOSE, 3) == (again["state"], again["silent"])
    payme.registers.register = known
    assert PAID == (await payme.do("resume", receipt=waiting["receipt_id"]))["state"]
    await require_equal_books(shop, payme)


async def test_what_cannot_be_done_is_said(shop: PaymeShop, payme: Payme) -> None:
    link = await link_of(shop)
    receipt = await payme.do("decline", link=link)
    assert 409 == (await payme.do("cancel", receipt=receipt["receipt_id"]))["http"]
    unknown = await payme.do("cancel", receipt="none")
    assert (409, -31602) == (unknown["http"], unknown["code"])
    assert 400 == (await payme.do("pay", link="x"))["http"]
    assert 400 == (await payme.do("faults", operation="receipts.create", faults=["twice"]))["http"]
    told = await payme.do("fly")
    assert (404, ["cancel", "decline", "pay", "pay_receipt", "resume"]) == (told["http"], told["actions"])


async def test_payme_tells_of_a_tax_receipt_and_asks_for_a_statement(shop: PaymeShop, payme: Payme) -> None:
    order = await shop.order("197")
    paid = await payme.do("pay", link=(await shop.transaction(order)).payment_url)
    data = {"receipt_id": 121, "status_code": 0}
    told = await payme.do(
        "tell",
        receipt=paid["receipt_id"],
        method="SetFiscalData",
        params={"id": paid["receipt_id"], "type": "PERFORM", "fiscal_data": data},
    )
    assert {"success": True} == told["result"]
    listed = await payme.do(
        "tell", receipt=paid["receipt_id"], method="GetStatement", params={"from": paid["time"], "to": paid["time"]}
    )
    assert [paid["receipt_id"]] == [row["id"] for row in listed["result"]["transactions"]]
    async with payme.client.get("/sandbox/payme/_control/receipts") as response:
        assert [paid["receipt_id"]] == [row["receipt_id"] for row in await response.json()]
