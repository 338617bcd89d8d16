"""Who looks at the pay page right now: each page shown can be used once."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from enum import StrEnum

from shared_kernel.identifiers import Identifiers

_MOST = 1000


class Choice(StrEnum):
    """The buttons of the pay page."""

    PAY = "pay"
    DECLINE = "decline"
    LEAVE = "leave"


@dataclass(slots=True, kw_only=True)
class Visit:
    """One showing of the pay page.

    Attributes:
        token: unguessable, written into the page's form: no other site can make the payer's browser pay.
        choice: what the payer pressed; None before it.
        deciding: held while the choice is played, so that a double click waits for the first click's end.
    """

    token: str
    uuid: str
    choice: Choice | None = None
    deciding: asyncio.Lock = field(default_factory=asyncio.Lock)


class Visits:
    """The last visits, in memory: with the oldest forgotten, a sandbox that runs for months stays small."""

    def __init__(self, identifiers: Identifiers) -> None:
        self._identifiers = identifiers
        self._kept: OrderedDict[str, Visit] = OrderedDict()

    def open(self, uuid: str) -> Visit:
        """A new visit to a payment's page."""
        visit = Visit(token=self._identifiers.new_secret(), uuid=uuid)
        self._kept[visit.token] = visit
        if len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        return visit

    def find(self, token: str) -> Visit | None:
        """The visit of a token; None when it never was or is forgotten."""
        return self._kept.get(token)
