"""What a payer sees at Stripe: amounts and words in his language, buttons that work once, and nothing of the inside."""

import asyncio
import re
from html import unescape

import pytest

from tests.integration.sandbox.stripe.shop import KEY, SECRET, Json, Shop, item

AMOUNTS = {"en": "1,250,000.50 UZS", "ru": "1 250 000,50 UZS", "uz": "1 250 000,50 soʻm"}
PAY = {"en": "Pay", "ru": "Оплатить", "uz": "toʻlash"}


async def get(shop: Shop, path: str, **query: str) -> tuple[int, str]:
    async with shop.http.get(f"{shop.base}/sandbox/stripe/{path}", params=query) as answer:
        return answer.status, await answer.text()


async def press(shop: Shop, path: str, page: str, choice: str = "", **changes: str) -> tuple[int, str]:
    found = re.search(r'name="token" value="([^"]+)"', page)
    form = {"token": found[1] if found else "", "lang": "en", "choice": choice, **changes}
    async with shop.http.post(f"{shop.base}/sandbox/stripe/{path}", data=form) as answer:
        return answer.status, await answer.text()


async def pay(shop: Shop, choice: str, **session: object) -> tuple[str, str]:
    """Open a new session's page and press a button: the page's address, and what it shows then."""
    path = f"pay/{(await shop.session(**session)).id}"
    _, page = await get(shop, path)
    status, then = await press(shop, path, page, choice)
    assert 200 == status
    return path, then


def outcomes(page: str) -> list[str]:
    return re.findall(r'data-outcome="(\w+)"', page)


def words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page.split("</head>")[1])).split())


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
async def test_the_page_shows_merchant_order_and_amount_in_the_payers_language(shop: Shop, language: str) -> None:
    session = await shop.session(line_items=[item(125_000_050, "uzs")])
    _, page = await get(shop, f"pay/{session.id}", lang=language)
    assert f'<html lang="{language}">' in page
    assert {"Bahor", "Books", "txn-0001"} <= set(words(page).split())
    assert AMOUNTS[language] in words(page)
    assert PAY[language] in words(page)


@pytest.mark.parametrize(
    ("choice", "outcome", "status"),
    [
        ("pay", "paid", "paid"),
        ("no_money", "declined", "unpaid"),
        ("ask_bank", "asked", "unpaid"),
        ("delay", "waiting", "unpaid"),
        ("refund_pends", "paid", "paid"),
        ("refund_fails", "paid", "paid"),
        ("dispute", "paid", "paid"),
    ],
)
async def test_each_button_does_what_it_says(shop: Shop, choice: str, outcome: str, status: str) -> None:
    path, page = await pay(shop, choice)
    assert [outcome] == outcomes(page)
    assert status == (await shop.read(path.removeprefix("pay/"))).payment_status


@pytest.mark.parametrize(
    ("first", "then", "outcome"),
    [
        ("ask_bank", "bank_agrees", "paid"),
        ("ask_bank", "bank_refuses", "declined"),
        ("delay", "bank_agrees", "paid"),
        ("delay", "bank_refuses", "failed"),
    ],
)
async def test_the_bank_answers_on_the_same_page(shop: Shop, first: str, then: str, outcome: str) -> None:
    path, page = await pay(shop, first)
    _, page = await press(shop, path, page, then)
    assert [outcome] == outcomes(page)


async def test_a_payer_whose_card_was_declined_can_try_again(shop: Shop) -> None:
    path, page = await pay(shop, "no_money")
    _, page = await press(shop, path, page, "pay")
    assert ["paid"] == outcomes(page)


async def test_a_reserved_payment_is_not_called_paid(shop: Shop) -> None:
    _, page = await pay(shop, "pay", payment_intent_data={"capture_method": "manual"})
    assert ["held"] == outcomes(page)


async def test_a_closed_session_has_no_buttons(shop: Shop) -> None:
    session = await shop.session()
    await shop.client.v1.checkout.sessions.expire_async(session.id)
    _, page = await get(shop, f"pay/{session.id}")
    assert ["expired"] == outcomes(page)
    assert "<button" not in page


async def test_a_double_click_pays_once(shop: Shop) -> None:
    session = await shop.session()
    path = f"pay/{session.id}"
    _, page = await get(shop, path)
    answers = await asyncio.gather(*(press(shop, path, page, "no_money") for _ in range(5)))
    assert {200} == {status for status, _ in answers}
    assert 1 == (await shop.told()).count("charge.failed")


async def test_what_was_paid_in_another_window_is_shown_and_not_paid_again(shop: Shop) -> None:
    path, _ = await pay(shop, "ask_bank")
    _, one = await get(shop, path)
    _, two = await get(shop, path)
    await press(shop, path, one, "bank_agrees")
    _, page = await press(shop, path, two, "bank_refuses")
    assert ["paid"] == outcomes(page)


@pytest.mark.parametrize("changes", [{"token": "guessed"}, {"choice": "steal"}])
async def test_without_the_pages_own_token_and_words_nothing_is_paid(shop: Shop, changes: dict[str, str]) -> None:
    session = await shop.session()
    _, page = await get(shop, f"pay/{session.id}")
    status, _ = await press(shop, f"pay/{session.id}", page, **{"choice": "pay", **changes})
    assert 410 == status
    assert [] == await shop.told()


async def test_the_token_of_one_session_pays_no_other(shop: Shop) -> None:
    mine, other = await shop.session(), await shop.session()
    _, page = await get(shop, f"pay/{mine.id}")
    assert 410 == (await press(shop, f"pay/{other.id}", page, "pay"))[0]


async def test_a_paid_page_leads_to_the_merchants_success_page_and_an_open_one_back(shop: Shop) -> None:
    session = await shop.session()
    _, page = await get(shop, f"pay/{session.id}")
    assert 'href="https://m.example/back"' in page
    _, page = await press(shop, f"pay/{session.id}", page, "pay")
    assert f'href="https://m.example/ok?s={session.id}"' in page


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://["])
async def test_a_page_leads_back_to_web_addresses_only(shop: Shop, address: str) -> None:
    _, page = await pay(shop, "pay", success_url=address, cancel_url=address)
    assert address not in page


async def test_what_a_session_says_is_shown_as_text_and_never_as_html(shop: Shop) -> None:
    evil = "<script>alert(1)</script>\"'&$title"
    session = await shop.session(reference=evil)
    _, page = await get(shop, f"pay/{session.id}")
    assert "<script" not in page
    assert evil in words(page)


async def test_no_page_runs_anything_or_shows_a_secret(shop: Shop) -> None:
    session = await shop.session()
    async with shop.http.get(session.url or "") as answer:
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        page = await answer.text()
    assert not [secret for secret in (KEY, SECRET, "t0ken") if secret in page]


@pytest.mark.parametrize("path", ["pay/cs_test_unknown", "pay/<script>", "onboard/acct_unknown"])
async def test_an_address_of_nothing_says_what_to_do(shop: Shop, path: str) -> None:
    status, page = await get(shop, path)
    assert 404 == status
    assert "Ask the merchant for a new link" in words(page)


@pytest.mark.parametrize(
    ("params", "pays", "outcome"),
    [
        ({"mode": "setup", "currency": "usd"}, "Save the card", "nothing_due"),
        ({"mode": "subscription", "line_items": [item(1999, recurring={"interval": "month"})]}, "Pay", "paid"),
    ],
)
async def test_cards_are_saved_and_subscriptions_begun_on_the_same_page(
    shop: Shop, params: Json, pays: str, outcome: str
) -> None:
    params = {"success_url": "https://m.example/ok", **params}
    session = await shop.client.v1.checkout.sessions.create_async(params)  # type: ignore[arg-type]
    path = f"pay/{session.id}"
    _, page = await get(shop, path)
    assert pays in words(page)
    _, page = await press(shop, path, page, "no_money")
    assert ["declined"] == outcomes(page)
    _, page = await press(shop, path, page, "pay")
    assert [outcome] == outcomes(page)


async def test_the_owner_of_a_connected_account_confirms_everything_once(shop: Shop) -> None:
    account = await shop.client.v1.accounts.create_async({"type": "express"})
    await shop.client.v1.account_links.create_async(
        {"account": account.id, "type": "account_onboarding", "return_url": "https://m.example/done"}
    )
    path = f"onboard/{account.id}"
    _, page = await get(shop, path)
    _, page = await press(shop, path, page)
    assert ["onboarded"] == outcomes(page)
    assert 'href="https://m.example/done"' in page
    assert (await shop.client.v1.accounts.retrieve_async(account.id)).payouts_enabled
    assert 410 == (await press(shop, path, ""))[0]
