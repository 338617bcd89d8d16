"""What every pay page and receipt says of a payment: a headline, how much, and a few facts."""

from collections.abc import Iterable

from adapters.sandbox.pages.html import Html, fill, join

_HEADLINE = "<h1>$title</h1>"
_SUM = '<p class="sum">$amount</p>'
_FACTS = """<dl class="facts">
$facts
</dl>"""
_FACT = "<dt>$name</dt><dd>$value</dd>"


def headline(title: str) -> Html:
    """The headline of a page."""
    return fill(_HEADLINE, title=title)


def facts(told: Iterable[tuple[str, str]], *, amount: str) -> Html:
    """How much, for people, and everything else by its name; an amount left empty is not shown."""
    listed = fill(_FACTS, facts=join(fill(_FACT, name=name, value=value) for name, value in told))
    return join((fill(_SUM, amount=amount), listed)) if amount else listed
