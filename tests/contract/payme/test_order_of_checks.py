"""When several things are wrong with a call at once, the answer names the first in the protocol's order."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from billing.domain.status import Status
from tests.contract.payme.shop import TIYIN, PaymeShop, PaymeStore, payme_id, payme_shop
from tests.fakes.billing.flaky import FlakyUnitOfWorks
from tests.fakes.billing.world import ACCOUNT_NUMBER

FIRST = payme_id(1)
BEGAN = 1_768_450_799_500
Setup = Callable[[PaymeShop], Awaitable[None]]


def create(**changes: object) -> dict[str, Any]:
    """The parameters of CreateTransaction for the first order."""
    return {"id": FIRST, "time": BEGAN, "amount": TIYIN, "account": {"order_id": "197"}, **changes}


def ask(**changes: object) -> dict[str, Any]:
    """The parameters of CheckPerformTransaction for the first order."""
    return {"amount": TIYIN, "account": {"order_id": "197"}, **changes}


async def waiting(shop: PaymeShop) -> None:
    """An order nobody has tried to pay."""
    await shop.order("197")


async def tried(shop: PaymeShop) -> None:
    """An order with a transaction in state 1."""
    await waiting(shop)
    assert 0 == await shop.code("CreateTransaction", **create())


async def paid(shop: PaymeShop) -> None:
    """An order with a transaction in state 2."""
    await tried(shop)
    assert 0 == await shop.code("PerformTransaction", id=FIRST)


async def given_up(shop: PaymeShop) -> None:
    """An order whose transaction was canceled: payable again."""
    await tried(shop)
    assert 0 == await shop.code("CancelTransaction", id=FIRST, reason=3)


async def closed(shop: PaymeShop) -> None:
    """An order its merchant canceled."""
    order = await shop.order("197")
    await shop.cancel_transaction(tenant_id=shop.store.tenant_id, transaction_id=order)


UNKNOWN = {"order_id": "999999"}
# name: (state before, method, parameters, code, data)
CALLS: dict[str, tuple[Setup, str, dict[str, Any], int, str]] = {
    "no amount, unknown account": (waiting, "CheckPerformTransaction", {"account": UNKNOWN}, -32600, ""),
    "no account": (waiting, "CheckPerformTransaction", {"amount": 1}, -32600, ""),
    "an account without its field, wrong amount": (
        waiting,
        "CheckPerformTransaction",
        ask(account={"phone": "1"}, amount=1),
        -31050,
        "order_id",
    ),
    "unknown account, an amount that is none": (
        waiting,
        "CheckPerformTransaction",
        ask(account=UNKNOWN, amount="5"),
        -31050,
        "order_id",
    ),
    "an amount that is true": (waiting, "CheckPerformTransaction", ask(amount=True), -31001, ""),
    "an amount with a fraction": (waiting, "CheckPerformTransaction", ask(amount=500_000.5), -31001, ""),
    "an amount as text": (waiting, "CheckPerformTransaction", ask(amount="500000"), -31001, ""),
    "an amount of nothing": (waiting, "CreateTransaction", create(amount=0), -31001, ""),
    "an amount beyond 64 bits": (waiting, "CreateTransaction", create(amount=10**30), -31001, ""),
    "paid, wrong amount": (paid, "CheckPerformTransaction", ask(amount=1), -31001, ""),
    "paid": (paid, "CheckPerformTransaction", ask(), -31051, "order_id"),
    "busy, wrong amount": (tried, "CheckPerformTransaction", ask(amount=1), -31001, ""),
    "busy": (tried, "CheckPerformTransaction", ask(), -31052, "order_id"),
    "closed": (closed, "CheckPerformTransaction", ask(), -31053, "order_id"),
    "given up, and free again": (given_up, "CheckPerformTransaction", ask(), 0, ""),
    "create: seconds instead of milliseconds": (waiting, "CreateTransaction", create(time=1_768_450_799), -32600, ""),
    "create: no id": (waiting, "CreateTransaction", create(id=None), -32600, ""),
    "create: busy, wrong amount": (tried, "CreateTransaction", create(id=payme_id(2), amount=1), -31001, ""),
    "create: busy": (tried, "CreateTransaction", create(id=payme_id(2)), -31008, ""),
    "create: paid": (paid, "CreateTransaction", create(id=payme_id(2)), -31008, ""),
    "create: closed": (closed, "CreateTransaction", create(), -31053, "order_id"),
    "create: given up, by a new id": (given_up, "CreateTransaction", create(id=payme_id(2)), 0, ""),
    "create: given up, by the same id": (given_up, "CreateTransaction", create(), -31008, ""),
    "create: again after it was performed": (paid, "CreateTransaction", create(), -31008, ""),
    "create: again with another amount": (tried, "CreateTransaction", create(amount=1), -31008, ""),
    "create: again for another account": (tried, "CreateTransaction", create(account=UNKNOWN), -31008, ""),
    "create: again with another time": (tried, "CreateTransaction", create(time=BEGAN + 1), -31008, ""),
    "create: older than twelve hours": (waiting, "CreateTransaction", create(time=BEGAN - 43_200_000), -31008, ""),
    "perform: unknown": (tried, "PerformTransaction", {"id": payme_id(9)}, -31003, ""),
    "perform: no id": (tried, "PerformTransaction", {}, -32600, ""),
    "perform: canceled": (given_up, "PerformTransaction", {"id": FIRST}, -31008, ""),
    "cancel: unknown": (tried, "CancelTransaction", {"id": payme_id(9), "reason": 1}, -31003, ""),
    "cancel: no reason": (tried, "CancelTransaction", {"id": FIRST}, -32600, ""),
    "cancel: a reason in words": (tried, "CancelTransaction", {"id": FIRST, "reason": "5"}, -32600, ""),
    "cancel: a reason nobody has defined": (tried, "CancelTransaction", {"id": FIRST, "reason": 7}, 0, ""),
    "check: an id that is a number": (tried, "CheckTransaction", {"id": 7}, -32600, ""),
    "statement: the wrong way round": (tried, "GetStatement", {"from": 2, "to": 1}, -32600, ""),
    "statement: one moment": (tried, "GetStatement", {"from": BEGAN, "to": BEGAN}, 0, ""),
    "fiscal data: unknown": (
        paid,
        "SetFiscalData",
        {"id": payme_id(9), "type": "PERFORM", "fiscal_data": {}},
        -32001,
        "",
    ),
    "fiscal data: of neither kind": (paid, "SetFiscalData", {"id": FIRST, "type": "X", "fiscal_data": {}}, -32602, ""),
    "fiscal data: none": (paid, "SetFiscalData", {"id": FIRST, "type": "PERFORM"}, -32602, ""),
    "fiscal data: nested": (
        paid,
        "SetFiscalData",
        {"id": FIRST, "type": "PERFORM", "fiscal_data": {"message": {"ru": "x"}}},
        -32602,
        "",
    ),
    "a password nobody asked us to change": (waiting, "ChangePassword", {"password": "x"}, -32601, "ChangePassword"),
    "an unknown method": (waiting, "receipts.create", {}, -32601, "receipts.create"),
}


@pytest.mark.parametrize("name", CALLS)
async def test_the_first_thing_wrong_with_a_call(name: str, memory_shop: PaymeShop) -> None:
    setup, method, params, code, data = CALLS[name]
    await setup(memory_shop)
    answer = await memory_shop.ask(method, **params)
    assert (code, data) == (answer.get("code", 0), answer.get("data", ""))


async def test_a_create_that_came_too_late_stores_nothing(shop: PaymeShop) -> None:
    """Neither for an order nor for a top-up."""
    order = await shop.order("197")
    events = await shop.store.event_types()
    late = BEGAN - 43_200_000
    assert -31008 == await shop.code("CreateTransaction", **create(time=late))
    assert -31008 == await shop.code("CreateTransaction", **create(time=late, account={"order_id": ACCOUNT_NUMBER}))
    assert -31003 == await shop.code("CheckTransaction", id=FIRST)
    assert ((), events) == (await shop.attempts(order), await shop.store.event_types())


async def test_a_number_and_its_text_are_one_account_and_the_first_is_echoed(shop: PaymeShop) -> None:
    await shop.order("197")
    assert {"allow": True} == await shop.ask("CheckPerformTransaction", **ask(account={"order_id": 197}))
    first = await shop.ask("CreateTransaction", **create(account={"order_id": 197}))
    assert first == await shop.ask("CreateTransaction", **create())
    [row] = (await shop.ask("GetStatement", **{"from": BEGAN, "to": BEGAN}))["transactions"]
    assert {"order_id": 197} == row["account"]


async def test_an_order_of_another_gateway_is_no_order_here(shop: PaymeShop) -> None:
    await shop.order("197", gateway="cash")
    assert -31050 == await shop.code("CheckPerformTransaction", **ask())


async def test_the_merchants_own_cancellation_is_told_when_payme_performs(shop: PaymeShop) -> None:
    """-31008, after which Payme cancels; what it says it has taken is a discrepancy until it says that it went back."""
    order = await shop.order("197")
    assert 0 == await shop.code("CreateTransaction", **create())
    await shop.cancel_transaction(tenant_id=shop.store.tenant_id, transaction_id=order)
    assert [-31008, -31008] == [await shop.code("PerformTransaction", id=FIRST) for _ in range(2)]
    async with shop.store.units_of_work(tenant_id=shop.store.tenant_id) as unit:
        assert [True] == [found.is_open for found in await unit.discrepancies.of_transaction(order)]
    for _ in range(2):
        assert -1 == (await shop.ask("CancelTransaction", id=FIRST, reason=3))["state"]
    assert Status.CANCELED == (await shop.transaction(order)).status
    async with shop.store.units_of_work(tenant_id=shop.store.tenant_id) as unit:
        assert [False] == [found.is_open for found in await unit.discrepancies.of_transaction(order)]


async def test_whatever_fails_inside_is_to_be_asked_again(payme_store: PaymeStore) -> None:
    """-32400 with the call's id, never a business code; the repeat settles."""
    flaky = FlakyUnitOfWorks(payme_store.units_of_work)
    async with payme_shop(replace(payme_store, units_of_work=flaky)) as shop:
        await tried(shop)
        flaky.down = True
        for method, params in (("PerformTransaction", {"id": FIRST}), ("CheckPerformTransaction", ask())):
            answer = await shop.say({"id": 77, "method": method, "params": params})
            assert (77, -32400) == (answer["id"], answer["error"]["code"])
            assert "Outage" not in str(answer)
        flaky.down = False
        assert [2, 2] == [(await shop.ask("PerformTransaction", id=FIRST))["state"] for _ in range(2)]
        assert 1 == await shop.settlements()


async def test_a_gateway_whose_key_is_gone_is_off(shop: PaymeShop) -> None:
    """An empty key would let in whoever leaves it empty, too."""
    configurations = shop.store.configurations
    configuration = await configurations.get(tenant_id=shop.store.tenant_id, gateway="payme")
    assert configuration is not None
    await configurations.save(replace(configuration, settings={**configuration.settings, "key": ""}))
    async with shop.shell.client.post(shop.path, data=b"{}") as response:
        assert 404 == response.status


async def test_a_password_is_changed_where_that_is_allowed(payme_store: PaymeStore) -> None:
    """The old one is refused from then on; neither an empty nor the same one is taken."""
    async with payme_shop(payme_store, password_change_allowed=True) as shop:
        await shop.order("197")
        old = shop.path
        assert {"code": -31050, "data": "password"} == await shop.ask("ChangePassword", password="")
        same = await shop.ask("ChangePassword", password="0123456789abcdefghijklmnopqrstuvwxyz")
        assert -32504 == same["code"]
        assert {"success": True} == await shop.ask("ChangePassword", password="n3w-k&y:?#%")
        assert (-32504, old) == (await shop.code("CheckPerformTransaction", **ask()), shop.path)
        configuration = await shop.store.configurations.get(tenant_id=shop.store.tenant_id, gateway="payme")
        assert configuration is not None
        assert "n3w-k&y:?#%" == configuration.settings["key"]
        assert "n3w-k" not in str(shop.deliveries.deliveries)


async def test_a_password_is_not_kept_where_it_is_refused_either(shop: PaymeShop) -> None:
    """Of its call the delivery log has the method and the answer."""
    assert -32601 == await shop.code("ChangePassword", password="n3w-k&y:?#%")
    [delivery] = shop.deliveries.deliveries
    assert (b'{"method": "ChangePassword"}', "refused: -32601") == (delivery.body, delivery.outcome)
