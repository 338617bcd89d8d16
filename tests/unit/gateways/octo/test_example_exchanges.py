"""The answers of the protocol's example exchanges, word for word (protocol, section 15)."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from adapters.gateways.octo.answers import PaymentAnswer, read_payment, read_refund
from adapters.gateways.octo.errors import OctoRefusalError
from shared_kernel.currency import currency
from shared_kernel.money import Money

EXCHANGES = json.loads((Path(__file__).parent / "example_exchanges.json").read_text())


def published(kind: str) -> list[Any]:
    """The exchanges that end in a payment, a refund or a refusal."""
    return [pytest.param(one["answer"], one[kind], id=one["shows"]) for one in EXCHANGES if kind in one]


@pytest.mark.parametrize(("answer", "expected"), published("payment"))
def test_a_published_payment_is_read_as_published(answer: dict[str, Any], expected: dict[str, Any]) -> None:
    """Sums in tiyin: the published ones are soums."""
    payment = read_payment(http_status=200, body=json.dumps(answer).encode(), currency=currency("UZS"))
    sums = {name: None if money is None else money.minor_units for name, money in _sums(payment)}
    assert expected == asdict(payment) | sums


@pytest.mark.parametrize(("answer", "expected"), published("refund"))
def test_a_published_refund_is_read_as_published(answer: dict[str, Any], expected: dict[str, Any]) -> None:
    assert expected == asdict(read_refund(http_status=200, body=json.dumps(answer).encode()))


@pytest.mark.parametrize(("answer", "expected"), published("refusal"))
def test_a_published_refusal_is_one(answer: dict[str, Any], expected: dict[str, Any]) -> None:
    with pytest.raises(OctoRefusalError) as refusal:
        read_payment(http_status=200, body=json.dumps(answer).encode(), currency=currency("UZS"))
    assert expected == {name: getattr(refusal.value, name) for name in expected}


def _sums(payment: PaymentAnswer) -> tuple[tuple[str, Money | None], ...]:
    return (("total", payment.total), ("refunded", payment.refunded))
