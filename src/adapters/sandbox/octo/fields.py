"""Reads the body of a merchant's call: JSON with exact numbers, each field of the type the protocol gives it."""

import json
from collections.abc import Mapping
from decimal import Decimal

from adapters.sandbox.octo.amounts import minor_units
from adapters.sandbox.octo.refusals import BAD_FORMAT, OctoRefusalError, wrong_parameters

Body = Mapping[str, object]


def read_body(text: bytes) -> Body:
    """The object a merchant sent.

    Raises:
        OctoRefusalError: it is none.
    """
    try:
        body = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise bad_format("body") from error
    if not isinstance(body, dict):
        raise bad_format("body")
    return body


def bad_format(name: str) -> OctoRefusalError:
    """The refusal of a field of the wrong type or out of range."""
    return OctoRefusalError(BAD_FORMAT, f"Data format error: {name}")


def text(body: Body, name: str, *, longest: int = 2048) -> str:
    """A string that must be there."""
    value = optional_text(body, name, longest=longest)
    if not value.strip():
        raise wrong_parameters(name)
    return value


def optional_text(body: Body, name: str, *, longest: int = 2048) -> str:
    """A string, empty when absent; null is as good as absent only where nobody sends it, so it is refused."""
    value = body.get(name, "")
    if not isinstance(value, str) or len(value) > longest:
        raise bad_format(name)
    return value


def integer(body: Body, name: str) -> int:
    """A JSON integer that must be there."""
    value = body.get(name)
    if value is None:
        raise wrong_parameters(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise bad_format(name)
    return value


def optional_integer(body: Body, name: str) -> int | None:
    """A JSON integer; None when absent."""
    return integer(body, name) if name in body else None


def boolean(body: Body, name: str, *, default: bool) -> bool:
    """A JSON boolean."""
    value = body.get(name, default)
    if not isinstance(value, bool):
        raise bad_format(name)
    return value


def amount(body: Body, name: str) -> int:
    """A positive amount of at most two decimals that must be there, in minor units."""
    if body.get(name) is None:
        raise wrong_parameters(name)
    value = minor_units(body[name])
    if value is None:
        raise bad_format(name)
    return value


def items(body: Body, name: str) -> tuple[Body, ...]:
    """A list of objects; empty when absent."""
    value = body.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise bad_format(name)
    return tuple(value)


def _no_number(word: str) -> object:
    raise ValueError(word)
