"""A changed copy of a frozen value: what `dataclasses.replace` does, for the money path.

`replace` looks every field up and runs the constructor again, and every posting copies an account. This copies the
slots and sets what changed, in a third of the time.
"""

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

T = TypeVar("T")


def evolve(value: T, **changes: object) -> T:
    """The copy. For dataclasses with slots and without `__post_init__`: nothing is validated again.

    Raises:
        KeyError: there is no such field.
    """
    cls: Any = type(value)
    read, setters = _slots(cls)
    copy: T = object.__new__(cls)
    for write, current in zip(setters.values(), read(value), strict=True):
        write(copy, current)
    for name, change in changes.items():
        setters[name](copy, change)
    return copy


@cache
def _slots(
    cls: type[Any],
) -> tuple[Callable[[object], tuple[object, ...]], dict[str, Callable[[object, object], None]]]:
    names = [item.name for item in fields(cls)]
    return attrgetter(*names), {name: getattr(cls, name).__set__ for name in names}
