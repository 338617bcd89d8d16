"""The protocol's example exchanges on the wire (section 15): our calls, and the simulated Octo's answers to them."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from adapters.gateways.octo.client import OctoClient
from adapters.gateways.octo.requests import Payer, create_body
from adapters.http_client.client import HttpClient
from shared_kernel.money import Money
from tests.contract.gateways.mailbox import our_session, serving
from tests.contract.octo.conftest import UZS
from tests.integration.sandbox.octo.merchant import RecordingMerchant
from tests.integration.sandbox.octo.octo import Octo
from tests.unit.gateways.octo import shop as octo_tests
from tests.unit.gateways.octo.shop import UUID, shop

EXCHANGES: dict[str, dict[str, Any]] = {
    one["shows"]: one
    for one in json.loads((Path(octo_tests.__file__).parent / "example_exchanges.json").read_text(), parse_float=str)
}
PUBLISHED = {"test": True, "payment_methods": "bank_card,uzcard,humo", "language": "uz"}


async def create(client: OctoClient, api_url: str) -> object:
    settings = shop(api_url=api_url, **PUBLISHED)
    body = create_body(
        settings=settings,
        reference="txn-0001-1",
        amount=Money(1_200_000, UZS),
        description="Order txn-0001",
        return_url="https://m.example/return/txn-0001",
        notify_url="https://m.example/webhooks/octo",
        payer=Payer(),
        at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    return await client.create(settings=settings, body=body, currency=UZS)


CALLS: dict[str, Callable[[OctoClient, str], Awaitable[object]]] = {
    "Create, one-stage": create,
    "Status": lambda client, url: client.read_status(settings=shop(api_url=url), reference="txn-0001-1", currency=UZS),
    "Capture part of a hold": lambda client, url: client.capture(
        settings=shop(api_url=url), uuid=UUID, amount=Money(1_000_000, UZS)
    ),
    "Release": lambda client, url: client.release(settings=shop(api_url=url), uuid=UUID, currency=UZS),
    "Partial refund": lambda client, url: client.refund(
        settings=shop(api_url=url), uuid=UUID, key="r-1", amount=Money(500_000, UZS)
    ),
}


@asynccontextmanager
async def answering(told: Mapping[str, Any]) -> AsyncIterator[tuple[OctoClient, str, list[tuple[str, str, object]]]]:
    """Our client, the address of a server that answers as told, and what that server was asked."""
    asked: list[tuple[str, str, object]] = []

    async def answer(request: web.Request) -> web.Response:
        # Amounts as the text that was sent.
        asked.append((request.path, request.content_type, json.loads(await request.read(), parse_float=str)))
        return web.json_response(told)

    async with serving([web.post("/{path}", answer)]) as url, our_session() as session:
        yield OctoClient(HttpClient(name="octo", session=session)), url, asked


@pytest.mark.parametrize("name", CALLS)
async def test_a_published_call_is_made_as_published(name: str) -> None:
    """Every field and no other, amounts with both digits behind the point."""
    exchange = EXCHANGES[name]
    async with answering(exchange["answer"]) as (client, url, asked):
        told = await CALLS[name](client, url)
        assert [("/" + exchange["path"], "application/json", exchange["request"])] == asked
        expected = exchange.get("payment") or exchange["refund"]
        assert expected["status"] == getattr(told, "status", None)


def as_sent(exchange: Mapping[str, Any], **changes: object) -> dict[str, Any]:
    """The published request, its amounts as numbers."""
    amounts = {"total_sum", "final_amount", "amount"} & exchange["request"].keys()
    return {**exchange["request"], **{name: float(exchange["request"][name]) for name in amounts}, **changes}


def told(answer: Mapping[str, Any], *, but: frozenset[str] = frozenset()) -> dict[str, Any]:
    """What an answer says: the fields of `data` and the envelope's, without what every payment has of its own."""
    data = answer["data"] or {}
    own = {"octo_payment_UUID", "octo_pay_url", "refund_id", "refund_time", "payed_time"} | but
    return {"error": answer["error"], **{name: value for name, value in data.items() if name not in own}}


class TheSimulatedOcto:
    """Plays one published exchange after another against the simulator."""

    def __init__(self, octo: Octo, uuid: str) -> None:
        self._octo = octo
        self._uuid = uuid

    async def require(self, name: str, **changes: object) -> dict[str, Any]:
        """The simulator's answer, which says what the published one says."""
        exchange = EXCHANGES[name]
        if "octo_payment_UUID" in exchange["request"]:
            changes = {"octo_payment_UUID": self._uuid, **changes}
        answer = await self._octo.post(exchange["path"], as_sent(exchange, **changes))
        assert told(exchange["answer"]) == {
            field: value for field, value in told(answer).items() if field in told(exchange["answer"])
        }
        assert (exchange["answer"]["data"] or {}).keys() <= (answer["data"] or {}).keys()
        await self._octo.simulator.settled()
        return answer


async def test_the_simulated_octo_answers_one_stage_as_published(octo: Octo) -> None:
    """Create, status, partial refund."""
    created = await TheSimulatedOcto(octo, "").require("Create, one-stage", notify_url=octo.notify_url)
    played = TheSimulatedOcto(octo, created["data"]["octo_payment_UUID"])
    await octo.simulator.pay("txn-0001-1")
    octo.clock.pass_by(seconds=2)
    await played.require("Status")
    await played.require("Partial refund")
    assert 500_000 == octo.simulator.statement("txn-0001-1").refunded


@pytest.mark.parametrize(("name", "captured"), [("Capture part of a hold", 1_000_000), ("Release", 0)])
async def test_the_simulated_octo_answers_a_decision_as_published(
    name: str, captured: int, octo: Octo, merchant: RecordingMerchant
) -> None:
    merchant.replies = [{"accept_status": "waiting_user_action"}]
    uuid = await octo.created(auto_capture=False)
    await octo.simulator.pay(uuid)
    await TheSimulatedOcto(octo, uuid).require(name)
    assert captured == octo.simulator.statement(uuid).captured


async def test_the_simulated_octo_refuses_in_the_published_words(octo: Octo) -> None:
    """Wrong secret, unregistered goods, too frequent reads, too large a refund: HTTP 200 and no data."""
    goods = {"position_desc": "Book", "count": 2, "price": 6000, "spic": "00305001001000009", "nds": 1}
    uuid = await octo.created()
    await octo.simulator.pay(uuid)
    await octo.read()
    answers = {
        "Wrong secret": await octo.create(octo_secret="another"),
        "Unregistered fiscal data": await octo.create(
            shop_transaction_id="txn-2", basket=[{**goods, "inn": "123456", "package_code": "1425207"}]
        ),
        "Too frequent": await octo.read(),
        "Refund too large": await octo.refund(uuid, "r-1", 12000.01),
    }
    for name, answer in answers.items():
        published = EXCHANGES[name]["answer"]
        words = published["errMessage"].replace("00305001001000000", "00305001001000009")
        assert (name, published["error"], words, None) == (name, answer["error"], answer["errMessage"], answer["data"])
    assert 1_200_000 == octo.simulator.statement(uuid).kept
