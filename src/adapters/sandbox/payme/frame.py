"""The simulator's pages in their frame, and the page that says what went wrong."""

from http import HTTPStatus

from aiohttp import web

from adapters.sandbox.pages.html import Html, fill
from adapters.sandbox.pages.language import Language
from adapters.sandbox.pages.layout import page
from adapters.sandbox.payme.texts.by_language import TEXTS
from adapters.sandbox.payme.texts.words import Saying

_TROUBLE = """<section class="outcome bad" role="alert">
<h1>$title</h1>
<p>$text</p>
</section>"""


def framed(
    request: web.Request, language: Language, *, title: str, content: Html, status: HTTPStatus = HTTPStatus.OK
) -> web.Response:
    """A page of the simulator."""
    texts = TEXTS[language]
    return page(
        request,
        language=language,
        title=title,
        banner=texts.banner,
        languages=texts.languages,
        content=content,
        status=status,
    )


def trouble(
    request: web.Request, language: Language, *, status: HTTPStatus, saying: Saying, **values: str
) -> web.Response:
    """A page that says what is wrong and what to do; `values` fill the saying's sentence."""
    content = fill(_TROUBLE, title=saying.title, text=saying.text.format_map(values))
    return framed(request, language, title=saying.title, content=content, status=status)
