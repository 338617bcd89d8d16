"""The simulator's calls are Click's: every field, the amount as written, a signature the merchant can check."""

import re

import pytest

from tests.integration.sandbox.merchant import RecordingMerchant, signature
from tests.integration.sandbox.payer import Payer

# Vectors V1 to V5 of the protocol reference, section 12: the merchant of these tests checks by them. V6's amount and
# reference are sent for real below.
UUID_ORDER = "ec197639-9b85-404c-a6ac-2752983055ed"
PREPARED, COMPLETED = "2026-01-15 10:20:30", "2026-01-15 10:20:45"
VECTORS = [
    (("3647147957", "order-1001", "", "1000", PREPARED), "553d93a1f893715583aaa0b8ed8e4bdf"),
    (("3647147957", "order-1001", "", "1000.00", PREPARED), "2abcccd215a5a0d6049f4dd39aebdbdb"),
    (("3647147957", "order-1001", "501", "1000", COMPLETED), "67cfa6a02af8a1711fcaa21fd4d80419"),
    (("3647147957", "order-1001", "501", "1000.00", COMPLETED), "08d48835c379c7defc5e7ae079d102c3"),
    (("9007199254740993", UUID_ORDER, "", "33139.73", PREPARED), "6cdfeed7976ec4c4da0f8cca5f673656"),
]
NAMES = ("click_trans_id", "merchant_trans_id", "merchant_prepare_id", "amount", "sign_time")


@pytest.mark.parametrize(("texts", "expected"), VECTORS)
def test_the_merchant_of_these_tests_signs_as_the_protocol_does(texts: tuple[str, ...], expected: str) -> None:
    form = dict(zip(NAMES, texts, strict=True))
    action = "1" if form["merchant_prepare_id"] else "0"
    assert expected == signature({**form, "service_id": "73438", "action": action})


async def test_a_payment_is_a_signed_prepare_and_a_signed_complete(payer: Payer, merchant: RecordingMerchant) -> None:
    await payer.pay("pay")
    prepare, complete = merchant.calls
    assert prepare["sign_string"] == signature(prepare)
    assert complete["sign_string"] == signature(complete)
    common = {"service_id": "73438", "merchant_trans_id": "order-1001", "amount": "1000.00", "error": "0"}
    assert common == {name: prepare[name] for name in common} == {name: complete[name] for name in common}
    assert ("0", "1") == (prepare["action"], complete["action"])
    assert "merchant_prepare_id" not in prepare
    assert "501" == complete["merchant_prepare_id"]
    assert prepare["click_trans_id"] == complete["click_trans_id"]
    assert prepare["click_paydoc_id"] == complete["click_paydoc_id"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", complete["sign_time"])


@pytest.mark.parametrize("amount", ["1000", "1000.0", "1000.00", "38400.5", "33139.73"])
async def test_the_amount_is_sent_as_the_link_writes_it(amount: str, payer: Payer, merchant: RecordingMerchant) -> None:
    receipt = await payer.pay("pay", amount=amount)
    assert ["paid"] == receipt.outcomes
    assert [amount, amount] == [call["amount"] for call in merchant.calls]


async def test_an_order_in_cyrillic_with_signs_and_spaces_arrives_unchanged(
    payer: Payer, merchant: RecordingMerchant
) -> None:
    receipt = await payer.pay("pay", transaction_param="счёт A/7 №5+&=")
    assert ["paid"] == receipt.outcomes
    assert "счёт A/7 №5+&=" == merchant.calls[0]["merchant_trans_id"]


async def test_every_payment_has_numbers_of_its_own_beyond_32_bits_and_rising(
    payer: Payer, merchant: RecordingMerchant
) -> None:
    for _ in range(3):
        await payer.pay("pay")
    trans_ids = [int(call["click_trans_id"]) for call in merchant.calls if call["action"] == "0"]
    paydoc_ids = [int(call["click_paydoc_id"]) for call in merchant.calls if call["action"] == "0"]
    assert sorted(set(trans_ids)) == trans_ids
    assert sorted(set(paydoc_ids)) == paydoc_ids
    assert min(trans_ids) > 2**32
    assert set() == set(trans_ids) & set(paydoc_ids)
