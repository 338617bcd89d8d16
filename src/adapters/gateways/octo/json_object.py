"""Reads what Octo sends: a JSON object with exact numbers."""

import json
from collections.abc import Mapping
from decimal import Decimal


def read_object(body: bytes) -> Mapping[str, object] | None:
    """The object; None for anything else."""
    try:
        told = json.loads(body, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _no_number(word: str) -> object:
    raise ValueError(word)
