"""The simulated Click speaks word for word: its calls are the published ones, and it reads the published answers."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from adapters.sandbox.click.calls import complete_form, prepare_form
from adapters.sandbox.click.exchange import Answer, answered
from adapters.sandbox.click.link import read_link
from adapters.sandbox.click.numbers import PaymentNumbers
from tests.contract.click import shop as click_tests
from tests.unit.gateways.click.forms import SECRET

EXCHANGES: dict[str, dict[str, Any]] = {
    one["id"]: one for one in json.loads((Path(click_tests.__file__).parent / "example_exchanges.json").read_text())
}
PREPARED = datetime(2026, 1, 15, 5, 20, 30, tzinfo=UTC)
COMPLETED = datetime(2026, 1, 15, 5, 20, 45, tzinfo=UTC)
FIRST = PaymentNumbers(trans_id=3647147957, paydoc_id=2882343434)
SECOND = PaymentNumbers(trans_id=3647148000, paydoc_id=2882343500)


def prepared(*, reference: str, amount: str, numbers: PaymentNumbers) -> dict[str, str]:
    """What Click sends first."""
    link = read_link({"service_id": "73438", "amount": amount, "transaction_param": reference})
    return dict(prepare_form(link=link, numbers=numbers, secret_key=SECRET, at=PREPARED))


@pytest.mark.parametrize(
    ("name", "reference", "amount", "numbers"),
    [
        ("X3", "no-such-order", "1000", FIRST),
        ("X4", "order-1001", "300", FIRST),
        ("X6", "order-1001", "1000", FIRST),
        ("X7", "order-1001", "1000", FIRST),
        ("X14", "order-1001", "1000", PaymentNumbers(trans_id=3647147999, paydoc_id=2882343434)),
        ("X15", "order-1002", "1000.00", SECOND),
    ],
)
def test_a_prepare_is_the_published_one_byte_for_byte(
    name: str, reference: str, amount: str, numbers: PaymentNumbers
) -> None:
    """V1 and V2 among them."""
    assert EXCHANGES[name]["form"] == urlencode(prepared(reference=reference, amount=amount, numbers=numbers))


@pytest.mark.parametrize(
    ("name", "amount", "numbers", "attempt", "error"),
    [
        ("X9", "1000", FIRST, 999999999, 0),
        ("X10", "300", FIRST, 501, 0),
        ("X11", "1000", FIRST, 501, 0),
        ("X12", "1000", FIRST, 501, 0),
        ("X13", "1000", FIRST, 501, -5017),
        ("X16", "1000.00", SECOND, 502, -5017),
        ("X17", "1000.00", SECOND, 502, -5017),
        ("X18", "1000.00", SECOND, 502, 0),
    ],
)
def test_a_complete_is_the_published_one(
    name: str, amount: str, numbers: PaymentNumbers, attempt: int, error: int
) -> None:
    """V3 and V7 among them: the error is not signed."""
    reference = "order-1001" if numbers is FIRST else "order-1002"
    form = complete_form(
        prepared=prepared(reference=reference, amount=amount, numbers=numbers),
        attempt=attempt,
        error=error,
        secret_key=SECRET,
        at=COMPLETED,
    )
    assert dict(parse_qsl(EXCHANGES[name]["form"])) == form


@pytest.mark.parametrize(
    ("amount", "number", "reference", "expected"),
    [
        (
            "33139.73",
            9007199254740993,
            "ec197639-9b85-404c-a6ac-2752983055ed",
            "6cdfeed7976ec4c4da0f8cca5f673656",
        ),
        ("1000.00", 3647147957, "order-1001", "2abcccd215a5a0d6049f4dd39aebdbdb"),
    ],
    ids=["V5", "V2"],
)
def test_a_prepare_is_signed_as_published(amount: str, number: int, reference: str, expected: str) -> None:
    numbers = PaymentNumbers(trans_id=number, paydoc_id=1)
    assert expected == prepared(reference=reference, amount=amount, numbers=numbers)["sign_string"]


def test_a_complete_of_the_same_amount_written_otherwise_is_signed_otherwise() -> None:
    """V4."""
    first = prepared(reference="order-1001", amount="1000.00", numbers=FIRST)
    form = complete_form(prepared=first, attempt=501, error=0, secret_key=SECRET, at=COMPLETED)
    assert "08d48835c379c7defc5e7ae079d102c3" == form["sign_string"]


@pytest.mark.parametrize("name", EXCHANGES)
def test_a_published_answer_is_read_as_published(name: str) -> None:
    form, answer = dict(parse_qsl(EXCHANGES[name]["form"])), EXCHANGES[name]["answer"]
    read = answered(form, status=200, body=json.dumps(answer))
    assert (Answer(code=answer["error"], attempt=answer.get("merchant_prepare_id")), None) == (
        read.answer,
        read.silence,
    )
    assert "sign_string" not in read.fields


@pytest.mark.parametrize("change", [{"error": "0"}, {"error": None}, {"error": 0.0}, {"merchant_prepare_id": "501"}])
def test_an_answer_in_other_types_is_none(change: dict[str, object]) -> None:
    """Pitfalls 4 and 5: an error as text, a prepare id that is no integer."""
    form = dict(parse_qsl(EXCHANGES["X6"]["form"]))
    read = answered(form, status=200, body=json.dumps({**EXCHANGES["X6"]["answer"], **change}))
    assert (None, "not_the_protocol") == (read.answer, read.silence)
