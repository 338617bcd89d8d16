"""The hosted page: the payer's words, the merchant's name, one button that works once, and nothing of the inside."""

import asyncio
import re

import pytest

from tests.integration.sandbox.octo.merchant import SECRET, UNIQUE_KEY, RecordingMerchant
from tests.integration.sandbox.octo.octo import Octo

PAY = {"en": "Pay 12,000.00 UZS", "ru": "Оплатить 12 000,00 UZS", "uz": "12 000,00 soʻm toʻlash"}


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
async def test_the_page_speaks_the_language_the_merchant_asked_for(language: str, octo: Octo) -> None:
    answer = await octo.create(language=language)
    page = await octo.page(answer["data"]["octo_pay_url"])
    assert f'<html lang="{language}">' in page.text
    assert PAY[language] in page.words.replace("\xa0", " ")
    assert {"Bahor", "txn-0001-1", "Order"} <= set(page.words.split())


async def test_the_payers_own_choice_of_language_comes_before_the_merchants(octo: Octo) -> None:
    page = await octo.open(await octo.created(language="uz"), lang="ru", language="uz")
    assert '<html lang="ru">' in page.text


@pytest.mark.parametrize(
    ("choice", "outcome", "statuses", "octo_status"),
    [
        ("pay", "paid", ["succeeded"], "succeeded"),
        ("decline", "canceled", ["canceled"], "canceled"),
        ("leave", "open", [], "wait_user_action"),
    ],
)
async def test_each_button_leads_to_a_receipt_and_back_to_the_merchant(
    choice: str, outcome: str, statuses: list[str], octo_status: str, *, octo: Octo, merchant: RecordingMerchant
) -> None:
    uuid = await octo.created()
    receipt = await octo.press(uuid, await octo.open(uuid), choice)
    assert (outcome, statuses) == (receipt.outcome, merchant.statuses)
    assert f'href="https://m.example/return/txn-0001?lang=uz&amp;octo_status={octo_status}"' in receipt.text


async def test_a_hold_is_shown_as_held_and_a_partial_capture_as_such(octo: Octo, merchant: RecordingMerchant) -> None:
    merchant.replies = [{"accept_status": "waiting_user_action"}]
    uuid = await octo.created(auto_capture=False)
    receipt = await octo.press(uuid, await octo.open(uuid), "pay")
    assert "held" == receipt.outcome
    await octo.set_accept(uuid, "capture", final_amount=10000)
    after = await octo.page(receipt.url)
    assert "part_charged" == after.outcome
    assert "Charged 10,000.00 UZS" in after.words.replace("\xa0", " ")


async def test_a_refunded_payment_is_shown_as_returned(octo: Octo) -> None:
    uuid = await octo.created()
    await octo.simulator.pay(uuid)
    await octo.refund(uuid, "r-1", 5000)
    assert "part_returned" == (await octo.open(uuid)).outcome
    await octo.refund(uuid, "r-2", 7000)
    assert "returned" == (await octo.open(uuid)).outcome


async def test_a_double_click_pays_once(octo: Octo, merchant: RecordingMerchant) -> None:
    uuid = await octo.created()
    page = await octo.open(uuid)
    receipts = await asyncio.gather(*(octo.press(uuid, page, "pay") for _ in range(5)))
    assert ["succeeded"] == merchant.statuses
    assert {"paid"} == {receipt.outcome for receipt in receipts}


async def test_two_open_pages_pay_once(octo: Octo, merchant: RecordingMerchant) -> None:
    uuid = await octo.created()
    first, second = await octo.open(uuid), await octo.open(uuid)
    assert "paid" == (await octo.press(uuid, first, "pay")).outcome
    assert "paid" == (await octo.press(uuid, second, "decline")).outcome
    assert ["succeeded"] == merchant.statuses


async def test_a_page_cannot_pay_without_its_token_or_for_another_payment(
    octo: Octo, merchant: RecordingMerchant
) -> None:
    uuid, other = await octo.created(), await octo.created(shop_transaction_id="txn-0002-1")
    page = await octo.open(uuid)
    assert 410 == (await octo.press(uuid, page, "pay", token="guessed")).status
    assert 410 == (await octo.press(uuid, page, "steal")).status
    assert 410 == (await octo.press(other, page, "pay")).status
    assert [] == merchant.heard


async def test_a_payment_the_sandbox_does_not_know_is_explained(octo: Octo) -> None:
    page = await octo.open("4556a13e-f763-4b91-9387-92395fd51ccf", lang="en")
    assert 404 == page.status
    assert "Create the payment again" in page.words


async def test_no_page_runs_or_loads_anything_and_no_secret_is_shown(octo: Octo, merchant: RecordingMerchant) -> None:
    evil = "<script>alert(1)</script>\"'&$title"
    uuid = await octo.created(description=evil)
    page = await octo.open(uuid)
    receipt = await octo.press(uuid, page, "pay")
    for shown in (page, receipt):
        policy = shown.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "<script" not in shown.text
        assert evil in shown.words
        assert [] == re.findall(r'(?:src|href)="(?!/|data:|https://m\.example/)[^"]*"', shown.text)
        hidden = (SECRET, UNIQUE_KEY, merchant.heard[0]["signature"], "t0ken")
        assert [] == [secret for secret in hidden if secret in shown.text]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://[", ""])
async def test_a_receipt_leads_back_to_web_addresses_only(address: str, octo: Octo) -> None:
    uuid = await octo.created(return_url=address)
    receipt = await octo.press(uuid, await octo.open(uuid), "pay")
    assert "Return to the merchant" not in receipt.words


async def test_a_merchant_that_fails_is_told_on_the_receipt(octo: Octo, merchant: RecordingMerchant) -> None:
    merchant.replies = [503] * 3
    uuid = await octo.created()
    receipt = await octo.press(uuid, await octo.open(uuid), "pay")
    assert "The merchant has not confirmed the last message." in receipt.words
    assert "HTTP 503: to Octo only HTTP 200 is an answer." in receipt.words
