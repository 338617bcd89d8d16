"""Reads the body of a merchant's call: JSON with exact numbers, each field of the type the protocol gives it."""

import json
from collections.abc import Mapping
from decimal import Decimal

from adapters.sandbox.click.link import UZS
from adapters.sandbox.click.refusals import wrong
from shared_kernel.errors import HamyonError
from shared_kernel.money import Money, parse_major_units

Body = Mapping[str, object]
_LONGEST = 255


def read_body(text: bytes) -> Body:
    """The object a merchant sent.

    Raises:
        ClickRefusalError: it is none.
    """
    try:
        body = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise wrong("body") from error
    if not isinstance(body, dict):
        raise wrong("body")
    return body


def text(body: Body, name: str) -> str:
    """A string that must be there."""
    value = body.get(name)
    if not isinstance(value, str) or not value or len(value) > _LONGEST:
        raise wrong(name)
    return value


def integer(body: Body, name: str) -> int:
    """A JSON integer that must be there."""
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise wrong(name)
    return value


def soums(body: Body, name: str) -> Money:
    """A positive amount in soums that must be there, as a JSON number."""
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise wrong(name)
    return soums_of(f"{value:f}" if isinstance(value, Decimal) else str(value), name)


def soums_of(written: str, name: str) -> Money:
    """A positive amount in soums, written as text."""
    try:
        money = parse_major_units(text=written, currency=UZS)
    except HamyonError as error:
        raise wrong(name) from error
    if money.minor_units <= 0:
        raise wrong(name)
    return money
