"""HTML from string templates, escaped unless it says that it is HTML already."""

from collections.abc import Iterable
from html import escape
from string import Template


class Html(str):
    """Text that is HTML already; only `fill` and `join` make it."""

    __slots__ = ()


def fill(template: str, **values: str) -> Html:
    """The template with every `$name` replaced; plain text is escaped, also for use in quoted attributes."""
    safe = {name: value if isinstance(value, Html) else escape(value) for name, value in values.items()}
    return Html(Template(template).substitute(safe))


def join(parts: Iterable[Html]) -> Html:
    """One after another."""
    return Html("\n".join(parts))
