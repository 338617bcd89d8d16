"""What never reaches a log line: secrets by their name, card numbers by their looks."""

import re
from collections.abc import Mapping
from functools import lru_cache

from structlog.typing import EventDict, WrappedLogger

REDACTED = "[redacted]"

_SECRET_NAME = re.compile(
    r"authorization|password|secret|token|api_?key|sign_string|signature|cookie|conninfo", re.IGNORECASE
)

# Fourteen to nineteen digits standing alone, also in groups. Thirteen are milliseconds since 1970, and no card has
# had so few for decades; without a boundary every long identifier would look like a card.
_CARD = re.compile(r"(?<![\w-])\d(?:[ -]?\d){13,18}(?![\w-])", re.ASCII)
_SHORTEST_CARD = 14
_SMALLEST_CARD, _LARGEST_CARD = 10**13, 10**19 - 1


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A structlog processor: the line without secrets and card numbers."""
    for name, value in event.items():
        event[name] = _clean(name, value)
    return event


def redact_text(text: str) -> str:
    """Free text without card numbers."""
    return _CARD.sub(REDACTED, text) if len(text) >= _SHORTEST_CARD else text


@lru_cache(maxsize=1_000)
def _is_secret(name: str) -> bool:
    return _SECRET_NAME.search(name) is not None


def _clean(name: object, value: object) -> object:
    if isinstance(name, str) and _is_secret(name):
        return REDACTED
    # Nearly everything is text, and every call writes a line: the rest of the cases is looked at only when it is not.
    return redact_text(value) if type(value) is str else _clean_other(value)


def _clean_other(value: object) -> object:
    match value:
        case bool() | float() | None:
            return value
        case int():
            return REDACTED if _SMALLEST_CARD <= value <= _LARGEST_CARD else value
        case Mapping():
            return {key: _clean(key, item) for key, item in value.items()}
        case list() | tuple():
            return [_clean("", item) for item in value]
        case _:
            return redact_text(str(value))
