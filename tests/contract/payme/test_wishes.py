"""What an order wants of Payme besides its amount: the fiscal detail, who shares the money, what the payer is shown."""

import json

import pytest

from adapters.gateways.payme.link import UnwritableReferenceError
from adapters.gateways.payme.wishes import InvalidPaymeMetadataError
from tests.contract.payme.shop import TIYIN, PaymeShop, PaymeStore, payme_id, payme_shop

ITEM = {
    "title": "Чай",
    "price": 250_000,
    "count": 2,
    "code": "00702001001000001",
    "vat_percent": 12,
    "package_code": "123456",
    "discount": 20_000,
}
DETAIL = {"receipt_type": 0, "shipping": {"title": "Доставка", "price": 20_000}, "items": [ITEM]}
SHARED = [{"id": payme_id(101), "amount": 450_000}, {"id": payme_id(102), "amount": 50_000}]
BEGAN = 1_768_450_799_500


def written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def in_parts(name: str, text: str, *, size: int = 100) -> dict[str, str]:
    """A long text as metadata holds it: values there are short."""
    parts = [text[start : start + size] for start in range(0, len(text), size)]
    return {name if number == 1 else f"{name}_{number}": part for number, part in enumerate(parts, 1)}


async def test_the_payers_page_hears_the_fiscal_detail(shop: PaymeShop) -> None:
    """Also one that is longer than a metadata value may be; codes keep their leading zeros."""
    metadata = in_parts("payme_detail", written(DETAIL)) | {"payme_additional": written({"name": "Жасур"})}
    await shop.order("197", metadata=metadata)
    answer = await shop.ask("CheckPerformTransaction", amount=TIYIN, account={"order_id": "197"})
    assert {"allow": True, "detail": DETAIL, "additional": {"name": "Жасур"}} == answer


async def test_who_shares_the_money_is_told_when_the_transaction_begins(shop: PaymeShop) -> None:
    """The same to a repeat and in the statement."""
    await shop.order("197", metadata={"payme_receivers": written(SHARED)})
    call = {"id": payme_id(1), "time": BEGAN, "amount": TIYIN, "account": {"order_id": "197"}}
    first = await shop.ask("CreateTransaction", **call)
    assert (SHARED, first) == (first["receivers"], await shop.ask("CreateTransaction", **call))
    [row] = (await shop.ask("GetStatement", **{"from": BEGAN, "to": BEGAN}))["transactions"]
    assert SHARED == row["receivers"]


WRONG = {
    "lines that do not add up": ("payme_detail", written({**DETAIL, "shipping": None})),
    "a detail without items": ("payme_detail", written({"receipt_type": 0, "items": []})),
    "a detail without a type": ("payme_detail", written({"items": [ITEM]})),
    "a line without its package code": (
        "payme_detail",
        written({**DETAIL, "items": [{name: ITEM[name] for name in ITEM if name != "package_code"}]}),
    ),
    "a code of sixteen digits": ("payme_detail", written({**DETAIL, "items": [{**ITEM, "code": "0" * 16}]})),
    "a code that lost its zeros": ("payme_detail", written({**DETAIL, "items": [{**ITEM, "code": 702001001000001}]})),
    "a price with a fraction": ("payme_detail", written({**DETAIL, "items": [{**ITEM, "price": 2.5}]})),
    "no JSON": ("payme_detail", "{"),
    "receivers that do not add up": ("payme_receivers", written(SHARED[:1])),
    "a receiver without an amount": ("payme_receivers", written([{"id": payme_id(1)}])),
    "receivers that are no list": ("payme_receivers", written({})),
    "a list of words to show": ("payme_additional", "[]"),
}


@pytest.mark.parametrize(("name", "text"), WRONG.values(), ids=WRONG.keys())
async def test_a_wrong_wish_is_said_to_whoever_makes_the_order(name: str, text: str, memory_shop: PaymeShop) -> None:
    with pytest.raises(InvalidPaymeMetadataError) as refusal:
        await memory_shop.order("197", metadata={name: text})
    assert f"metadata.{name}" == refusal.value.field


async def test_a_register_with_two_account_fields_gets_both(payme_store: PaymeStore) -> None:
    """The first is the order, the others come from metadata; without them there is no link."""
    async with payme_shop(payme_store, account_fields="order, user") as shop:
        order = await shop.order("AC-532", metadata={"user": "2599"})
        details = (await shop.transaction(order)).details
        assert ({"order": "AC-532", "user": "2599"}, "2599") == (details.account, details.params["account[user]"])
        whole = {"order": "AC-532", "user": "2599"}
        assert {"allow": True} == await shop.ask("CheckPerformTransaction", amount=TIYIN, account=whole)
        half = await shop.ask("CheckPerformTransaction", amount=TIYIN, account={"order": "AC-532"})
        assert {"code": -31050, "data": "user"} == half
        with pytest.raises(InvalidPaymeMetadataError):
            await shop.order("AC-533")


async def test_a_link_with_every_option_is_the_published_one(payme_store: PaymeStore) -> None:
    """Vector P4, from the settings of a register and an order."""
    options = {"language": "uz", "return_delay_ms": 15_000, "names_currency": True}
    async with payme_shop(payme_store, **options) as shop:
        order = await shop.order("197", return_url="https://shop.example/return/:transaction")
        assert (
            "https://checkout.paycom.uz/bT01ODdmNzJjNzJjYWMwZDE2MmM3MjJhZTI7YWMub3JkZXJfaWQ9MTk3O2E9NTAwMDAwO2w9dXo7Yz1o"
            "dHRwczovL3Nob3AuZXhhbXBsZS9yZXR1cm4vOnRyYW5zYWN0aW9uO2N0PTE1MDAwO2NyPTg2MA=="
        ) == (await shop.transaction(order)).payment_url


async def test_an_order_with_a_semicolon_gets_no_link(shop: PaymeShop) -> None:
    with pytest.raises(UnwritableReferenceError):
        await shop.order("197;a=1")


async def test_what_payme_said_is_kept_with_the_payment(shop: PaymeShop) -> None:
    """The link's words stay, the ledger row is added."""
    order = await shop.order("197")
    link = (await shop.transaction(order)).payment_url
    created = await shop.ask("CreateTransaction", id=payme_id(1), time=BEGAN, amount=TIYIN, account={"order_id": 197})
    performed = await shop.ask("PerformTransaction", id=payme_id(1))
    details = (await shop.transaction(order)).details
    assert (payme_id(1), created["transaction"], 2, BEGAN) == (
        details.id,
        details.transaction,
        details.state,
        details.time,
    )
    assert (created["create_time"], performed["perform_time"], 0, None) == (
        details.created_time,
        details.perform_time,
        details.cancel_time,
        details.reason,
    )
    assert (link, {"order_id": 197}, "587f72c72cac0d162c722ae2") == (
        details.link,
        details.account,
        details.merchant_id,
    )
