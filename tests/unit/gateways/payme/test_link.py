"""The checkout link and form: vectors P3 to P7, P10, P11 and P14."""

import base64
import json

import pytest

from adapters.gateways.payme.link import UnwritableReferenceError, checkout_form, checkout_link, link_parameters
from adapters.gateways.payme.settings import CHECKOUT_URL, UZS, PaymeSettings
from shared_kernel.money import Money, parse_major_units

MERCHANT = "587f72c72cac0d162c722ae2"
SETTINGS = PaymeSettings(merchant_id=MERCHANT, password="x")
PAGE = "https://checkout.paycom.uz/"

# name: (the pairs, the link)
LINKS = {
    "P3": (
        {"m": MERCHANT, "ac.order_id": "197", "a": "500"},
        "bT01ODdmNzJjNzJjYWMwZDE2MmM3MjJhZTI7YWMub3JkZXJfaWQ9MTk3O2E9NTAw",
    ),
    "P4": (
        {
            "m": MERCHANT,
            "ac.order_id": "197",
            "a": "500000",
            "l": "uz",
            "c": "https://shop.example/return/:transaction",
            "ct": "15000",
            "cr": "860",
        },
        (
            "bT01ODdmNzJjNzJjYWMwZDE2MmM3MjJhZTI7YWMub3JkZXJfaWQ9MTk3O2E9NTAwMDAwO2w9dXo7Yz1odHRwczovL3Nob3AuZXhhbXBsZS9y"
            "ZXR1cm4vOnRyYW5zYWN0aW9uO2N0PTE1MDAwO2NyPTg2MA=="
        ),
    ),
    "P5": (
        {"m": MERCHANT, "ac.user": "2599", "ac.order": "AC-532", "a": "150050"},
        "bT01ODdmNzJjNzJjYWMwZDE2MmM3MjJhZTI7YWMudXNlcj0yNTk5O2FjLm9yZGVyPUFDLTUzMjthPTE1MDA1MA==",
    ),
    "P6": (
        {"m": MERCHANT, "ac.order_id": "197", "a": "50000"},
        "bT01ODdmNzJjNzJjYWMwZDE2MmM3MjJhZTI7YWMub3JkZXJfaWQ9MTk3O2E9NTAwMDA=",
    ),
    "P7": (
        {"m": MERCHANT, "ac.order_id": "1001", "a": "100000", "c": "https://shop.example/r?o=1001&s=ok"},
        (
            "bT01ODdmNzJjNzJjYWMwZDE2MmM3MjJhZTI7YWMub3JkZXJfaWQ9MTAwMTthPTEwMDAwMDtjPWh0dHBzOi8vc2hvcC5leGFtcGxlL3I/bz0x"
            "MDAxJnM9b2s="
        ),
    ),
    "P10": (
        {"m": MERCHANT, "ac.name": "Жасур", "a": "50000"},
        "bT01ODdmNzJjNzJjYWMwZDE2MmM3MjJhZTI7YWMubmFtZT3QltCw0YHRg9GAO2E9NTAwMDA=",
    ),
}


@pytest.mark.parametrize(("pairs", "text"), LINKS.values(), ids=LINKS.keys())
def test_a_link_is_the_published_one(pairs: dict[str, str], text: str) -> None:
    """Bit for bit, padding and slashes included."""
    assert PAGE + text == checkout_link(page=CHECKOUT_URL, parameters=pairs)


def test_a_link_says_what_the_order_says() -> None:
    """Tiyin, two account fields in their order, the page's language; nothing that is empty."""
    settings = PaymeSettings(merchant_id=MERCHANT, password="x", account_fields=("user", "order"), language="uz")
    parameters = link_parameters(
        settings=settings, amount=Money(150_050, UZS), account={"user": "2599", "order": "AC-532"}, return_url=""
    )
    expected = {"m": MERCHANT, "ac.user": "2599", "ac.order": "AC-532", "a": "150050", "l": "uz"}
    assert list(expected.items()) == list(parameters.items())


def test_a_semicolon_cannot_be_written() -> None:
    """It would end the value: an account of `1;a=1` would name another sum."""
    with pytest.raises(UnwritableReferenceError) as refusal:
        link_parameters(settings=SETTINGS, amount=Money(500, UZS), account={"order_id": "1;a=1"}, return_url="")
    assert "order_reference" == refusal.value.field


def test_a_semicolon_in_the_return_address_is_escaped() -> None:
    parameters = link_parameters(
        settings=SETTINGS, amount=Money(500, UZS), account={"order_id": "1"}, return_url="https://shop.example/r;a=1"
    )
    assert "https://shop.example/r%3Ba=1" == parameters["c"]


def test_a_form_carries_what_a_link_cannot() -> None:
    """Vector P11: the fiscal detail, base64 of its JSON; 17 digits keep their leading zeros."""
    detail = (
        '{"receipt_type":0,"items":[{"title":"Item A","price":505000,"count":2,"code":"00702001001000001",'
        '"vat_percent":12,"package_code":"123456"}]}'
    )
    inputs = checkout_form(
        settings=SETTINGS,
        amount=Money(1_010_000, UZS),
        account={"order_id": "197"},
        return_url="https://shop.example/r;x",
        detail=detail,
    )
    assert (
        "eyJyZWNlaXB0X3R5cGUiOjAsIml0ZW1zIjpbeyJ0aXRsZSI6Ikl0ZW0gQSIsInByaWNlIjo1MDUwMDAsImNvdW50IjoyLCJjb2RlIjoiMDA3"
        "MDIwMDEwMDEwMDAwMDEiLCJ2YXRfcGVyY2VudCI6MTIsInBhY2thZ2VfY29kZSI6IjEyMzQ1NiJ9XX0="
    ) == inputs["detail"]
    assert "00702001001000001" == json.loads(base64.b64decode(inputs["detail"]))["items"][0]["code"]
    assert {
        "merchant": MERCHANT,
        "amount": "1010000",
        "account[order_id]": "197",
        "callback": "https://shop.example/r;x",
        "detail": inputs["detail"],
    } == inputs


@pytest.mark.parametrize(("soums", "tiyin"), [("5000", "500000"), ("33139.73", "3313973"), ("19.99", "1999")])
def test_soums_become_tiyin_exactly(soums: str, tiyin: str) -> None:
    """Vector P14, and a sum binary floats get wrong."""
    amount = parse_major_units(text=soums, currency=UZS)
    parameters = link_parameters(settings=SETTINGS, amount=amount, account={"order_id": "1"}, return_url="")
    assert tiyin == parameters["a"]
