"""The checkout page in a payer's browser: opened by a link or a form, in three languages."""

import re
from base64 import b64encode

import pytest

from tests.contract.payme.shop import TIYIN, PaymeShop
from tests.integration.sandbox.payme.payme import CHECKOUT_URL, Payme

RECEIPT = re.compile(r'data-outcome="(\w+)" data-receipt="(\w*)"')
VISIT = re.compile(r'action="/sandbox/payme/visits/([^"]+)"')


async def opened(shop: PaymeShop, payme: Payme, **query: str) -> str:
    """The page of an order's link."""
    order = await shop.order("197")
    status, html = await payme.page(payme.link((await shop.transaction(order)).payment_url), **query)
    assert 200 == status
    return html


async def test_a_link_shows_what_is_to_be_paid(shop: PaymeShop, payme: Payme) -> None:
    html = await opened(shop, payme)
    assert "Bahor Books" in html
    assert "197" in html
    assert "5,000.00" in html


@pytest.mark.parametrize(("language", "words"), [("en", "Pay twice"), ("ru", "Оплатить дважды"), ("uz", "Ikki marta")])
async def test_every_language_has_its_words(language: str, words: str, shop: PaymeShop, payme: Payme) -> None:
    assert words in await opened(shop, payme, lang=language)


@pytest.mark.parametrize(
    ("choice", "outcomes"),
    [("pay", ["paid"]), ("decline", ["canceled"]), ("pay_twice", ["paid", "refused"]), ("leave", ["left"])],
)
async def test_a_choice_is_played_once(choice: str, outcomes: list[str], shop: PaymeShop, payme: Payme) -> None:
    """The button pressed again shows the same receipt."""
    html = await opened(shop, payme)
    _, first = await payme.press(html, choice=choice)
    _, again = await payme.press(html, choice="pay")
    assert outcomes == [outcome for outcome, _ in RECEIPT.findall(first)]
    assert RECEIPT.findall(first) == RECEIPT.findall(again)
    assert int("paid" in outcomes) == await shop.settlements()


async def test_the_receipt_refunds_as_the_cabinet_does(shop: PaymeShop, payme: Payme) -> None:
    _, paid = await payme.press(await opened(shop, payme), choice="pay")
    [(_, receipt)] = RECEIPT.findall(paid)
    _, returned = await payme.press(paid, refund=receipt)
    assert [("returned", receipt)] == RECEIPT.findall(returned)
    assert 0 == payme.simulator.statement(receipt).kept


async def test_a_form_opens_the_same_page(shop: PaymeShop, payme: Payme) -> None:
    """The inputs of `details.payme.params`, posted."""
    order = await shop.order("197")
    form = (await shop.transaction(order)).details.params
    async with payme.client.post("/sandbox/payme/checkout", data=form) as response:
        html = await response.text()
    _, receipt = await payme.press(html, choice="pay")
    assert ["paid"] == [outcome for outcome, _ in RECEIPT.findall(receipt)]


async def test_the_page_of_a_form_says_what_is_paid_for_and_leads_back_by_itself(shop: PaymeShop, payme: Payme) -> None:
    """The text in the page's language; nobody is sent back before he has paid."""
    await shop.configure(checkout_url=CHECKOUT_URL, language="uz", return_delay_ms=1_500)
    texts = {"description_uz": "Kitoblar", "description_ru": "Книги"}
    order = await shop.order("197", metadata=texts, return_url="https://shop.example/r/:transaction")
    async with payme.client.post(
        "/sandbox/payme/checkout", data=(await shop.transaction(order)).details.params
    ) as response:
        html = await response.text()
    assert ("Kitoblar" in html, "Книги" in html) == (True, False)
    assert "Refresh" not in response.headers
    [token] = VISIT.findall(html)
    async with payme.client.post(f"/sandbox/payme/visits/{token}", data={"choice": "pay"}) as response:
        [(_, receipt)] = RECEIPT.findall(await response.text())
    assert f"2; url=https://shop.example/r/{receipt}" == response.headers["Refresh"]


@pytest.mark.parametrize("pairs", ["m=x;ac.order_id=1;a=5;cr=840", "m=x;ac.order_id=1;a=5;ct=soon"])
async def test_a_link_of_another_currency_or_with_a_delay_that_is_none_is_refused(pairs: str, payme: Payme) -> None:
    """Payme takes soums; the delay is milliseconds."""
    assert 400 == (await payme.page(f"/sandbox/payme/checkout/{b64encode(pairs.encode()).decode()}"))[0]


async def test_the_way_back_names_the_transaction(shop: PaymeShop, payme: Payme) -> None:
    transaction = await shop.create(
        tenant_id=shop.store.tenant_id,
        gateway="payme",
        amount=(await shop.transaction(await shop.order("1"))).amount,
        order_reference="197",
        return_url="https://shop.example/r/:transaction?o=:account.order_id",
    )
    _, html = await payme.page(payme.link(transaction.payment_url))
    _, receipt = await payme.press(html, choice="pay")
    [(_, receipt_id)] = RECEIPT.findall(receipt)
    assert f'href="https://shop.example/r/{receipt_id}?o=197"' in receipt


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/sandbox/payme/checkout/x", 400),
        ("/sandbox/payme/checkout/bT1ub2JvZHk7YWMub3JkZXJfaWQ9MTk3O2E9NTAw", 404),
        ("/sandbox/payme/visits/none", 410),
    ],
)
async def test_a_page_nobody_asked_for_says_what_is_wrong(address: str, status: int, payme: Payme) -> None:
    assert status == (await payme.page(address))[0]


async def test_a_merchants_text_is_never_markup(shop: PaymeShop, payme: Payme) -> None:
    order = await shop.order("<script>alert(1)</script>")
    _, html = await payme.page(payme.link((await shop.transaction(order)).payment_url))
    assert "<script>" not in html
    assert TIYIN == (await shop.transaction(order)).amount.minor_units
