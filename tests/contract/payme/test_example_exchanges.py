"""The example exchanges E1 to E29 of the protocol, word for word and in their order, on a controlled clock."""

import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from adapters.gateways.payme.basic import authorization
from tests.contract.payme.shop import P1, PaymeShop, PaymeStore, payme_shop

EXCHANGES = {
    exchange["id"]: exchange for exchange in json.loads((Path(__file__).parent / "example_exchanges.json").read_text())
}
FORGED = authorization(login="Paycom", password="another")
NUMBERS = ("5123", "5124")


@pytest.fixture
async def orders(shop: PaymeShop) -> AsyncIterator[PaymeShop]:
    """Two one-time orders of 500000 tiyin."""
    await shop.order("197")
    await shop.order("198")
    return shop


class Server:
    """Plays exchanges; published merchant numbers stand for the ones this shop gives out."""

    def __init__(self, shop: PaymeShop) -> None:
        self._shop = shop
        self._published: dict[str, str] = {}

    async def play(self, name: str) -> tuple[str, Any]:
        exchange = EXCHANGES[name]
        self._shop.clock.set(exchange["clock"])
        header = FORGED if name == "E1" else P1
        answer = await self._shop.post(exchange["call"].encode(), header=header)
        return name, self._as_published(answer, exchange["answer"])

    def _as_published(self, answer: dict[str, Any], expected: Mapping[str, Any]) -> object:
        ours = answer.get("result", {}).get("transaction")
        published = expected.get("result", {}).get("transaction")
        if isinstance(ours, str) and published is not None:
            self._published.setdefault(ours, published)
        text = json.dumps(answer)
        for number, name in self._published.items():
            text = text.replace(f'"transaction": "{number}"', f'"transaction": "{name}"')
        return json.loads(text)


async def test_the_published_conversation_goes_as_published(orders: PaymeShop) -> None:
    """E1 to E26 in one go; every field and every sentence."""
    server = Server(orders)
    names = [f"E{number}" for number in range(1, 27)]
    assert [(name, EXCHANGES[name]["answer"]) for name in names] == [await server.play(name) for name in names]
    assert 1 == await orders.settlements()


async def test_twelve_hours_and_a_millisecond_are_too_long(orders: PaymeShop) -> None:
    """E27 and E28, after E8."""
    server = Server(orders)
    for name in ("E8", "E27", "E28"):
        assert (name, EXCHANGES[name]["answer"]) == await server.play(name)
    assert 0 == await orders.settlements()


async def test_what_was_delivered_is_not_taken_back_where_refunds_are_off(payme_store: PaymeStore) -> None:
    """E29, after Create and Perform."""
    async with payme_shop(payme_store, refunds_refused=True) as shop:
        await shop.order("197")
        server = Server(shop)
        for name in ("E8", "E12", "E29", "E13", "E14"):
            assert (name, EXCHANGES[name]["answer"]) == await server.play(name)


async def test_a_get_request_is_told_to_post(shop: PaymeShop) -> None:
    """-32300 with HTTP 200, before any password is looked at."""
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        answer = await shop.post(b"", method=method, header="")
        assert (None, -32300) == (answer["id"], answer["error"]["code"])
