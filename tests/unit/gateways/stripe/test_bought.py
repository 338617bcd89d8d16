"""What is bought is told under the names of our details, whatever the caller's JSON holds besides."""

from typing import Any

import pytest

from adapters.gateways.stripe.bought import bought

ITEMS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"price": "price_1", "quantity": 2, "metadata": {"a": "b"}}, {"price_id": "price_1", "quantity": 2}),
    (
        {"price_data": {"currency": "usd", "unit_amount": 0, "product": "prod_1"}, "quantity": 1},
        {"price_data": {"currency": "usd", "unit_amount": 0}, "quantity": 1},
    ),
    (
        {"price": "price_1", "quantity": "2", "adjustable_quantity": {"enabled": "true", "maximum": True}},
        {"price_id": "price_1"},
    ),
    ({"price": None, "price_data": [], "adjustable_quantity": "yes"}, {}),
]


@pytest.mark.parametrize(("item", "told"), ITEMS)
def test_an_item_is_told_as_far_as_it_can_be(item: dict[str, Any], told: dict[str, Any]) -> None:
    assert [told] == bought((item,))


def test_a_payment_of_its_amount_alone_has_no_items() -> None:
    assert bought(()) is None
