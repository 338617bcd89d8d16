"""A simulator's pages in their frame, and the page that says what went wrong."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Protocol

from aiohttp import web

from adapters.sandbox.pages.html import Html, fill
from adapters.sandbox.pages.language import Language
from adapters.sandbox.pages.layout import page
from adapters.sandbox.pages.saying import Saying

_TROUBLE = """<section class="outcome bad" role="alert">
<h1>$title</h1>
<p>$text</p>
</section>"""


class FrameTexts(Protocol):
    """What every page of a simulator says around its content."""

    @property
    def banner(self) -> str:
        """That this is no real payment page."""
        ...

    @property
    def languages(self) -> str:
        """What the choice of languages is called."""
        ...


class Frame:
    """The frame of one simulator's pages."""

    def __init__(self, texts: Mapping[Language, FrameTexts]) -> None:
        self._texts = texts

    def framed(
        self,
        request: web.Request,
        language: Language,
        *,
        title: str,
        content: Html,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> web.Response:
        """A page of the simulator."""
        texts = self._texts[language]
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
        self, request: web.Request, language: Language, *, status: HTTPStatus, saying: Saying, **values: str
    ) -> web.Response:
        """A page that says what is wrong and what to do; `values` fill the saying's sentence."""
        content = fill(_TROUBLE, title=saying.title, text=saying.text.format_map(values))
        return self.framed(request, language, title=saying.title, content=content, status=status)
