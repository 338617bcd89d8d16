"""What an order wants of Octo besides its amount: the goods of the receipt, the supplier, the way back."""

import json
from decimal import Decimal

import pytest

from billing.domain.errors import GatewayRefusedError
from billing.domain.refund import RefundStatus
from tests.contract.octo.shop import OctoShop, octo_reference, octo_shop
from tests.integration.sandbox.octo.octo import SHOP

SPIC = next(iter(SHOP.fiscal_codes or ()))
TEA = {"position_desc": "Чай", "count": 2, "price": 5000, "spic": SPIC, "package_code": "1425207", "nds": 1}
CUP = {"position_desc": "Cup", "count": 1, "price": "2000.00", "spic": SPIC, "package_code": "7", "inn": "123456789"}


def basket(*positions: object) -> dict[str, str]:
    return {"octo_basket": json.dumps(positions)}


async def test_the_receipt_names_what_the_order_says(taking: OctoShop) -> None:
    """Also a list that is longer than a metadata value may be; prices are exact."""
    text = json.dumps([TEA, CUP])
    metadata = {"octo_basket": text[:90], "octo_basket_2": text[90:180], "octo_basket_3": text[180:]}
    transaction = await taking.order(metadata=metadata)
    terms = taking.simulator.payment(octo_reference(transaction)).terms
    assert ({**TEA, "price": Decimal(5000)}, {**CUP, "price": Decimal(2000), "nds": 0}) == terms.basket


WRONG = {
    "no list": {"octo_basket": "{}"},
    "no JSON": {"octo_basket": "["},
    "no positions": basket(),
    "a position that is none": basket("tea"),
    "a position without its code": basket({name: word for name, word in TEA.items() if name != "spic"}),
    "a code of sixteen digits": basket({**TEA, "spic": "0" * 16}, CUP),
    "positions that do not add up": basket(TEA),
    "half a piece": basket({**TEA, "count": 2.5}),
    "a price finer than a tiyin": basket({**TEA, "price": "0.001"}),
    "an empty text": basket({**TEA, "package_code": ""}, CUP),
    "two sellers": basket(TEA, {**CUP, "pinfl": "31234567890123"}),
    "a tax that is neither": basket({**TEA, "nds": 2}, CUP),
    "a word Octo does not know": basket({**TEA, "colour": "green"}, CUP),
    "a supplier that is no number": {"octo_supplier_shop_id": "-1"},
}


@pytest.mark.parametrize("metadata", WRONG.values(), ids=WRONG.keys())
async def test_a_wrong_wish_is_said_before_anybody_pays(metadata: dict[str, str], taking: OctoShop) -> None:
    with pytest.raises(GatewayRefusedError, match=next(iter(metadata))):
        await taking.order(metadata=metadata)
    assert not taking.simulator.statements()


@pytest.mark.parametrize(("metadata", "supplier"), [({}, 77), ({"octo_supplier_shop_id": "88"}, 88)])
async def test_a_refund_of_a_split_payment_is_taken_from_the_supplier(metadata: dict[str, str], supplier: int) -> None:
    """The order's, else the setting's."""
    async with octo_shop(supplier_shop_id=77) as shop:
        transaction = await shop.order(metadata=metadata)
        await shop.simulator.pay(octo_reference(transaction))
        assert RefundStatus.SUCCEEDED is (await shop.refund(transaction, tiyin=500_000)).status
        [refund] = shop.simulator.payment(octo_reference(transaction)).refunds.values()
    assert supplier == refund.supplier_shop_id


async def test_a_payer_goes_back_where_the_setting_says_when_the_payment_does_not() -> None:
    async with octo_shop(return_url="https://m.example/home?from=octo") as shop:
        with_address, without = await shop.order(), await shop.order(return_url="")
        addresses = [shop.simulator.payment(octo_reference(one)).terms.return_url for one in (with_address, without)]
    assert ["https://m.example/return", "https://m.example/home?from=octo"] == addresses
