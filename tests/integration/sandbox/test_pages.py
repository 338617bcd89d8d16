"""What a payer reads: amounts and words in the right language, clear words about trouble, and nothing of the inside."""

import re

import pytest

from adapters.sandbox.merchants import Merchant
from tests.integration.sandbox.merchant import SECRET, RecordingMerchant
from tests.integration.sandbox.payer import Payer, sandbox

AMOUNTS = {"en": "1,250,000.50 UZS", "ru": "1 250 000,50 UZS", "uz": "1 250 000,50 soʻm"}
PAY = {"en": "Pay", "ru": "Оплатить", "uz": "toʻlash"}


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
async def test_the_page_shows_merchant_order_and_amount_in_the_payers_language(language: str, payer: Payer) -> None:
    page = await payer.open(amount="1250000.5", lang=language)
    assert f'<html lang="{language}">' in page.text
    assert {"Bahor", "Books", "order-1001"} <= set(page.words.split())
    assert AMOUNTS[language] in page.words
    assert PAY[language] in page.words


@pytest.mark.parametrize(
    ("accept_language", "chosen", "expected"),
    [
        ("", "", "en"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "", "ru"),
        ("de,uz;q=0.5,ru;q=0.7", "", "ru"),
        ("uz-Latn-UZ", "", "uz"),
        ("de,fr", "", "en"),
        ("ru;q=0,uz;q=0.1", "", "uz"),
        ("ru;q=nonsense,;;,", "", "en"),
        ("ru", "uz", "uz"),
        ("ru", "xx", "ru"),
    ],
)
async def test_the_language_is_the_chosen_one_else_the_browsers_else_english(
    accept_language: str, chosen: str, expected: str, payer: Payer
) -> None:
    page = await payer.get("/sandbox/click", accept_language=accept_language, lang=chosen)
    assert f'<html lang="{expected}">' in page.text


async def test_the_language_chosen_stays_on_the_receipt(payer: Payer) -> None:
    page = await payer.open(lang="uz")
    receipt = await payer.press(page, "pay", lang="uz")
    assert '<html lang="uz">' in receipt.text
    assert "Toʻlandi" in receipt.words


async def test_no_page_runs_or_loads_anything_and_none_is_stored(payer: Payer) -> None:
    for page in (await payer.open(), await payer.pay("pay"), await payer.open(service_id="1")):
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "no-store" == page.headers["Cache-Control"]
        assert "no-referrer" == page.headers["Referrer-Policy"]
        assert "<script" not in page.text
        assert [] == re.findall(r'(?:src|href)="(?!/|data:|https://shop\.example/)[^"]*"', page.text)


async def test_what_a_link_says_is_shown_as_text_and_never_as_html(payer: Payer) -> None:
    evil = "<script>alert(1)</script>\"'&$title"
    page = await payer.open(transaction_param=evil)
    assert "<script" not in page.text
    assert evil in page.words
    assert "<script" not in (await payer.press(page, "pay")).text


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://[", ""])
async def test_a_receipt_leads_back_to_web_addresses_only(address: str, payer: Payer) -> None:
    receipt = await payer.pay("pay", return_url=address)
    assert "Return to the merchant" not in receipt.words
    assert not address or address not in receipt.text


async def test_a_receipt_leads_back_to_the_merchant(payer: Payer) -> None:
    receipt = await payer.pay("fail")
    assert 'href="https://shop.example/back?order=1001&amp;lang=uz"' in receipt.text


async def test_secrets_and_the_webhooks_token_are_never_shown(payer: Payer, merchant: RecordingMerchant) -> None:
    receipt = await payer.pay("pay")
    signatures = [call["sign_string"] for call in merchant.calls]
    assert not [secret for secret in (SECRET, "t0ken", *signatures) if secret in receipt.text]


async def test_the_details_tell_every_field_and_the_answer(payer: Payer, merchant: RecordingMerchant) -> None:
    receipt = await payer.pay("pay")
    for call in merchant.calls:
        shown = [f"{name} = {text}" for name, text in call.items() if name != "sign_string"]
        assert [] == [line for line in shown if line not in receipt.words]
    assert '"merchant_prepare_id": 501' in receipt.words


@pytest.mark.parametrize(
    ("changes", "parameter"),
    [
        ({"amount": ""}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"amount": "1.005"}, "amount"),
        ({"amount": "1e5"}, "amount"),
        ({"amount": "9" * 39}, "amount"),
        ({"transaction_param": ""}, "transaction_param"),
        ({"transaction_param": "x" * 256}, "transaction_param"),
        ({"service_id": ""}, "service_id"),
    ],
)
async def test_a_broken_link_says_which_parameter_is_wrong(
    changes: dict[str, str], parameter: str, payer: Payer
) -> None:
    page = await payer.open(**changes)
    assert 400 == page.status
    assert f"The parameter “{parameter}” is missing or wrong." in page.words


async def test_an_unknown_service_says_what_to_configure(payer: Payer) -> None:
    page = await payer.open(service_id="4711")
    assert 404 == page.status
    assert "No gateway is configured with service_id 4711." in page.words
    assert "ConfigureGateway" in page.words


async def test_a_merchant_that_is_down_is_told_so_and_nobody_is_charged() -> None:
    """Nothing listens on port 1."""
    down = Merchant(service_id="73438", name="B", secret_key=SECRET, webhook_url="http://127.0.0.1:1/webhooks/click/x")
    async with sandbox(down) as payer:
        receipt = await payer.pay("pay")
    assert ["no_answer"] == receipt.outcomes
    assert "You were not charged. Start the merchant's server" in receipt.words
    assert "the merchant's server could not be reached" in receipt.words


async def test_the_top_up_form_offers_every_merchant_and_leads_to_the_pay_page() -> None:
    books, tea = (
        Merchant(service_id=number, name=name, secret_key=SECRET, webhook_url="http://127.0.0.1:1/")
        for number, name in (("1", "Books"), ("2", "Tea & Co"))
    )
    async with sandbox(books, tea) as payer:
        form = await payer.get("/sandbox/click")
        page = await payer.get("/sandbox/click/pay", service_id="2", transaction_param="7001234563", amount="500")
    assert 'action="/sandbox/click/pay"' in form.text
    names = re.findall(r'name="(\w+)"', form.text.split("<form")[1])
    assert ["lang", "service_id", "transaction_param", "amount"] == names
    assert "Books Tea & Co" in form.words
    assert "Tea & Co" in page.words
    assert "500.00 UZS" in page.words


async def test_without_any_merchant_the_top_up_form_says_what_to_configure() -> None:
    async with sandbox() as payer:
        page = await payer.get("/sandbox/click")
    assert 404 == page.status
    assert "ConfigureGateway" in page.words


async def test_a_receipt_nobody_was_given_is_no_receipt(payer: Payer) -> None:
    assert 410 == (await payer.get("/sandbox/click/receipts/guessed")).status
