"""Octo's answers: fields in either place, refusals with their code, and silence for everything else (section 2)."""

import json
from typing import Any

import pytest

from adapters.gateways.octo.answers import read_payment, read_refund
from adapters.gateways.octo.errors import OctoRefusalError, UnreadableAnswerError
from adapters.gateways.outcomes import while_acting, while_reading
from billing.domain.errors import GatewayRefusedError, GatewayUnavailableError
from shared_kernel.currency import currency
from shared_kernel.money import Money
from tests.unit.gateways.octo.shop import UUID

UZS = currency("UZS")
URL = f"https://pay2.octo.uz/pay/{UUID}?language=uz"
DATA = {
    "shop_transaction_id": "txn-0001-1",
    "octo_payment_UUID": UUID,
    "status": "created",
    "octo_pay_url": URL,
    "refunded_sum": 0.0,
    "total_sum": 12000.0,
}
MOVING = {"apiMessageForDevelopers": "…"}


def read(answer: Any, *, http_status: int = 200) -> Any:  # noqa: ANN401 - any JSON at all
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return read_payment(http_status=http_status, body=body, currency=UZS)


@pytest.mark.parametrize(
    "answer",
    [
        {"error": 0, "errMessage": None, "data": DATA, **MOVING, **DATA},
        {"error": 0, "errMessage": "", "data": DATA},
        {"error": 0, **DATA},
        {"error": 0, "data": None, **DATA},
        {"error": "0", "data": {**DATA, "total_sum": "12000.0", "refunded_sum": "0"}},
        {"error": 0, "data": DATA, **DATA, "status": "canceled"},
    ],
    ids=["both", "data", "top level", "data null", "numbers in quotes", "data comes first"],
)
def test_the_fields_of_a_payment_are_found_wherever_they_stand(answer: dict[str, Any]) -> None:
    payment = read(answer)
    assert ("txn-0001-1", UUID, "created", URL) == (
        payment.reference,
        payment.uuid,
        payment.status,
        payment.pay_url,
    )
    assert (Money(1_200_000, UZS), Money(0, UZS)) == (payment.total, payment.refunded)


def test_a_status_answer_may_have_neither_sums_nor_an_address() -> None:
    payment = read({"error": 0, "data": {name: DATA[name] for name in list(DATA)[:3]}})
    assert (None, None, "") == (payment.total, payment.refunded, payment.pay_url)


@pytest.mark.parametrize(
    ("code", "text", "retryable"),
    [
        (1, "Data format error", False),
        (2, "Wrong secret", False),
        (3, "Invalid refund amount", False),
        (10, "Invalid user_data", False),
        (11, "Requests too often. Minimum delay is 1 second", True),
        (17, "Maximum number of SMS resend attempts", False),
        (22, "Wrong amount to refund", False),
        (403, "Fiscal object with merchant ID 12345 spic : 00305001001000000 not contains in system", False),
        (-270, "", False),
        (99, "Wrong params: [total_sum] must not be null or blank", False),
        (99, "Wrong phone format", False),
        (500, "Internal error", False),
    ],
)
def test_a_refusal_has_octos_code_and_words(code: int, text: str, *, retryable: bool) -> None:
    """Section 11. Only "too often" is asked again; to a question no refusal is an answer (section 4)."""
    answer = {"error": code, "errMessage": text, "data": None, "errorMessage": text, **MOVING}
    with pytest.raises(OctoRefusalError) as refusal:
        read(answer)
    assert (code, text, retryable) == (refusal.value.code, refusal.value.text, refusal.value.retryable)
    expected = GatewayUnavailableError if retryable else GatewayRefusedError
    with pytest.raises(expected, match=str(code)), while_acting():
        read(answer)
    with pytest.raises(GatewayUnavailableError), while_reading():
        read(answer)


@pytest.mark.parametrize(
    ("http_status", "answer"),
    [
        (500, {"error": 0, "data": DATA}),
        (500, {"status": 500, "error": "Internal Server Error", "path": "/prepare_payment"}),
        (403, b"Forbidden"),
        (200, b"<html></html>"),
        (200, b""),
        (200, b"[]"),
        (200, b"\xff\xfe"),
        (200, b"[" * 100_000),
        (200, {}),
        (200, {"error": None, "data": DATA}),
        (200, {"error": True, "data": DATA}),
        (200, {"error": "9" * 5000, "data": DATA}),
        (200, {"error": 0, "data": None}),
        (200, {"error": 0, "data": {**DATA, "octo_payment_UUID": "no"}}),
        (200, {"error": 0, "data": {**DATA, "octo_payment_UUID": 7}}),
        (200, {"error": 0, "data": {**DATA, "status": ""}}),
        (200, {"error": 0, "data": {**DATA, "total_sum": "much"}}),
        (200, {"error": 0, "data": {**DATA, "total_sum": 0.001}}),
        (200, json.dumps({"error": 0, "data": DATA}).encode()[:-9]),
    ],
)
def test_an_answer_without_a_word_to_rely_on_leaves_the_outcome_unknown(http_status: int, answer: Any) -> None:  # noqa: ANN401 - any JSON at all
    with pytest.raises(UnreadableAnswerError):
        read(answer, http_status=http_status)


def test_the_published_refund_is_read() -> None:
    data = {
        "octo_payment_UUID": UUID,
        "refund_id": "9ddd6a6c",
        "refund_time": "2026-01-02 16:59:39",
        "status": "succeeded",
    }
    for answer in ({"error": 0, "data": data}, {"error": 0, **data}):
        refund = read_refund(http_status=200, body=json.dumps(answer).encode())
        assert ("9ddd6a6c", "succeeded") == (refund.refund_id, refund.status)
