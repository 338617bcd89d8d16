"""The payment link: the published vectors, compared as parsed parameters."""

from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.gateways.click.link import link_parameters, payment_link
from adapters.gateways.click.settings import UZS, ClickSettings
from shared_kernel.money import Money

SETTINGS = ClickSettings(service_id=73438, merchant_id=12345, secret_key="s3cr3t-KEY_test")
HUMO = ClickSettings(
    service_id=73438, merchant_id=12345, secret_key="s3cr3t-KEY_test", card_type="humo", merchant_user_id=4
)
V12 = "https://my.click.uz/services/pay?service_id=73438&merchant_id=12345&amount=1000.00&transaction_param=order-1001"
V13 = (
    "https://my.click.uz/services/pay?service_id=73438&merchant_id=12345&amount=50000.50"
    "&transaction_param=A%2F7%20%E2%84%965&return_url=https%3A%2F%2Fshop.example%2Fpay%2Freturn%3Fo%3D1001%26lang%3Duz"
    "&card_type=humo&merchant_user_id=4"
)


def link(*, settings: ClickSettings, amount: Money, reference: str, return_url: str = "") -> str:
    parameters = link_parameters(settings=settings, amount=amount, reference=reference, return_url=return_url)
    return payment_link(page=settings.pay_page_url, parameters=parameters)


def test_the_plain_link() -> None:
    """Vector V12."""
    assert V12 == link(settings=SETTINGS, amount=Money(100_000, UZS), reference="order-1001")


def test_the_link_with_everything_escaped() -> None:
    """Vector V13: a return_url keeps what follows its first &."""
    address = link(
        settings=HUMO,
        amount=Money(5_000_050, UZS),
        reference="A/7 №5",
        return_url="https://shop.example/pay/return?o=1001&lang=uz",
    )
    assert V13 == address
    assert ["https://shop.example/pay/return?o=1001&lang=uz"] == parse_qs(urlsplit(address).query)["return_url"]


@pytest.mark.parametrize(("tiyin", "text"), [(1, "0.01"), (100, "1.00"), (3_313_973, "33139.73")])
def test_amounts_are_soums_with_two_decimals(tiyin: int, text: str) -> None:
    """Exact at every size, a tiyin too."""
    address = link(settings=SETTINGS, amount=Money(tiyin, UZS), reference="1")
    assert [text] == parse_qs(urlsplit(address).query)["amount"]


def test_the_sandbox_has_its_own_page() -> None:
    """The page's address is a setting."""
    settings = ClickSettings(
        service_id=1, merchant_id=2, secret_key="x", pay_page_url="http://127.0.0.1:8080/sandbox/click/pay"
    )
    address = link(settings=settings, amount=Money(100, UZS), reference="1")
    assert address.startswith("http://127.0.0.1:8080/sandbox/click/pay?service_id=1&merchant_id=2&")
