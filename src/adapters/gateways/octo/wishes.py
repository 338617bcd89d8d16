"""What an order wants of Octo beyond its amount, read from the payment's metadata.

`octo_basket` (JSON, as Octo's `basket`) and `octo_supplier_shop_id`.
"""

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from adapters.gateways.long_text import long_text
from adapters.gateways.octo.amounts import from_sum, to_sum
from adapters.gateways.octo.basket import LONGEST_POSITION, SPIC
from adapters.gateways.octo.errors import GATEWAY
from adapters.gateways.settings_reader import MAX_ID
from billing.domain.errors import GatewayRefusedError
from billing.domain.transaction import Transaction
from shared_kernel.money import InvalidAmountError, Money

BASKET = "octo_basket"
SUPPLIER = "octo_supplier_shop_id"
_REQUIRED = frozenset({"position_desc", "count", "price", "spic", "package_code"})
_KNOWN = _REQUIRED | {"nds", "inn", "pinfl"}
_MOST_POSITIONS = 100
_MOST_PIECES = 1_000_000
_NUMBER = re.compile(r"[1-9][0-9]{0,18}")


def basket_of(transaction: Transaction) -> Sequence[Mapping[str, object]]:
    """What is bought, as the fiscal receipt names it; empty when the order does not say.

    Raises:
        GatewayRefusedError: a position is incomplete, or they do not cost what is paid.
    """
    text = long_text(transaction.metadata, BASKET)
    if not text:
        return ()
    try:
        positions = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        positions = None
    if not isinstance(positions, list) or not 0 < len(positions) <= _MOST_POSITIONS:
        raise _unclear(BASKET, "is no list of positions")
    basket = [_position(position, of=transaction.amount) for position in positions]
    if sum(cost for _, cost in basket) != transaction.amount.minor_units:
        raise _unclear(BASKET, "does not cost what is paid")
    return [position for position, _ in basket]


def supplier_of(transaction: Transaction) -> int | None:
    """The supplier whose part of a split payment is sent back; None when the order does not say.

    Raises:
        GatewayRefusedError: it is no number.
    """
    text = transaction.metadata.get(SUPPLIER, "")
    if text and not (_NUMBER.fullmatch(text) and int(text) <= MAX_ID):
        raise _unclear(SUPPLIER, "is no shop's number")
    return int(text) if text else None


def _position(told: object, *, of: Money) -> tuple[Mapping[str, object], int]:
    """The position, and what it costs in minor units."""
    if not isinstance(told, dict) or not _REQUIRED <= told.keys() <= _KNOWN:
        raise _unclear(
            BASKET, f"has a position without {', '.join(sorted(_REQUIRED))}, or with what Octo does not know"
        )
    count, spic, nds = told["count"], told["spic"], told.get("nds", 0)
    words = [told[name] for name in ("position_desc", "package_code", "inn", "pinfl") if name in told]
    if not all(isinstance(word, str) and 0 < len(word) <= LONGEST_POSITION for word in words):
        raise _unclear(BASKET, "has an empty text, or one that is too long")
    if type(count) is not int or not 0 < count <= _MOST_PIECES or type(nds) is not int or nds not in {0, 1}:
        raise _unclear(BASKET, "has a count that is no whole number, or an nds that is neither 0 nor 1")
    if not isinstance(spic, str) or not SPIC.fullmatch(spic) or {"inn", "pinfl"} <= told.keys():
        raise _unclear(BASKET, "has a spic that is not 17 digits, or both an inn and a pinfl")
    try:
        price = from_sum(told["price"], into=of.currency)
    except InvalidAmountError as error:
        raise _unclear(BASKET, "has a price that is no amount") from error
    return {**told, "price": to_sum(price), "nds": nds}, price.minor_units * count


def _unclear(name: str, why: str) -> GatewayRefusedError:
    return GatewayRefusedError(gateway=GATEWAY, code="invalid_metadata", message=f"metadata.{name} {why}.")
