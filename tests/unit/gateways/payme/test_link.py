"""The checkout link and form: vectors P3 to P7, P10, P11 and P14."""

import base64
import json
from dataclasses import dataclass, field

import pytest

from adapters.gateways.payme.link import UnwritableReferenceError, checkout_form, checkout_link, link_parameters
from adapters.gateways.payme.settings import UZS, PaymeSettings, parse_settings
from shared_kernel.money import Money, parse_major_units

MERCHANT = "587f72c72cac0d162c722ae2"
SETTINGS = PaymeSettings(merchant_id=MERCHANT, password="x")
PAGE = "https://checkout.paycom.uz/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A payment whose link is published: what is asked for, and the link's last part."""

    amount: int
    account: dict[str, str]
    text: str
    return_url: str = ""
    settings: dict[str, object] = field(default_factory=dict)


LINKS = {
    "P3": Wanted(
        amount=500,
        account={"order_id": "197"},
        text="bT01ODdmNzJjNzJjYWMwZDE2MmM3MjJhZTI7YWMub3JkZXJfaWQ9MTk3O2E9NTAw",
    ),
    "P4": Wanted(
        amount=500_000,
        account={"order_id": "197"},
        return_url="https://shop.example/return/:transaction",
        settings={"language": "uz", "return_delay_ms": 15_000, "names_currency": True},
        text=(
            "bT01ODdmNzJjNzJjYWMwZDE2MmM3MjJhZTI7YWMub3JkZXJfaWQ9MTk3O2E9NTAwMDAwO2w9dXo7Yz1odHRwczovL3Nob3AuZXhhbXBsZS9y"
            "ZXR1cm4vOnRyYW5zYWN0aW9uO2N0PTE1MDAwO2NyPTg2MA=="
        ),
    ),
    "P5": Wanted(
        amount=150_050,
        account={"user": "2599", "order": "AC-532"},
        text="bT01ODdmNzJjNzJjYWMwZDE2MmM3MjJhZTI7YWMudXNlcj0yNTk5O2FjLm9yZGVyPUFDLTUzMjthPTE1MDA1MA==",
    ),
    "P6": Wanted(
        amount=50_000,
        account={"order_id": "197"},
        text="bT01ODdmNzJjNzJjYWMwZDE2MmM3MjJhZTI7YWMub3JkZXJfaWQ9MTk3O2E9NTAwMDA=",
    ),
    "P7": Wanted(
        amount=100_000,
        account={"order_id": "1001"},
        return_url="https://shop.example/r?o=1001&s=ok",
        text=(
            "bT01ODdmNzJjNzJjYWMwZDE2MmM3MjJhZTI7YWMub3JkZXJfaWQ9MTAwMTthPTEwMDAwMDtjPWh0dHBzOi8vc2hvcC5leGFtcGxlL3I/bz0x"
            "MDAxJnM9b2s="
        ),
    ),
    "P10": Wanted(
        amount=50_000,
        account={"name": "Жасур"},
        text="bT01ODdmNzJjNzJjYWMwZDE2MmM3MjJhZTI7YWMubmFtZT3QltCw0YHRg9GAO2E9NTAwMDA=",
    ),
}


@pytest.mark.parametrize("wanted", LINKS.values(), ids=LINKS.keys())
def test_a_link_is_the_published_one(wanted: Wanted) -> None:
    """Bit for bit, padding and slashes included, from a register's settings and an order."""
    settings = parse_settings({"merchant_id": MERCHANT, "key": "x", **wanted.settings})
    parameters = link_parameters(
        settings=settings, amount=Money(wanted.amount, UZS), account=wanted.account, return_url=wanted.return_url
    )
    assert PAGE + wanted.text == checkout_link(page=settings.checkout_url, parameters=parameters)


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
        descriptions={},
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


DESCRIPTIONS = [
    ({"": "Books"}, {"description": "Books"}),
    ({"ru": "Книги", "uz": "Kitoblar"}, {"description[ru]": "Книги", "description[uz]": "Kitoblar"}),
]


@pytest.mark.parametrize(("descriptions", "inputs"), DESCRIPTIONS)
def test_a_form_says_what_is_paid_for_and_when_the_payer_goes_back(
    descriptions: dict[str, str], inputs: dict[str, str]
) -> None:
    """One text for every language, or one for each."""
    settings = PaymeSettings(merchant_id=MERCHANT, password="x", language="ru", return_delay_ms=15_000)
    form = checkout_form(
        settings=settings,
        amount=Money(500, UZS),
        account={"order_id": "1"},
        return_url="",
        descriptions=descriptions,
        detail="",
    )
    expected = {"merchant": MERCHANT, "amount": "500", "account[order_id]": "1", "lang": "ru"}
    assert {**expected, "callback_timeout": "15000", **inputs} == form


@pytest.mark.parametrize(("soums", "tiyin"), [("5000", "500000"), ("33139.73", "3313973"), ("19.99", "1999")])
def test_soums_become_tiyin_exactly(soums: str, tiyin: str) -> None:
    """Vector P14, and a sum binary floats get wrong."""
    amount = parse_major_units(text=soums, currency=UZS)
    parameters = link_parameters(settings=SETTINGS, amount=amount, account={"order_id": "1"}, return_url="")
    assert tiyin == parameters["a"]
