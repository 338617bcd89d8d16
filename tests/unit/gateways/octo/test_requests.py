"""What we send: the published examples, no null, and nothing that turns a read into a payment (sections 3 to 8, 15)."""

import json
from datetime import UTC, datetime

import pytest

from adapters.gateways.octo.requests import (
    Payer,
    capture_body,
    create_body,
    encoded,
    refund_body,
    release_body,
    status_body,
)
from shared_kernel.currency import currency
from shared_kernel.money import Money
from tests.unit.gateways.octo.shop import SECRET, UUID, shop

UZS = currency("UZS")
CREDENTIALS = {"octo_shop_id": 12345, "octo_secret": SECRET}


def created(
    *, payer: Payer | None = None, description: str = "Order txn-0001", **settings: object
) -> dict[str, object]:
    """The body of a new payment, amounts as the text that is sent."""
    body = create_body(
        settings=shop(**settings),
        reference="txn-0001-1",
        amount=Money(1_200_000, UZS),
        description=description,
        return_url="https://m.example/return/txn-0001",
        notify_url="https://m.example/webhooks/octo",
        payer=payer or Payer(),
        at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    told: dict[str, object] = json.loads(encoded(body), parse_float=str)
    return told


def test_a_payment_is_asked_for_as_in_the_published_example() -> None:
    assert {
        **CREDENTIALS,
        "shop_transaction_id": "txn-0001-1",
        "auto_capture": True,
        "test": True,
        "init_time": "2026-01-01 05:00:00",
        "total_sum": "12000.00",
        "currency": "UZS",
        "description": "Order txn-0001",
        "payment_methods": [{"method": "bank_card"}, {"method": "uzcard"}, {"method": "humo"}],
        "return_url": "https://m.example/return/txn-0001",
        "notify_url": "https://m.example/webhooks/octo",
        "language": "uz",
        "ttl": 15,
    } == created(test=True, payment_methods="bank_card,uzcard,humo", language="uz")


def test_what_decides_about_money_is_always_said_and_the_rest_only_when_there_is_something_to_say() -> None:
    """Octo's defaults differ between its documents, and null is a value to it."""
    body = created()
    assert (True, False, 15) == (body["auto_capture"], body["test"], body["ttl"])
    assert set() == body.keys() & {"payment_methods", "language", "tsp_id", "user_data", "basket"}
    assert None not in body.values()


def test_a_hold_is_asked_for_by_not_capturing() -> None:
    assert created(hold=True)["auto_capture"] is False


def test_a_receipt_has_one_position_that_costs_the_whole_payment() -> None:
    body = created(fiscal_spic="00305001001000000", fiscal_package_code="1425207", fiscal_nds=True, fiscal_inn="123456")
    assert [
        {
            "position_desc": "Order txn-0001",
            "count": 1,
            "price": "12000.00",
            "spic": "00305001001000000",
            "package_code": "1425207",
            "nds": 1,
            "inn": "123456",
        }
    ] == body["basket"]


@pytest.mark.parametrize(
    ("phone", "sent"),
    [("998901234567", "998901234567"), ("+998 (90) 123-45-67", "998901234567"), ("901234567", None), ("none", None)],
)
def test_a_phone_is_sent_as_twelve_digits_or_not_at_all(phone: str, sent: str | None) -> None:
    user = created(payer=Payer(user_id="u-1", phone=phone, email="a@b.example"))["user_data"]
    expected = {"user_id": "u-1", "phone": sent, "email": "a@b.example"}
    assert {name: value for name, value in expected.items() if value} == user


@pytest.mark.parametrize(("asked", "sent"), [("ru", "ru"), ("oz", "oz"), ("", "uz"), ("de", "uz")])
def test_the_payers_language_comes_before_the_shops(asked: str, sent: str) -> None:
    assert sent == created(payer=Payer(language=asked), language="uz")["language"]


def test_a_long_description_is_cut_where_octo_ends() -> None:
    assert "ш" * 250 == created(description="ш" * 300)["description"]


def test_a_status_read_has_three_fields_and_no_sum() -> None:
    assert {**CREDENTIALS, "shop_transaction_id": "txn-0001-1"} == status_body(settings=shop(), reference="txn-0001-1")


def test_a_decision_names_the_amount_it_captures_and_none_it_releases() -> None:
    capture = capture_body(settings=shop(), uuid=UUID, amount=Money(1_000_000, UZS))
    assert b'"octo_payment_UUID":"%s","accept_status":"capture","final_amount":10000.00}' % UUID.encode() in encoded(
        capture
    )
    assert {**CREDENTIALS, "octo_payment_UUID": UUID, "accept_status": "cancel"} == release_body(
        settings=shop(), uuid=UUID
    )


def test_a_refund_names_its_payment_its_key_and_its_amount() -> None:
    body = encoded(refund_body(settings=shop(), uuid=UUID, key="r-1", amount=Money(500_000, UZS), supplier=None))
    assert body.endswith(b'"octo_payment_UUID":"%s","shop_refund_id":"r-1","amount":5000.00}' % UUID.encode())


def test_a_refund_of_a_split_payment_names_the_supplier() -> None:
    body = refund_body(settings=shop(), uuid=UUID, key="r-1", amount=Money(500_000, UZS), supplier=77)
    assert 77 == body["supplier_shop_id"]


def test_a_person_sells_under_a_personal_number() -> None:
    body = created(fiscal_spic="00305001001000000", fiscal_package_code="1425207", fiscal_pinfl="31234567890123")
    [position] = body["basket"]
    assert ("31234567890123", False) == (position["pinfl"], "inn" in position)
