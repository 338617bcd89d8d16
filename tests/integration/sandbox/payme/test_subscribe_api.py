"""The Subscribe API: cards, invoices, charges, holds and refunds, in the protocol's own words (section 7)."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientError

from billing.domain.status import Status
from tests.contract.payme import shop as payme_tests
from tests.contract.payme.shop import MERCHANT, TIYIN, PaymeShop
from tests.integration.sandbox.payme.payme import X_AUTH, Payme

ACCOUNT = {"order_id": "197"}
PUBLISHED = json.loads((Path(payme_tests.__file__).parent / "published_receipts.json").read_text())


async def code(payme: Payme, method: str, *, x_auth: str = X_AUTH, **params: object) -> int:
    """The code of a refusal."""
    return (await payme.call(method, x_auth=x_auth, **params))["error"]["code"]


async def test_who_may_call_what(payme: Payme) -> None:
    """Vector P13: a browser creates cards with the id alone, everything else needs the key."""
    card = {"number": "8600495473316478", "expire": "0399"}
    assert "result" in await payme.call("cards.create", x_auth=MERCHANT, card=card)
    assert -32504 == await code(payme, "cards.check", x_auth=MERCHANT, token="x")
    for x_auth in ("", "x", f"{MERCHANT}:", f"{MERCHANT}:wrong", f"x:{X_AUTH}"):
        assert -32504 == await code(payme, "receipts.create", x_auth=x_auth, amount=1, account=ACCOUNT)
    assert -32601 == await code(payme, "receipts.steal")


async def test_a_card_must_be_verified_before_it_pays(shop: PaymeShop, payme: Payme) -> None:
    await shop.order("197")
    made = await payme.result("cards.create", card={"number": "8600 4954 7331 6478", "expire": "03/99"})
    token = made["card"]["token"]
    assert ("860049******6478", False) == (made["card"]["number"], made["card"]["verify"])
    receipt = (await payme.result("receipts.create", amount=TIYIN, account=ACCOUNT))["receipt"]
    assert -31400 == await code(payme, "receipts.pay", id=receipt["_id"], token=token)
    assert -31103 == await code(payme, "cards.verify", token=token, code="000000")
    assert (await payme.result("cards.verify", token=token, code="666666"))["card"]["verify"]
    paid = (await payme.result("receipts.pay", id=receipt["_id"], token=token))["receipt"]
    assert 4 == paid["state"]
    # It was not to be saved.
    assert -31400 == await code(payme, "cards.check", token=token)


@pytest.mark.parametrize(
    ("number", "refusal"),
    [
        ("8600060921090842", -31301),
        ("3333336415804657", -31301),
        ("4444445987459073", -31301),
        ("8600143417770323", -32400),
        ("12345", -31300),
    ],
)
async def test_the_test_cards_fail_as_documented(number: str, refusal: int, payme: Payme) -> None:
    assert refusal == await code(payme, "cards.create", card={"number": number, "expire": "0399"})


@pytest.mark.parametrize("number", ["8600 4954 7331 6478", "8600 0691 9540 6311"])
async def test_the_cards_that_work_pay(number: str, shop: PaymeShop, payme: Payme) -> None:
    order = await shop.order("197")
    receipt = (await payme.result("receipts.create", amount=TIYIN, account=ACCOUNT))["receipt"]["_id"]
    paid = (await payme.result("receipts.pay", id=receipt, token=await payme.card(number)))["receipt"]
    assert (4, Status.COMPLETED) == (paid["state"], (await shop.transaction(order)).status)


async def test_the_published_calls_are_answered_in_the_published_shape(shop: PaymeShop, payme: Payme) -> None:
    """Create, pay, cancel, check (protocol, section 11): the ids and the moments are this simulator's own."""
    await shop.order("106", tiyin=2500)
    ours = {"2e0b1bc1f1eb50d487ba268d": "", "<card token>": await payme.card()}
    for exchange in PUBLISHED:
        call = exchange["call"]
        params = {name: ours.get(str(value), value) for name, value in call["params"].items()}
        answer = await payme.post({**call, "params": params})
        told, expected = answer["result"].get("receipt", answer["result"]), exchange["result"]
        expected = expected.get("receipt", expected)
        ours["2e0b1bc1f1eb50d487ba268d"] = ours["2e0b1bc1f1eb50d487ba268d"] or told["_id"]
        assert ("2.0", call["id"], exchange["state"]) == (answer["jsonrpc"], answer["id"], told["state"])
        assert {name: type(value) for name, value in expected.items()} == {name: type(told[name]) for name in expected}
        await payme.simulator.settled()


@pytest.mark.parametrize(
    ("endpoint", "refusal"), [("http://127.0.0.1:9/webhooks/payme/x", -31622), ("{shop}/webhooks/payme/x", -31623)]
)
async def test_a_merchant_that_is_away_is_told_from_one_that_misbehaves(
    endpoint: str, refusal: int, shop: PaymeShop, payme: Payme
) -> None:
    """Nobody listens, or the answer is HTTP 404: the payer is charged nothing (section 2.4)."""
    order = await shop.order("197")
    known = payme.registers.register
    assert known is not None
    away = endpoint.replace("{shop}", f"http://127.0.0.1:{shop.shell.port}")
    payme.registers.register = dataclasses.replace(known, endpoint_url=away)
    receipt = (await payme.result("receipts.create", amount=TIYIN, account=ACCOUNT))["receipt"]["_id"]
    assert refusal == await code(payme, "receipts.pay", id=receipt, token=await payme.card())
    assert (0, Status.PENDING) == (payme.simulator.statement(receipt).kept, (await shop.transaction(order)).status)


async def test_a_receipt_walks_through_our_billing_when_it_is_paid(shop: PaymeShop, payme: Payme) -> None:
    """Created, sent, charged, refunded: the order of the shop follows."""
    order = await shop.order("197")
    receipt = (await payme.result("receipts.create", amount=TIYIN, account=ACCOUNT, description="Books"))["receipt"]
    assert (0, 0, 0, 860, 24) == (
        receipt["state"],
        receipt["pay_time"],
        receipt["cancel_time"],
        receipt["currency"],
        len(receipt["_id"]),
    )
    assert [{"name": "order_id", "title": "order_id", "value": "197", "main": True}] == receipt["account"]
    assert {"success": True} == await payme.result("receipts.send", id=receipt["_id"], phone="998901304527")
    paid = (await payme.result("receipts.pay", id=receipt["_id"], token=await payme.card()))["receipt"]
    assert (4, Status.COMPLETED) == (paid["state"], (await shop.transaction(order)).status)
    canceled = (await payme.result("receipts.cancel", id=receipt["_id"]))["receipt"]
    await payme.simulator.settled()
    assert (21, 50) == (canceled["state"], (await payme.result("receipts.check", id=receipt["_id"]))["state"])
    assert Status.REFUNDED == (await shop.transaction(order)).status
    assert (await payme.result("receipts.get", id=receipt["_id"]))["receipt"]["cancel_time"] > 0


async def test_receipts_are_not_idempotent(shop: PaymeShop, payme: Payme) -> None:
    """Two creations are two receipts; the second payment of a one-time order is refused by the merchant."""
    await shop.order("197")
    first, second = [
        (await payme.result("receipts.create", amount=TIYIN, account=ACCOUNT))["receipt"]["_id"] for _ in range(2)
    ]
    assert first != second
    token = await payme.card()
    assert 4 == (await payme.result("receipts.pay", id=first, token=token))["receipt"]["state"]
    assert -31051 == await code(payme, "receipts.pay", id=second, token=token)
    assert -31604 == await code(payme, "receipts.pay", id=first, token=token)
    found = await payme.result("receipts.get_all", count=50, offset=0, **{"from": 0, "to": 10**13})
    assert [(first, 4), (second, 50)] == [(one["_id"], one["state"]) for one in found]
    rest = await payme.result("receipts.get_all", count=1, offset=1, **{"from": 0, "to": 10**13})
    assert [second] == [one["_id"] for one in rest]


async def test_a_poor_card_pays_nothing(shop: PaymeShop, payme: Payme) -> None:
    order = await shop.order("197")
    receipt = (await payme.result("receipts.create", amount=TIYIN, account=ACCOUNT))["receipt"]
    token = await payme.card("8600134301849596")
    assert -31630 == await code(payme, "receipts.pay", id=receipt["_id"], token=token)
    assert Status.PENDING == (await shop.transaction(order)).status


@pytest.mark.parametrize(
    ("decision", "state", "status"),
    [
        ("receipts.confirm_hold", 4, Status.COMPLETED),
        ("receipts.cancel", 50, Status.PENDING),
    ],
)
async def test_a_hold_is_taken_or_released(
    decision: str, state: int, status: Status, shop: PaymeShop, payme: Payme
) -> None:
    order = await shop.order("197")
    receipt = (await payme.result("receipts.create", amount=TIYIN, account=ACCOUNT, hold=True))["receipt"]
    held = (await payme.result("receipts.pay", id=receipt["_id"], token=await payme.card(), hold=True))["receipt"]
    assert (5, Status.PENDING) == (held["state"], (await shop.transaction(order)).status)
    await payme.result(decision, id=receipt["_id"])
    await payme.simulator.settled()
    assert state == (await payme.result("receipts.check", id=receipt["_id"]))["state"]
    assert status == (await shop.transaction(order)).status


async def test_a_tax_receipt_can_be_told(shop: PaymeShop, payme: Payme) -> None:
    receipt = (await payme.result("receipts.create", amount=TIYIN, account=ACCOUNT))["receipt"]
    data: dict[str, Any] = {"receipt_id": 121, "qr_code_url": "https://ofd.soliq.uz/check?r=121"}
    assert {"success": True} == await payme.result("receipts.set_fiscal_data", id=receipt["_id"], fiscal_data=data)
    assert -32600 == await code(payme, "receipts.set_fiscal_data", id=receipt["_id"], fiscal_data={})


@pytest.mark.parametrize("params", [{}, {"amount": 0}, {"amount": 1.5}, {"amount": True}, {"amount": "1"}])
async def test_what_is_no_amount_makes_no_receipt(params: dict[str, object], payme: Payme) -> None:
    assert -32600 == await code(payme, "receipts.create", account=ACCOUNT, **params)
    assert () == payme.simulator.statements()


@pytest.mark.parametrize(
    ("fault", "made"),
    [
        ("time_out_before", 0),
        ("time_out_after", 1),
        ("error_before", 0),
        ("error_after", 1),
        ("cut", 1),
        ("garbage", 1),
        ("busy", 0),
        ("conflict", 0),
    ],
)
async def test_a_fault_comes_before_the_effect_or_after_it(fault: str, made: int, payme: Payme) -> None:
    await payme.plan("receipts.create", fault, reference="197")
    body = {"id": 1, "method": "receipts.create", "params": {"amount": TIYIN, "account": ACCOUNT}}
    answered = None
    try:
        async with payme.client.post("/sandbox/payme/api", json=body, headers={"X-Auth": X_AUTH}) as response:
            await response.read()
            answered = response.status
    except (TimeoutError, ClientError):
        answered = 0
    statuses = {"error_before": 500, "error_after": 500, "busy": 429, "conflict": 409, "garbage": 200}
    assert (statuses.get(fault, 0), made) == (answered, len(payme.simulator.statements()))


async def test_a_refusal_is_a_clear_no(payme: Payme) -> None:
    await payme.plan("receipts.create", "refuse")
    assert -31604 == await code(payme, "receipts.create", amount=TIYIN, account=ACCOUNT)
    assert () == payme.simulator.statements()
