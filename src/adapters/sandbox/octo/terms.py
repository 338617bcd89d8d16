"""What a merchant asks for with a full `prepare_payment`: the first call under an id freezes it (section 3)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from adapters.sandbox.octo.amounts import CURRENCIES
from adapters.sandbox.octo.fields import (
    Body,
    amount,
    bad_format,
    boolean,
    integer,
    items,
    optional_integer,
    optional_text,
    text,
)
from adapters.sandbox.octo.refusals import INVALID_REQUEST, NOT_REGISTERED, OctoRefusalError
from adapters.sandbox.octo.shops import OctoShop

_METHODS = frozenset({"bank_card", "uzcard", "humo"})
_LANGUAGES = frozenset({"", "uz", "ru", "en", "oz"})
_PHONE = re.compile(r"\+?998\d{9}")
_LONGEST_ID = 64
_LONGEST_DESCRIPTION = 250
_LONGEST_LIFE = 60 * 24 * 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A payment as it was asked for; amounts in minor units.

    Attributes:
        link_life: how long the payer may take; None when the merchant did not say.
    """

    reference: str
    total: int
    currency: str
    description: str
    auto_capture: bool
    test: bool
    return_url: str
    notify_url: str
    language: str
    methods: tuple[str, ...]
    basket: tuple[Body, ...]
    link_life: timedelta | None


def read_terms(body: Body, *, shop: OctoShop) -> Terms:
    """The terms of a full body.

    Raises:
        OctoRefusalError: naming the field that is missing or wrong, or the goods the bank does not know.
    """
    try:
        datetime.strptime(text(body, "init_time"), "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - Octo's times name no zone
    except ValueError as error:
        raise bad_format("init_time") from error
    _check_user(body)
    optional_integer(body, "tsp_id")
    terms = Terms(
        reference=text(body, "shop_transaction_id", longest=_LONGEST_ID),
        total=amount(body, "total_sum"),
        currency=_one_of(text(body, "currency"), CURRENCIES, name="currency"),
        description=text(body, "description", longest=_LONGEST_DESCRIPTION),
        auto_capture=boolean(body, "auto_capture", default=True),
        test=boolean(body, "test", default=False),
        return_url=optional_text(body, "return_url"),
        notify_url=_web_address(text(body, "notify_url")),
        language=_one_of(optional_text(body, "language"), _LANGUAGES, name="language"),
        methods=tuple(
            _one_of(text(one, "method"), _METHODS, name="payment_methods") for one in items(body, "payment_methods")
        ),
        basket=items(body, "basket"),
        link_life=_minutes(optional_integer(body, "ttl")),
    )
    _check_basket(terms.basket, total=terms.total, shop=shop)
    return terms


def _check_user(body: Body) -> None:
    user = body.get("user_data", {})
    if not isinstance(user, dict) or not all(isinstance(word, str) for word in user.values()):
        raise OctoRefusalError(INVALID_REQUEST, "Invalid user_data")
    if "phone" in user and not _PHONE.fullmatch(user["phone"]):
        raise OctoRefusalError(INVALID_REQUEST, "Wrong phone format")


def _check_basket(basket: tuple[Body, ...], *, total: int, shop: OctoShop) -> None:
    """Goods the bank has registered, which add up to what is paid."""
    together = 0
    for position in basket:
        text(position, "position_desc")
        _check_seller(position)
        together += integer(position, "count") * amount(position, "price")
        spic = text(position, "spic")
        if shop.fiscal_codes is not None and spic not in shop.fiscal_codes:
            raise OctoRefusalError(NOT_REGISTERED, _unregistered(position, shop=shop))
    if basket and together != total:
        raise bad_format("basket")


def _check_seller(position: Body) -> None:
    """A company or a person sells, and the price includes VAT or does not."""
    if "inn" in position and "pinfl" in position:
        raise bad_format("pinfl")
    for name in ("inn", "pinfl"):
        optional_text(position, name)
    if optional_integer(position, "nds") not in {None, 0, 1}:
        raise bad_format("nds")


def _unregistered(position: Body, *, shop: OctoShop) -> str:
    def told(name: str) -> object:
        return position.get(name, "null")

    return (
        f"Fiscal object with merchant ID {shop.shop_id} spic : {told('spic')} package code : {told('package_code')} "
        f"nds : {told('nds')} inn : {told('inn')} pinfl : {told('pinfl')} not contains in system"
    )


def _one_of(word: str, words: frozenset[str], *, name: str) -> str:
    if word not in words:
        raise bad_format(name)
    return word


def _web_address(address: str) -> str:
    """An absolute address; Octo wants https, which a sandbox on one machine has not."""
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise bad_format("notify_url") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise bad_format("notify_url")
    return address


def _minutes(ttl: int | None) -> timedelta | None:
    if ttl is None:
        return None
    if not 0 < ttl <= _LONGEST_LIFE:
        raise bad_format("ttl")
    return timedelta(minutes=ttl)
