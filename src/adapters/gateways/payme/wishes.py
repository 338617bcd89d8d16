"""What an order wants of Payme beyond its amount, read from the payment's metadata.

Metadata is the caller's and its values are short, so a long JSON text may go on under `payme_detail_2`,
`payme_detail_3` and so on.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from adapters.gateways.long_text import long_text
from adapters.gateways.payme.rpc import is_integer
from billing.domain.announcement import Receiver
from billing.domain.transaction import Transaction
from shared_kernel.errors import ValidationError

DETAIL = "payme_detail"
RECEIVERS = "payme_receivers"
ADDITIONAL = "payme_additional"
PHONE = "payme_phone"
HOLD = "payme_hold"
_LANGUAGES = ("ru", "uz", "en")
_PHONE = re.compile(r"998[0-9]{9}")
_ITEM_FIELDS = frozenset({"title", "price", "count", "code", "package_code", "vat_percent"})
_CODE_DIGITS = 17


class InvalidPaymeMetadataError(ValidationError):
    """The payment's metadata for Payme is not what Payme takes."""

    reason = "INVALID_PAYME_METADATA"

    def __init__(self, message: str, *, name: str) -> None:
        super().__init__(message, field=f"metadata.{name}")


def fiscal_detail(transaction: Transaction) -> Mapping[str, Any] | None:
    """The fiscal detail of section 5; None when the order brings none.

    Raises:
        InvalidPaymeMetadataError: it is incomplete, or its lines do not add up to the amount: the tax registration
            would fail after the payer has paid.
    """
    text = long_text(transaction.metadata, DETAIL)
    if not text:
        return None
    detail = _object(text, name=DETAIL)
    items = detail.get("items")
    if not is_integer(detail.get("receipt_type")) or not isinstance(items, list) or not items:
        raise InvalidPaymeMetadataError("A fiscal detail has a receipt_type and items.", name=DETAIL)
    if sum(map(_line, items)) + _shipping(detail) != transaction.amount.minor_units:
        raise InvalidPaymeMetadataError("The lines do not add up to the amount.", name=DETAIL)
    return detail


def receivers(transaction: Transaction) -> tuple[Receiver, ...]:
    """Who shares the money (chain payments); empty when the register receives it all.

    Raises:
        InvalidPaymeMetadataError: one is incomplete, or the parts are not the whole.
    """
    text = long_text(transaction.metadata, RECEIVERS)
    if not text:
        return ()
    parts = _json(text, name=RECEIVERS)
    if not isinstance(parts, list) or not parts:
        raise InvalidPaymeMetadataError("Receivers are a list.", name=RECEIVERS)
    shared = tuple(map(_receiver, parts))
    if sum(one.amount for one in shared) != transaction.amount.minor_units:
        raise InvalidPaymeMetadataError("The receivers' parts do not add up to the amount.", name=RECEIVERS)
    return shared


def additional(transaction: Transaction) -> Mapping[str, Any] | None:
    """What the payer is shown on Payme's page besides, like a name; None for nothing.

    Raises:
        InvalidPaymeMetadataError: it is no JSON object.
    """
    text = long_text(transaction.metadata, ADDITIONAL)
    return _object(text, name=ADDITIONAL) if text else None


def descriptions(transaction: Transaction) -> Mapping[str, str]:
    """What the payer reads on Payme's page, by language; one text for all of them stands under an empty language."""
    texts = {language: transaction.metadata.get(f"description_{language}", "").strip() for language in _LANGUAGES}
    told = {language: text for language, text in texts.items() if text}
    text = transaction.metadata.get("description", "").strip()
    return told or ({"": text} if text else {})


def phone(transaction: Transaction) -> str:
    """Where an invoice is sent by text message; empty: nowhere, the payer is given a link.

    Raises:
        InvalidPaymeMetadataError: it is no Uzbek number.
    """
    number = transaction.metadata.get(PHONE, "")
    if number and not _PHONE.fullmatch(number):
        raise InvalidPaymeMetadataError("A telephone number is 998 and nine digits.", name=PHONE)
    return number


def hold(transaction: Transaction) -> bool:
    """Whether the money of an invoice is reserved first, to be captured or released.

    Raises:
        InvalidPaymeMetadataError: it is neither `true` nor `false`.
    """
    word = transaction.metadata.get(HOLD, "false")
    if word not in {"true", "false"}:
        raise InvalidPaymeMetadataError("It is true or false.", name=HOLD)
    return word == "true"


def account_of(transaction: Transaction, *, fields: tuple[str, ...]) -> Mapping[str, str]:
    """The account's fields: the order reference, and the metadata of the same name for every further field.

    Raises:
        InvalidPaymeMetadataError: the metadata lacks one.
    """
    first, *others = fields
    for name in others:
        if not transaction.metadata.get(name):
            raise InvalidPaymeMetadataError(f"Payme asks for {name}, and the payment has none.", name=name)
    return {first: transaction.order_reference, **{name: transaction.metadata[name] for name in others}}


def _receiver(part: object) -> Receiver:
    if isinstance(part, dict):
        identifier, amount = part.get("id"), part.get("amount")
        if isinstance(identifier, str) and identifier and is_integer(amount) and amount > 0:
            return Receiver(id=identifier, amount=amount)
    raise InvalidPaymeMetadataError("A receiver has an id and an amount in tiyin.", name=RECEIVERS)


def _line(item: object) -> int:
    """What a line costs: price times count less discount, in tiyin."""
    if not isinstance(item, dict) or not item.keys() >= _ITEM_FIELDS:
        raise InvalidPaymeMetadataError(f"An item has {', '.join(sorted(_ITEM_FIELDS))}.", name=DETAIL)
    code = item["code"]
    if not isinstance(code, str) or len(code) != _CODE_DIGITS or not (code.isascii() and code.isdigit()):
        raise InvalidPaymeMetadataError("An item's code has 17 digits, as text.", name=DETAIL)
    return _tiyin(item["price"]) * _tiyin(item["count"]) - _tiyin(item.get("discount", 0))


def _shipping(detail: Mapping[str, Any]) -> int:
    shipping = detail.get("shipping")
    if shipping is None:
        return 0
    if not isinstance(shipping, dict) or not isinstance(shipping.get("title"), str):
        raise InvalidPaymeMetadataError("Shipping has a title and a price.", name=DETAIL)
    return _tiyin(shipping.get("price"))


def _tiyin(value: object) -> int:
    if not is_integer(value) or value < 0:
        raise InvalidPaymeMetadataError("Prices, counts and discounts are whole numbers.", name=DETAIL)
    return value


def _object(text: str, *, name: str) -> Mapping[str, Any]:
    value = _json(text, name=name)
    if not isinstance(value, dict):
        raise InvalidPaymeMetadataError("It is no JSON object.", name=name)
    return value


def _json(text: str, *, name: str) -> object:
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidPaymeMetadataError("It is no JSON.", name=name) from error
    return value
