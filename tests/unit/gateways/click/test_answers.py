"""What Click's answers mean: a yes has an explicit error_code 0, and everything else says how much is known."""

import json

import pytest

from adapters.gateways.click.merchant_api.answers import (
    PaymentAnswer,
    invoice_of,
    payment_of,
    success,
)
from adapters.gateways.click.merchant_api.errors import StrangerError
from adapters.http_client.messages import HttpReply
from billing.domain.errors import GatewayRefusedError, GatewayUnavailableError, UnknownOutcomeError


def reply(told: object, *, status: int = 200) -> HttpReply:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return HttpReply(status=status, headers={}, body=body)


@pytest.mark.parametrize("status", [200, 201])
def test_an_explicit_zero_is_a_yes(status: int) -> None:
    told = {"error_code": 0, "error_note": "Success", "payment_id": 1}
    assert told == success(reply(told, status=status), doubt=UnknownOutcomeError)


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"payment_id": 1}, 200),
        ({"error_code": None}, 200),
        ({"error_code": "none"}, 200),
        ({"error_code": False}, 200),
        ([], 200),
        (b"<html>", 200),
        (b'{"error_code": 0', 200),
        (b"\xff", 200),
        ({"error_code": 0}, 500),
        ({"error_code": -1}, 502),
        ({"error_code": 0}, 302),
        (b"[" * 100_000, 200),
    ],
    ids=str,
)
def test_anything_else_of_a_change_is_an_unknown_outcome(told: object, status: int) -> None:
    """Also a refusal in an answer of the kind 5xx: nobody knows who wrote it (section 5.2)."""
    with pytest.raises(UnknownOutcomeError):
        success(reply(told, status=status), doubt=UnknownOutcomeError)


@pytest.mark.parametrize(
    ("told", "status", "code", "words"),
    [
        ({"error_code": -31, "error_note": "Недостаточно средств"}, 200, "-31", "Недостаточно средств"),
        ({"error_code": "-31", "error_note": 5}, 200, "-31", "without a reason"),
        ({"error_code": 404, "error_note": "x\x00y"}, 404, "404", "xy"),
        ({"error_code": 0}, 404, "404", "HTTP 404"),
        (b"Bad Request", 400, "400", "HTTP 400"),
        (b"", 406, "406", "HTTP 406"),
        (b"", 410, "410", "HTTP 410"),
    ],
    ids=str,
)
def test_a_no_keeps_clicks_code_and_words(told: object, status: int, code: str, words: str) -> None:
    with pytest.raises(GatewayRefusedError) as refused:
        success(reply(told, status=status), doubt=UnknownOutcomeError)
    assert (code, words) == (refused.value.code, refused.value.text)


@pytest.mark.parametrize("status", [401, 403])
def test_a_stranger_is_told_apart_from_a_refused_payment(status: int) -> None:
    with pytest.raises(StrangerError):
        success(reply({"error_code": -1}, status=status), doubt=UnknownOutcomeError)


def test_haste_did_nothing() -> None:
    """HTTP 429 is not in Click's list, and means the same everywhere."""
    with pytest.raises(GatewayUnavailableError):
        success(reply(b"", status=429), doubt=UnknownOutcomeError)


def test_an_answer_whose_success_has_no_code_is_a_yes_only_where_that_is_documented() -> None:
    told = {"paymentId": 1, "qrCodeURL": "https://ofd.example/1"}
    assert told == success(reply(told), doubt=GatewayUnavailableError, explicit=False)
    with pytest.raises(GatewayUnavailableError):
        success(reply({}), doubt=GatewayUnavailableError, explicit=False)


def test_numbers_may_be_written_as_text() -> None:
    """The documentation's sample of a token payment does; ids are 64 bits."""
    expected = PaymentAnswer(payment_id=2**53 + 1, status=2, note="")
    assert expected == payment_of({"payment_id": str(2**53 + 1), "payment_status": "2"})
    assert expected == payment_of({"payment_id": 2**53 + 1, "payment_status": 2})


@pytest.mark.parametrize(
    "payment_id", [None, True, 1.5, "1.5", "", "abc", -1, 2**63, "9" * 40, "9" * 5000, [1]], ids=str
)
def test_what_is_no_number_of_a_payment_is_none(payment_id: object) -> None:
    assert payment_of({"payment_id": payment_id}).payment_id is None


def test_an_older_answer_calls_the_status_of_an_invoice_otherwise() -> None:
    assert -99 == invoice_of({"status": -99}).status
    assert (0, "waiting") == (
        (told := invoice_of({"invoice_status": 0, "status": 1, "invoice_status_note": "waiting"})).status,
        told.note,
    )
