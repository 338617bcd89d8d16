"""The page at `/sandbox`, and where it leads."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from adapters.sandbox.index.texts.by_language import TEXTS
from adapters.sandbox.index.texts.words import Texts
from adapters.sandbox.pages.html import Html, fill, join
from adapters.sandbox.pages.language import Language, language_of
from adapters.sandbox.pages.layout import page

INDEX = "/sandbox"

_HEAD = """<h1>$title</h1>
<p class="soft">$text</p>"""
_OFFER = """<section class="exchange" data-gateway="$gateway">
<h2>$provider</h2>
<p>$text</p>
<ul class="others">
$links
</ul>
</section>"""
_LINK = '<li><a class="button" href="$address">$label</a></li>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A provider that is played here.

    Attributes:
        top_up: the address of its page for payers without a link; empty when it has none.
        books: the address of what it knows; empty when it tells nobody.
    """

    gateway: str
    top_up: str = ""
    books: str = ""


def index_routes(played: Sequence[Played]) -> list[web.RouteDef]:
    """The page, with these providers in this order."""

    async def show(request: web.Request) -> web.Response:
        language = language_of(request)
        texts = TEXTS[language]
        head = fill(_HEAD, title=texts.title, text=texts.text)
        content = join((head, *(_offer(one, texts, language) for one in played)))
        return page(
            request,
            language=language,
            title=texts.title,
            banner=texts.banner,
            languages=texts.languages,
            content=content,
        )

    return [web.get(INDEX, show)]


def _offer(one: Played, texts: Texts, language: Language) -> Html:
    top_up = f"{one.top_up}?lang={language.value}"
    links = ((one.top_up and top_up, texts.top_up), (one.books, texts.books))
    return fill(
        _OFFER,
        gateway=one.gateway,
        # A provider's name is the same in every language, and the gateway is called after it.
        provider=one.gateway.capitalize(),
        text=texts.offers[one.gateway],
        links=join(fill(_LINK, address=address, label=label) for address, label in links if address),
    )
