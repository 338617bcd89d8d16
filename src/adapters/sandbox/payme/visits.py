"""Who looks at the checkout page right now: each page shown can be used once."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from enum import StrEnum

from adapters.sandbox.payme.receipt import Bill
from shared_kernel.identifiers import Identifiers

_MOST = 1000


class Choice(StrEnum):
    """The buttons of the checkout page."""

    PAY = "pay"
    DECLINE = "decline"
    PAY_TWICE = "pay_twice"
    LEAVE = "leave"


@dataclass(slots=True, kw_only=True)
class Visit:
    """One showing of the checkout page.

    Attributes:
        token: unguessable, written into the page's form: no other site can make the payer's browser pay.
        choice: what the payer pressed; None before it.
        receipts: what came of it, by id.
        deciding: held while the choice is played, so that a double click waits for the first click's end.
    """

    token: str
    bill: Bill
    choice: Choice | None = None
    receipts: list[str] = field(default_factory=list)
    deciding: asyncio.Lock = field(default_factory=asyncio.Lock)


class Visits:
    """The last visits, in memory: with the oldest forgotten, a sandbox that runs for months stays small."""

    def __init__(self, identifiers: Identifiers) -> None:
        self._identifiers = identifiers
        self._kept: OrderedDict[str, Visit] = OrderedDict()

    def open(self, bill: Bill) -> Visit:
        """A new visit to a bill's page."""
        visit = Visit(token=self._identifiers.new_secret(), bill=bill)
        self._kept[visit.token] = visit
        if len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        return visit

    def find(self, token: str) -> Visit | None:
        """The visit of a token; None when it never was or is forgotten."""
        return self._kept.get(token)
