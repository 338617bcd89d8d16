"""The simulator's pages in their frame, the way back to the merchant, and the page that says what went wrong."""

from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import web

from adapters.sandbox.pages.frame import Frame
from adapters.sandbox.pages.html import Html, fill
from adapters.sandbox.pages.language import Language
from adapters.sandbox.pages.saying import Saying
from adapters.sandbox.stripe.page.texts.by_language import TEXTS

_OUTCOME = """<section class="outcome $tone" role="$role" data-outcome="$outcome">
<h2>$title</h2>
<p>$text</p>
</section>"""
_BACK = '<p class="back"><a class="button$main" href="$address">$label</a></p>'


FRAME = Frame(TEXTS)


def outcome(saying: Saying, *, name: str, tone: str = "plain", role: str = "status") -> Html:
    """What is the case now."""
    return fill(_OUTCOME, tone=tone, role=role, outcome=name, title=saying.title, text=saying.text)


def way_back(address: str | None, *, label: str, is_main: bool = True) -> Html:
    """A link to the merchant if it leads to a website: a link of ours must not run a `javascript:`."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return Html("")
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return Html("")
    return fill(_BACK, main=" main" if is_main else "", address=address or "", label=label)


def trouble(request: web.Request, language: Language, *, status: HTTPStatus, saying: Saying) -> web.Response:
    """A page that says what is wrong and what to do."""
    content = outcome(saying, name="trouble", tone="bad", role="alert")
    return FRAME.framed(request, language, title=saying.title, content=content, status=status)
