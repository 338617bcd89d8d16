"""What the details of a payment tell of what is bought: Stripe's line items under the names of our details.

They are the caller's own JSON. Stripe has accepted them, numbers in quotes and all; what has its type is kept here.
"""

from collections.abc import Mapping
from typing import Any

_PRICE = {"currency": str, "unit_amount": int}
_ADJUSTABLE = {"enabled": bool, "minimum": int, "maximum": int}


def bought(items: tuple[Mapping[str, Any], ...]) -> list[dict[str, Any]] | None:
    """One entry for each line item; None for a payment of its amount alone."""
    return [_entry(item) for item in items] or None


def _entry(item: Mapping[str, Any]) -> dict[str, Any]:
    price = item.get("price_data")
    name = _known(price.get("product_data"), {"name": str}).get("name") if isinstance(price, dict) else None
    parts = {
        "price_id": _known(item, {"price": str}).get("price"),
        "price_data": _known(price, _PRICE) | ({"product_name": name} if name else {}),
        "quantity": _known(item, {"quantity": int}).get("quantity"),
        "adjustable_quantity": _known(item.get("adjustable_quantity"), _ADJUSTABLE),
    }
    return {name: value for name, value in parts.items() if value}


def _known(told: object, types: Mapping[str, type]) -> dict[str, Any]:
    """What of an object has its type; `True` is no number."""
    if not isinstance(told, Mapping):
        return {}
    return {name: told[name] for name, kind in types.items() if type(told.get(name)) is kind}
