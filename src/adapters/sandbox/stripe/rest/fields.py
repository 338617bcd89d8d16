"""What a call may say: readers that turn a form's text into typed parameters or refuse it by name."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.sandbox.stripe.rest.errors import ApiError, Json

# A reader is given a value and the name of its parameter.
Reader = Callable[[Any, str], Any]

_INTEGER = re.compile(r"-?\d{1,18}")
_MOST_METADATA = 50
_LONGEST_KEY = 40
_LONGEST_VALUE = 500


def text(value: object, name: str) -> str:
    """Any text but an empty one."""
    if not isinstance(value, str):
        raise ApiError(f"Invalid string: {name}", param=name)
    if not value:
        message = (
            f"You passed an empty string for '{name}'. We assume empty values are an attempt to unset a parameter."
        )
        raise ApiError(message, code="parameter_invalid_empty", param=name)
    return value


def text_up_to(longest: int) -> Reader:
    """Text of at most so many characters."""

    def read(value: object, name: str) -> str:
        words = text(value, name)
        if len(words) > longest:
            raise ApiError(f"Invalid string: {name} must be at most {longest} characters", param=name)
        return words

    return read


def integer(value: object, name: str) -> int:
    """A whole number."""
    if not isinstance(value, str) or not _INTEGER.fullmatch(value):
        raise ApiError(f"Invalid integer: {value}", code="parameter_invalid_integer", param=name)
    return int(value)


def positive(value: object, name: str) -> int:
    """An amount of money in minor units."""
    number = integer(value, name)
    if number < 1:
        message = "This value must be greater than or equal to 1."
        raise ApiError(message, code="parameter_invalid_integer", param=name)
    return number


def boolean(value: object, name: str) -> bool:
    """`true` or `false`."""
    if value not in {"true", "false"}:
        raise ApiError(f"Invalid boolean: {value}", param=name)
    return value == "true"


def one_of(*words: str) -> Reader:
    """One of these words."""

    def read(value: object, name: str) -> str:
        if not isinstance(value, str) or value not in words:
            raise ApiError(f"Invalid {name}: must be one of {', '.join(words)}", param=name)
        return value

    return read


def anything(value: object, _: str) -> object:
    """What the simulator takes without looking."""
    return value


def metadata(value: object, name: str) -> dict[str, str]:
    """Up to 50 words by name; an empty word is none (section 5.1)."""
    if value == "":
        return {}
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise ApiError(f"Invalid hash: {name}", param=name)
    if len(value) > _MOST_METADATA:
        raise ApiError(f"{name} can have at most {_MOST_METADATA} keys", param=name)
    for key, word in value.items():
        if len(key) > _LONGEST_KEY or len(word) > _LONGEST_VALUE:
            message = f"Metadata keys have up to {_LONGEST_KEY} characters, values up to {_LONGEST_VALUE}"
            raise ApiError(message, param=f"{name}[{key}]")
    return {key: word for key, word in value.items() if word}


def each(reader: Reader) -> Reader:
    """A list of what the reader reads; a form numbers its items."""

    def read(value: object, name: str) -> list[object]:
        if not isinstance(value, dict):
            raise ApiError(f"Invalid array: {name}", param=name)
        return [reader(item, f"{name}[{number}]") for number, item in value.items()]

    return read


@dataclass(frozen=True, slots=True)
class Fields:
    """An object of known parameters: any other is refused, and the required ones must be there."""

    readers: Mapping[str, Reader]
    required: tuple[str, ...] = ()

    def __call__(self, value: Any, name: str) -> Json:  # noqa: ANN401 - a reader is given whatever the form has
        """The object below a parameter; `name` is empty for the whole form.

        Raises:
            ApiError: naming the parameter that is unknown, missing or wrong (section 3.3).
        """
        if not isinstance(value, dict):
            raise ApiError(f"Invalid object: {name}", param=name)
        for key in value:
            if key not in self.readers:
                unknown = _below(name, key)
                raise ApiError(f"Received unknown parameter: {unknown}", code="parameter_unknown", param=unknown)
        for key in self.required:
            if key not in value:
                absent = _below(name, key)
                raise ApiError(f"Missing required param: {absent}.", code="parameter_missing", param=absent)
        return {key: self.readers[key](one, _below(name, key)) for key, one in value.items()}


def ignored(*names: str) -> dict[str, Reader]:
    """Parameters that exist and change nothing here."""
    return dict.fromkeys(names, anything)


def _below(name: str, key: str) -> str:
    return f"{name}[{key}]" if name else key
