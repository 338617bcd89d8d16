"""Reads the members of a JSON object, each of the type the protocol gives it."""

import json
from collections.abc import Mapping

from adapters.sandbox.payme.receipt import Account
from adapters.sandbox.payme.refusals import NOT_JSON, PaymeSaysNoError, bad_field

Body = Mapping[str, object]


def read_body(data: bytes) -> Body:
    """The object somebody sent.

    Raises:
        PaymeSaysNoError: it is none.
    """
    try:
        body = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise PaymeSaysNoError(NOT_JSON, "Parse error") from error
    if not isinstance(body, dict):
        raise bad_field("body")
    return body


def text(body: Body, name: str) -> str:
    """A string that must be there."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise bad_field(name)
    return value


def integer(body: Body, name: str, *, least: int = 0) -> int:
    """A whole number that must be there."""
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise bad_field(name)
    return value


def optional_integer(body: Body, name: str, *, default: int) -> int:
    """A whole number, or the usual one."""
    return integer(body, name) if name in body else default


def flag(body: Body, name: str, *, default: bool = False) -> bool:
    """True or false."""
    value = body.get(name, default)
    if not isinstance(value, bool):
        raise bad_field(name)
    return value


def section(body: Body, name: str) -> Body:
    """An object that must be there."""
    value = body.get(name)
    if not isinstance(value, dict):
        raise bad_field(name)
    return value


def account(body: Body) -> Account:
    """`account`: text and whole numbers."""
    words: dict[str, str | int] = {}
    for name, value in section(body, "account").items():
        if not isinstance(value, str | int) or isinstance(value, bool):
            raise bad_field(f"account.{name}")
        words[name] = value
    return words
