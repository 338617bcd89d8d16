"""Each button of the pay page, told by the calls the merchant sees and the outcome the payer reads."""

import asyncio

import pytest

from tests.integration.sandbox.merchant import RecordingMerchant
from tests.integration.sandbox.payer import Payer

PREPARE, PAID, CANCELED = ("0", "0"), ("1", "0"), ("1", "-5017")


async def test_paying_is_one_prepare_and_one_complete(payer: Payer, merchant: RecordingMerchant) -> None:
    receipt = await payer.pay("pay")
    assert [PREPARE, PAID] == merchant.said
    assert ["paid"] == receipt.outcomes
    assert ["Prepare", "Complete"] == receipt.calls


async def test_a_payer_without_money_is_prepared_and_then_canceled(payer: Payer, merchant: RecordingMerchant) -> None:
    receipt = await payer.pay("fail")
    assert [PREPARE, CANCELED] == merchant.said
    assert "Payment cancelled" == merchant.calls[1]["error_note"]
    assert ["declined"] == receipt.outcomes


async def test_a_payer_who_leaves_is_not_told_to_the_merchant(payer: Payer, merchant: RecordingMerchant) -> None:
    receipt = await payer.pay("leave")
    assert [] == merchant.said
    assert ["left"] == receipt.outcomes


async def test_paying_twice_prepares_both_payments_before_either_is_debited(
    payer: Payer, merchant: RecordingMerchant
) -> None:
    receipt = await payer.pay("pay_twice")
    assert [PREPARE, PREPARE, PAID, PAID] == merchant.said
    first, second, *completes = [call["click_trans_id"] for call in merchant.calls]
    assert first != second
    assert [first, second] == completes
    assert ["paid", "paid"] == receipt.outcomes
    assert "You were charged twice" in receipt.words


async def test_repeated_calls_are_the_same_word_for_word(payer: Payer, merchant: RecordingMerchant) -> None:
    receipt = await payer.pay("repeat")
    assert [PREPARE, PAID, PREPARE, PAID] == merchant.said
    assert merchant.calls[:2] == merchant.calls[2:]
    assert ["paid"] == receipt.outcomes


async def test_a_merchant_that_refuses_to_prepare_hears_of_a_canceled_payment(
    payer: Payer, merchant: RecordingMerchant
) -> None:
    """Section 4.3: after a negative answer Click sends Complete marked as canceled."""
    merchant.prepare = {"error": -5, "error_note": "User does not exist"}
    receipt = await payer.pay("pay")
    assert [PREPARE, CANCELED] == merchant.said
    assert ["refused"] == receipt.outcomes
    assert "User does not exist" in receipt.words


async def test_an_order_that_is_paid_already_is_not_paid_again(payer: Payer, merchant: RecordingMerchant) -> None:
    """Section 4.3: after -4 Complete is not sent."""
    merchant.prepare = {"error": -4}
    receipt = await payer.pay("pay")
    assert [PREPARE] == merchant.said
    assert ["already_paid"] == receipt.outcomes


async def test_a_payment_canceled_between_the_calls_goes_back_to_the_payer(
    payer: Payer, merchant: RecordingMerchant
) -> None:
    merchant.complete = [{"error": -9}]
    receipt = await payer.pay("pay")
    assert [PREPARE, PAID] == merchant.said
    assert ["returned"] == receipt.outcomes


async def test_a_lost_answer_is_asked_for_again_and_already_paid_means_paid(
    payer: Payer, merchant: RecordingMerchant
) -> None:
    merchant.complete = [500, {"error": -4}]
    receipt = await payer.pay("pay")
    assert [PREPARE, PAID, PAID] == merchant.said
    assert merchant.calls[1] == merchant.calls[2]
    assert ["paid"] == receipt.outcomes
    assert "HTTP 500: Click reads an answer only from HTTP 200." in receipt.words


@pytest.mark.parametrize("answer", [503, "ok", "[]", '{"error": "0"}', '{"error": true}', {"error": -7}])
async def test_a_debit_that_is_never_answered_properly_hangs_after_three_calls(
    answer: dict[str, int] | int | str, payer: Payer, merchant: RecordingMerchant
) -> None:
    merchant.complete = [answer] * 9
    receipt = await payer.pay("pay")
    assert [PREPARE, PAID, PAID, PAID] == merchant.said
    assert ["hanging"] == receipt.outcomes


@pytest.mark.parametrize("answer", [500, {"error": 0}, {"error": 0, "merchant_prepare_id": "501"}])
async def test_without_a_number_from_prepare_nobody_is_debited(
    answer: dict[str, int] | int, payer: Payer, merchant: RecordingMerchant
) -> None:
    """The number is an integer (section 4.3), and Complete could not name the attempt without it."""
    merchant.prepare = answer
    receipt = await payer.pay("pay")
    assert [PREPARE] == merchant.said
    assert ["no_answer"] == receipt.outcomes


async def test_a_double_click_pays_once(payer: Payer, merchant: RecordingMerchant) -> None:
    page = await payer.open()
    receipts = await asyncio.gather(*(payer.press(page, "pay") for _ in range(5)))
    assert [PREPARE, PAID] == merchant.said
    assert 1 == len({receipt.url for receipt in receipts})
    assert {("paid",)} == {tuple(receipt.outcomes) for receipt in receipts}


async def test_another_button_of_a_used_page_shows_what_was_done(payer: Payer, merchant: RecordingMerchant) -> None:
    page = await payer.open()
    await payer.press(page, "pay")
    receipt = await payer.press(page, "fail")
    assert [PREPARE, PAID] == merchant.said
    assert ["paid"] == receipt.outcomes


async def test_the_receipt_can_be_reloaded_and_pays_nothing(payer: Payer, merchant: RecordingMerchant) -> None:
    receipt = await payer.pay("pay")
    again = await payer.get(receipt.url)
    assert [PREPARE, PAID] == merchant.said
    assert receipt.text == again.text


async def test_a_page_of_another_site_cannot_pay_without_the_token(payer: Payer, merchant: RecordingMerchant) -> None:
    page = await payer.open()
    answer = await payer.press(page, "pay", token="guessed")
    assert 410 == answer.status
    assert [] == merchant.said


async def test_a_choice_nobody_offered_does_nothing(payer: Payer, merchant: RecordingMerchant) -> None:
    page = await payer.open()
    assert 410 == (await payer.press(page, "steal")).status
    assert ["paid"] == (await payer.press(page, "pay")).outcomes
