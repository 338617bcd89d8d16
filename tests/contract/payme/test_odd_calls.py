"""Calls written as no careful client writes them, byte for byte: an answer that fits, and nothing changed by it."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.gateways.payme.basic import authorization
from tests.contract.payme.conftest import memory_store
from tests.contract.payme.shop import KEY, P1, TIYIN, PaymeShop, payme_id, payme_shop

FIRST = payme_id(1)
BEGAN = 1_768_450_799_500
ACCOUNT = {"order_id": "197"}


@pytest.fixture
async def shop() -> AsyncIterator[PaymeShop]:
    """On memory alone: what is odd about these calls is found before anything is stored."""
    async with payme_shop(memory_store()) as running:
        yield running


def check(amount: str = "500000", account: str = '{"order_id": "197"}', *, call_id: str = "7") -> bytes:
    """CheckPerformTransaction, its members as they are written."""
    return b'{"id": %b, "method": "CheckPerformTransaction", "params": {"amount": %b, "account": %b}}' % (
        call_id.encode(),
        amount.encode(),
        account.encode(),
    )


def create(**changes: str) -> bytes:
    """CreateTransaction, its members as they are written; an empty one is left out."""
    members = {"id": f'"{FIRST}"', "time": str(BEGAN), "amount": "500000", "account": '{"order_id": "197"}', **changes}
    params = ", ".join(f'"{name}": {value}' for name, value in members.items() if value)
    return b'{"id": 7, "method": "CreateTransaction", "params": {%b}}' % params.encode()


# name: (body, id of the answer, code, data)
REFUSED: dict[str, tuple[bytes, int | None, int, str]] = {
    "nothing": (b"", None, -32700, ""),
    "a blank": (b" ", None, -32700, ""),
    "an order mark before it": (b"\xef\xbb\xbf" + check(), None, -32700, ""),
    "two bytes a letter": (check().decode().encode("utf-16"), None, -32700, ""),
    "something behind it": (check() + b"x", None, -32700, ""),
    "single quotes": (b"{'id': 7}", None, -32700, ""),
    "an amount with leading zeros": (check("0500000"), None, -32700, ""),
    "an amount with a plus sign": (check("+500000"), None, -32700, ""),
    "an amount in sixteens": (check("0x7a120"), None, -32700, ""),
    "an amount that is no number": (check("NaN"), None, -32700, ""),
    "null": (b"null", None, -32600, ""),
    "a batch": (b"[" + check() + b"]", None, -32600, ""),
    "an id in quotes": (check(call_id='"7"'), None, -32600, ""),
    "an id with a fraction": (check(call_id="7.0"), None, -32600, ""),
    "no method": (b'{"id": 7, "params": {}}', 7, -32600, ""),
    "an empty method": (b'{"id": 7, "method": "", "params": {}}', 7, -32600, ""),
    "an unknown method without params": (b'{"id": 7, "method": "Pay"}', 7, -32600, ""),
    "a method in small letters": (
        b'{"id": 7, "method": "checkperformtransaction", "params": {}}',
        7,
        -32601,
        "checkperformtransaction",
    ),
    "a method of another API": (b'{"id": 7, "method": "receipts.get", "params": {}}', 7, -32601, "receipts.get"),
    "params by position": (b'{"id": 7, "method": "CheckTransaction", "params": ["x"]}', 7, -32600, ""),
    "an amount in scientific notation": (check("5e5"), 7, -31001, ""),
    "an amount with a fraction of nothing": (check("500000.0"), 7, -31001, ""),
    "an amount in quotes": (check('"500000"'), 7, -31001, ""),
    "an amount that is null": (check("null"), 7, -31001, ""),
    "an amount below zero": (check("-500000"), 7, -31001, ""),
    "an amount in soums": (check("5000"), 7, -31001, ""),
    "an amount of a tiyin more": (check("500001"), 7, -31001, ""),
    "an amount of four hundred digits": (check("9" * 400), 7, -31001, ""),
    "the account is a word": (check(account='"197"'), 7, -32600, ""),
    "the account is empty": (check(account="{}"), 7, -31050, "order_id"),
    "the order is empty": (check(account='{"order_id": ""}'), 7, -31050, "order_id"),
    "the order with a blank before it": (check(account='{"order_id": " 197"}'), 7, -31050, "order_id"),
    "the order with a line end": (check(account='{"order_id": "197\\n"}'), 7, -31050, "order_id"),
    "the order with leading zeros": (check(account='{"order_id": "0197"}'), 7, -31050, "order_id"),
    "the order with a fraction of nothing": (check(account='{"order_id": 197.0}'), 7, -31050, "order_id"),
    "the order under a name in capitals": (check(account='{"ORDER_ID": "197"}'), 7, -31050, "order_id"),
    "the order is an object": (check(account='{"order_id": {}}'), 7, -31050, "order_id"),
    "the order is null": (check(account='{"order_id": null}'), 7, -31050, "order_id"),
    "create without an id": (create(id=""), 7, -32600, ""),
    "create without a time": (create(time=""), 7, -32600, ""),
    "create without an amount": (create(amount=""), 7, -32600, ""),
    "create without an account": (create(account=""), 7, -32600, ""),
    "create with an id that is a number": (create(id="53"), 7, -32600, ""),
    "create with an empty id": (create(id='""'), 7, -32600, ""),
    "create with a time in quotes": (create(time=f'"{BEGAN}"'), 7, -32600, ""),
    "create with a time in seconds": (create(time=str(BEGAN // 1000)), 7, -32600, ""),
    "create with a time in microseconds": (create(time=str(BEGAN * 1000)), 7, -32600, ""),
    "create with a time below zero": (create(time=str(-BEGAN)), 7, -32600, ""),
    "create with an amount in scientific notation": (create(amount="5e5"), 7, -31001, ""),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_an_odd_call_is_refused_and_changes_nothing(name: str, shop: PaymeShop) -> None:
    body, answer_id, code, data = REFUSED[name]
    order = await shop.order("197")
    before, events = await shop.transaction(order), await shop.store.event_types()
    answer = await shop.post(body)
    assert (answer_id, code, data) == (answer["id"], answer["error"]["code"], answer["error"].get("data", ""))
    assert {"ru", "uz", "en"} == answer["error"]["message"].keys()
    assert "result" not in answer
    assert (before, (), events) == (
        await shop.transaction(order),
        await shop.attempts(order),
        await shop.store.event_types(),
    )


ALLOWED = {
    "blanks around it": b"\r\n " + check() + b"\n",
    "letters by their numbers": check(account='{"order_id": "\\u0031\\u0039\\u0037"}'),
    "the order as a number": check(account='{"order_id": 197}'),
    "more in the account": check(account='{"order_id": "197", "phone": "998901234567"}'),
    "another version": check()[:-1] + b', "jsonrpc": "1.0"}',
    "more in the call": check()[:-1] + b', "extra": [null]}',
    "an id of nothing": check(call_id="0"),
    "an id below zero": check(call_id="-7"),
    "an id of 62 bits": check(call_id=str(2**62)),
}


@pytest.mark.parametrize("body", ALLOWED.values(), ids=ALLOWED.keys())
async def test_an_odd_call_that_can_be_understood_is_answered(body: bytes, shop: PaymeShop) -> None:
    await shop.order("197")
    assert {"jsonrpc": "2.0", "id": json.loads(body)["id"], "result": {"allow": True}} == await shop.post(body)


async def post(shop: PaymeShop, body: bytes, **headers: str) -> tuple[int, str, dict[str, Any]]:
    """Status, content type and body of the answer to a POST with these headers alone."""
    async with shop.shell.client.post(shop.path, data=body, headers=headers) as answer:
        return answer.status, answer.content_type, json.loads(await answer.read())


@pytest.mark.parametrize(
    "content_type",
    [
        "text/json; charset=UTF-8",
        "application/json",
        "application/x-www-form-urlencoded",
        "text/plain",
        "x/y; charset=x",
    ],
)
async def test_the_body_is_json_whatever_the_content_type_says(content_type: str, shop: PaymeShop) -> None:
    await shop.order("197")
    status, told_type, answer = await post(shop, check(), **{"Content-Type": content_type, "Authorization": P1})
    assert (200, "application/json", {"allow": True}) == (status, told_type, answer["result"])


STRANGERS = {
    "nobody": {},
    "an empty header": {"Authorization": ""},
    "another scheme": {"Authorization": "Bearer " + KEY},
    "another login": {"Authorization": authorization(login="Payme", password=KEY)},
    "a password in another header": {"X-Auth": f"Paycom:{KEY}"},
    "no base64": {"Authorization": f"Basic Paycom:{KEY}"},
}


@pytest.mark.parametrize("headers", STRANGERS.values(), ids=STRANGERS.keys())
@pytest.mark.parametrize(
    ("body", "answer_id"), [(check(), 7), (create(), 7), (b'{"id": 8}', 8), (b"{", None), (b"", None)]
)
async def test_a_stranger_hears_of_nothing_but_the_password(
    body: bytes, answer_id: int | None, headers: dict[str, str], shop: PaymeShop
) -> None:
    """-32504 with HTTP 200, before the JSON, the envelope and the method are judged."""
    order = await shop.order("197")
    status, content_type, answer = await post(shop, body, **headers)
    assert (200, "application/json", answer_id, -32504) == (
        status,
        content_type,
        answer["id"],
        answer["error"]["code"],
    )
    assert () == await shop.attempts(order)


async def test_ids_are_compared_to_the_letter(shop: PaymeShop) -> None:
    """An id in capitals, or with a blank behind it, is another transaction."""
    await shop.order("197")
    first = "5305e3bab097f420a62ced0b"
    assert 0 == await shop.code("CreateTransaction", id=first, time=BEGAN, amount=TIYIN, account=ACCOUNT)
    for other in (first.upper(), first + " ", first[:-1]):
        for method in ("CheckTransaction", "PerformTransaction"):
            assert -31003 == await shop.code(method, id=other)
        assert -31003 == await shop.code("CancelTransaction", id=other, reason=3)
        assert -32001 == await shop.code("SetFiscalData", id=other, type="PERFORM", fiscal_data={})
    assert 1 == (await shop.ask("CheckTransaction", id=first))["state"]
