"""Both scenarios of Payme's sandbox, step by step; Create, Perform and Cancel are said twice (section 6)."""

from typing import Any

import pytest

from adapters.gateways.payme.basic import authorization
from tests.contract.payme.shop import TIYIN, PaymeShop, PaymeStore, payme_id, payme_shop

FIRST, SECOND = payme_id(1), payme_id(2)
ACCOUNT = {"order_id": "197"}
METHODS = {
    "CheckPerformTransaction": {"amount": TIYIN, "account": ACCOUNT},
    "CreateTransaction": {"id": FIRST, "time": 1_768_450_799_500, "amount": TIYIN, "account": ACCOUNT},
    "PerformTransaction": {"id": FIRST},
    "CancelTransaction": {"id": FIRST, "reason": 3},
    "CheckTransaction": {"id": FIRST},
    "GetStatement": {"from": 0, "to": 9_999_999_999_999},
    "SetFiscalData": {"id": FIRST, "type": "PERFORM", "fiscal_data": {}},
    "ChangePassword": {"password": "x"},
    "NoMethod": {},
}


async def twice(shop: PaymeShop, method: str, **params: object) -> dict[str, Any]:
    """The answer, which is the same again a moment later."""
    first = await shop.ask(method, **params)
    shop.clock.move(milliseconds=3_000)
    assert first == await shop.ask(method, **params)
    return first


async def create_and_meet_a_rival(shop: PaymeShop) -> dict[str, Any]:
    """Steps 1.4 and 1.5: allowed, created, and no second one beside it."""
    assert {"allow": True} == await shop.ask("CheckPerformTransaction", amount=TIYIN, account=ACCOUNT)
    shop.clock.move(milliseconds=500)
    created = await twice(shop, "CreateTransaction", **METHODS["CreateTransaction"])
    assert (1, True) == (created["state"], isinstance(created["transaction"], str))
    standing = await shop.ask("CheckTransaction", id=FIRST)
    assert {**created, "perform_time": 0, "cancel_time": 0, "reason": None} == standing
    rival = {**METHODS["CreateTransaction"], "id": SECOND}
    assert -31008 == await shop.code("CreateTransaction", **rival)
    return created


async def test_nobody_without_the_password_is_answered(shop: PaymeShop) -> None:
    """Step 1.1, for every method, known or not."""
    await shop.order("197")
    for method, params in METHODS.items():
        for header in ("", "Basic x", authorization(login="Paycom", password="wrong")):
            answer = await shop.say({"id": 7, "method": method, "params": params}, header=header)
            assert (7, -32504) == (answer["id"], answer["error"]["code"])
    assert "webhook" not in str(await shop.store.event_types())


async def test_an_unconfirmed_transaction_is_created_and_canceled(shop: PaymeShop) -> None:
    """Scenario 1."""
    await shop.order("197")
    for method in ("CheckPerformTransaction", "CreateTransaction"):
        assert -31001 == await shop.code(method, **{**METHODS[method], "amount": TIYIN + 1})
        refusal = await shop.ask(method, **{**METHODS[method], "account": {"order_id": "no-such"}})
        assert {"code": -31050, "data": "order_id"} == refusal
    created = await create_and_meet_a_rival(shop)
    canceled = await twice(shop, "CancelTransaction", id=FIRST, reason=3)
    assert (created["transaction"], -1) == (canceled["transaction"], canceled["state"])
    standing = await shop.ask("CheckTransaction", id=FIRST)
    assert (-1, 3, canceled["cancel_time"], 0) == tuple(
        standing[name] for name in ("state", "reason", "cancel_time", "perform_time")
    )


@pytest.mark.parametrize("refunds_refused", [True, False])
async def test_a_transaction_is_performed_and_canceled_after(payme_store: PaymeStore, *, refunds_refused: bool) -> None:
    """Scenario 2; -31007 where refunds are not offered."""
    async with payme_shop(payme_store, refunds_refused=refunds_refused) as shop:
        await shop.order("197")
        await create_and_meet_a_rival(shop)
        performed = await twice(shop, "PerformTransaction", id=FIRST)
        assert 2 == performed["state"]
        standing = await shop.ask("CheckTransaction", id=FIRST)
        assert (2, performed["perform_time"], 0, None) == tuple(
            standing[name] for name in ("state", "perform_time", "cancel_time", "reason")
        )
        canceled = await twice(shop, "CancelTransaction", id=FIRST, reason=5)
        standing = await shop.ask("CheckTransaction", id=FIRST)
        if not refunds_refused:
            assert (-2, canceled["cancel_time"], 5) == (standing["state"], standing["cancel_time"], standing["reason"])
        else:
            assert ({"code": -31007}, 2) == (canceled, standing["state"])
        assert performed["perform_time"] == standing["perform_time"]
        assert 1 == await shop.settlements()
