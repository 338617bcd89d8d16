"""The frame of every page, and the headers that keep everything foreign out of it."""

import base64
import hashlib
from http import HTTPStatus

from aiohttp import web

from adapters.sandbox.pages.html import Html, fill, join
from adapters.sandbox.pages.language import NAMES, Language
from adapters.sandbox.pages.style import STYLE

_PAGE = """<!doctype html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<link rel="icon" href="data:,">
<style>$style</style>
</head>
<body>
<p class="banner">$banner</p>
<div class="page">
<nav aria-label="$languages">$links</nav>
<main>
$content
</main>
</div>
</body>
</html>
"""
_LANGUAGE = '<a href="$address" hreflang="$tag" lang="$tag">$name</a>'
_THIS_LANGUAGE = '<span lang="$tag" aria-current="true">$name</span>'


def page(
    request: web.Request,
    *,
    language: Language,
    title: str,
    banner: str,
    languages: str,
    content: Html,
    status: HTTPStatus = HTTPStatus.OK,
) -> web.Response:
    """A whole page as an answer; its language links lead to `request`'s own address."""
    text = fill(
        _PAGE,
        language=language.value,
        title=title,
        style=Html(STYLE),
        banner=banner,
        languages=languages,
        links=join(_language_link(request, other, is_current=other is language) for other in Language),
        content=content,
    )
    return web.Response(status=status, text=text, content_type="text/html", headers=_headers())


def _language_link(request: web.Request, language: Language, *, is_current: bool) -> Html:
    address = str(request.rel_url.update_query(lang=language.value))
    template = _THIS_LANGUAGE if is_current else _LANGUAGE
    return fill(template, address=address, tag=language.value, name=NAMES[language])


def _headers() -> dict[str, str]:
    style = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'sha256-{style}'; img-src data:; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        # The page's address and its token are the payer's; a cached page would have a used one.
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Vary": "Accept-Language",
    }
