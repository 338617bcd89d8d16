"""Every word that a provider and its merchant exchanged, folded at the end of a receipt."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from adapters.sandbox.pages.html import Html, fill, join

_DETAILS = """<details>
<summary>$summary</summary>
$exchanges
</details>"""
_EXCHANGE = """<section class="exchange" data-$kind="$name">
<h3>$number. $name</h3>
<p>$request</p>
<pre>$sent</pre>
<p>$answer</p>
$body
</section>"""
_BODY = "<pre>$body</pre>"
_LONGEST_BODY = 2000


class ExchangeTexts(Protocol):
    """What is said around them."""

    @property
    def details(self) -> str:
        """What the fold is called; `{count}` is filled in."""
        ...

    @property
    def request(self) -> str:
        """Above what was sent."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One exchange for people.

    Attributes:
        name: of the call.
        answer: above what came back, or why nothing did.
        body: what came back, as it came; empty when nothing did.
    """

    name: str
    sent: str
    answer: str
    body: str


def exchanges(told: Sequence[Told], *, kind: str, texts: ExchangeTexts) -> Html:
    """All of them; `kind` says what their names are names of."""
    return fill(
        _DETAILS,
        summary=texts.details.format(count=len(told)),
        exchanges=join(_exchange(number, one, kind, texts) for number, one in enumerate(told, start=1)),
    )


def _exchange(number: int, told: Told, kind: str, texts: ExchangeTexts) -> Html:
    return fill(
        _EXCHANGE,
        kind=kind,
        number=str(number),
        name=told.name,
        request=texts.request,
        sent=told.sent,
        answer=told.answer,
        body=fill(_BODY, body=_pretty(told.body)) if told.body else "",
    )


def _pretty(body: str) -> str:
    with suppress(ValueError):
        body = json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    return body[:_LONGEST_BODY]
