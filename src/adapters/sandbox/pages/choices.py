"""The buttons of a pay page: a big one, and the ways in which it can go wrong."""

from collections.abc import Iterable

from adapters.sandbox.pages.html import Html, fill, join
from adapters.sandbox.pages.saying import Saying

_BUTTONS = """<button class="button main" name="choice" value="$main">$title</button>
<h2>$other_choices</h2>
<ul class="others">
$choices
</ul>"""
_CHOICE = '<li><button class="button" name="choice" value="$choice"><b>$title</b><span>$text</span></button></li>'


def buttons(*, main: str, title: str, other_choices: str, others: Iterable[tuple[str, Saying]]) -> Html:
    """The inside of the page's form: the main choice and its title, and below a headline the others."""
    return fill(
        _BUTTONS,
        main=main,
        title=title,
        other_choices=other_choices,
        choices=join(fill(_CHOICE, choice=name, title=saying.title, text=saying.text) for name, saying in others),
    )
