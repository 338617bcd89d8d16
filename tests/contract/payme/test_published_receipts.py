"""The Subscribe API's published calls, states and error codes (section 7.2, section 11), as our client meets them."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from adapters.gateways.outcomes import while_acting, while_reading
from adapters.gateways.payme.receipt import PaymeReceipt, ReceiptState
from billing.domain.errors import (
    GatewayRefusedError,
    GatewayUnavailableError,
    UnknownOutcomeError,
    UnknownToGatewayError,
)
from billing.domain.observation import Observation, Standing
from billing.domain.status import Status
from shared_kernel.money import Money
from tests.contract.payme.conftest import memory_store
from tests.contract.payme.shop import KEY, MERCHANT, TIYIN, UZS, PaymeShop, payme_id, payme_shop
from tests.contract.payme.wire import Wire, wire

PUBLISHED = {one["shows"]: one for one in json.loads((Path(__file__).parent / "published_receipts.json").read_text())}
RECEIPT = "2e0b1bc1f1eb50d487ba268d"
ACT: dict[str, Callable[[Wire], Awaitable[PaymeReceipt | ReceiptState | None]]] = {
    "receipts.create": lambda payme: payme.client.create(
        payme.register, amount=2500, account={"order_id": "106"}, description="", detail=None, hold=False
    ),
    "receipts.cancel": lambda payme: payme.client.cancel(payme.register, receipt_id=RECEIPT),
    "receipts.check": lambda payme: payme.client.check(payme.register, receipt_id=RECEIPT),
}


@pytest.mark.parametrize("method", ACT)
async def test_a_published_call_is_made_and_read_as_published(method: str) -> None:
    """What the example elides of an answer is not needed; `X-Auth` is vector P13 of a server."""
    published = PUBLISHED[method]
    async with wire({"result": published["result"]}) as payme:
        told = await ACT[method](payme)
        state = told.state if isinstance(told, PaymeReceipt) else told
        assert ReceiptState(published["state"]) == state
        [call], [headers] = payme.calls, payme.headers
        assert {**published["call"], "id": call["id"]} == call
        assert "587f72c72cac0d162c722ae2:0123456789abcdefghijklmnopqrstuvwxyz" == headers["X-Auth"]
        assert "application/json" == headers["Content-Type"]


async def test_a_receipt_is_asked_for_by_its_id() -> None:
    """The answer of `receipts.get` is the one of `receipts.create`, as the receipt stands now."""
    async with wire({"result": PUBLISHED["receipts.create"]["result"]}) as payme:
        receipt = await payme.client.get(payme.register, receipt_id=RECEIPT)
        [call] = payme.calls
    assert ("receipts.get", {"id": RECEIPT}) == (call["method"], call["params"])
    assert (RECEIPT, 2500, ReceiptState.CREATED) == (receipt.id, receipt.amount, receipt.state)


async def test_the_published_receipt_is_read_as_published() -> None:
    async with wire({"result": PUBLISHED["receipts.create"]["result"]}) as payme:
        receipt = await ACT["receipts.create"](payme)
    assert receipt == PaymeReceipt(
        id=RECEIPT,
        state=ReceiptState.CREATED,
        amount=2500,
        account={},
        created_at=1_481_113_810_044,
        paid_at=0,
        canceled_at=0,
    )


# The table of receipt states: number, what it says of a payment nobody has told us is paid, and of one that is paid.
WAITING = Observation(standing=Standing.WAITING)
HELD = Observation(standing=Standing.AUTHORIZED, amount=Money(TIYIN, UZS))
PAID = Observation(standing=Standing.PAID, amount=Money(TIYIN, UZS))
RETURNED = Observation(standing=Standing.PAID, amount=Money(TIYIN, UZS), refunded=Money(TIYIN, UZS))
STATES: dict[int, tuple[Observation, Observation]] = {
    0: (WAITING, WAITING),
    1: (WAITING, WAITING),
    2: (WAITING, WAITING),
    3: (WAITING, PAID),
    4: (WAITING, PAID),
    5: (HELD, HELD),
    6: (WAITING, WAITING),
    20: (WAITING, PAID),
    21: (WAITING, PAID),
    30: (WAITING, PAID),
    50: (WAITING, RETURNED),
    # Not documented, and no reason to change anything.
    -1: (WAITING, WAITING),
    7: (WAITING, WAITING),
    99: (WAITING, WAITING),
}


async def begun(shop: PaymeShop, payme: Wire) -> Any:  # noqa: ANN401 - the id of the order
    """An order whose transaction was announced; its receipt can be asked about."""
    await shop.configure(register_id=MERCHANT, register_key=KEY, subscribe_url=payme.url)
    order = await shop.order("197")
    account = {"order_id": "197"}
    announced = {"id": payme_id(1), "time": 1_768_450_799_500, "amount": TIYIN, "account": account}
    assert 1 == (await shop.ask("CreateTransaction", **announced))["state"]
    return order


@pytest.mark.parametrize("number", STATES)
async def test_a_receipt_state_means_what_the_table_says_and_alone_never_that_a_payment_is_paid(number: int) -> None:
    """Paid is what PerformTransaction has told us (section 1); 2 is no payment, 3 no cancellation, 4 no refund."""
    before, after = STATES[number]
    async with payme_shop(memory_store()) as shop, wire({"result": {"state": number}}) as payme:
        order = await begun(shop, payme)
        assert before == await shop.look_up(await shop.transaction(order))
        assert 2 == (await shop.ask("PerformTransaction", id=payme_id(1)))["state"]
        paid = await shop.transaction(order)
        assert Status.COMPLETED == paid.status
        assert after == await shop.look_up(paid)
        assert {payme_id(1)} == {call["params"]["id"] for call in payme.calls}


# The codes integrations have met: a clear no, after which nothing was done.
REFUSALS = [
    -31300,
    -31301,
    -31302,
    -31303,
    -31630,
    -31400,
    -31101,
    -31102,
    -31103,
    -31110,
    -31602,
    -31601,
    -32500,
    -32504,
    -32600,
    -32601,
    -32602,
    -32700,
]
WORDS = {"ru": "Нет", "uz": "Yo‘q", "en": "No"}


@pytest.mark.parametrize("code", REFUSALS)
async def test_a_refusal_is_told_with_its_code_and_its_words(code: int) -> None:
    """The message may be a sentence, or one in three languages."""
    for message, words in (("No", "No"), (WORDS, "No"), ({"ru": "Нет"}, "Нет"), (None, "")):
        async with wire({"error": {"code": code, "message": message, "data": None}}) as payme:
            with pytest.raises(GatewayRefusedError) as refusal, while_acting():
                await payme.client.cancel(payme.register, receipt_id=RECEIPT)
            assert (str(code), words, 1) == (
                refusal.value.code,
                refusal.value.text,
                len(payme.calls),
            )


@pytest.mark.parametrize("code", [-32400, -31002])
async def test_what_fails_inside_payme_may_have_been_done(code: int) -> None:
    """-32400: an internal failure; -31002: the processing is down."""
    async with wire({"error": {"code": code, "message": "x"}}) as payme:
        with pytest.raises(UnknownOutcomeError), while_acting():
            await payme.client.cancel(payme.register, receipt_id=RECEIPT)
        with pytest.raises(GatewayUnavailableError), while_reading():
            await payme.client.check(payme.register, receipt_id=RECEIPT)
        assert ["receipts.cancel", "receipts.check"] == [call["method"] for call in payme.calls]


async def test_a_question_about_an_unknown_receipt_is_answered_unknown() -> None:
    """-31602, and only that."""
    async with wire({"error": {"code": -31602, "message": "x"}}) as payme:
        with pytest.raises(UnknownToGatewayError), while_reading():
            await payme.client.check(payme.register, receipt_id=RECEIPT)
        payme.told = {"error": {"code": -31601, "message": "x"}}
        with pytest.raises(GatewayUnavailableError), while_reading():
            await payme.client.check(payme.register, receipt_id=RECEIPT)


@pytest.mark.parametrize("answer_id", [[], {}, "1", 0, -1])
async def test_an_answer_to_another_call_says_nothing(answer_id: object) -> None:
    """Whatever its id is."""
    async with wire({"id": answer_id, "result": {"state": 50}}) as payme:
        with pytest.raises(GatewayUnavailableError), while_reading():
            await payme.client.check(payme.register, receipt_id=RECEIPT)
        assert 1 == len(payme.calls)
