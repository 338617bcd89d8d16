"""Who looks at a page right now: each page shown can be used once."""

from collections import OrderedDict
from dataclasses import dataclass

from shared_kernel.identifiers import Identifiers

_MOST = 1000


@dataclass(slots=True, kw_only=True)
class Visit:
    """One showing of a page.

    Attributes:
        token: unguessable, written into the page's form: no other site can make the payer's browser pay.
        about: the id of what the page is about.
        is_used: a button was pressed; a double click presses it once.
    """

    token: str
    about: str
    is_used: bool = False


class Visits:
    """The last visits, in memory: with the oldest forgotten, a sandbox that runs for months stays small."""

    def __init__(self, identifiers: Identifiers) -> None:
        self._identifiers = identifiers
        self._kept: OrderedDict[str, Visit] = OrderedDict()

    def open(self, about: str) -> Visit:
        """A new visit to the page of this object."""
        visit = Visit(token=self._identifiers.new_secret(), about=about)
        self._kept[visit.token] = visit
        if len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        return visit

    def find(self, token: str, *, about: str) -> Visit | None:
        """The visit of a token; None when it never was, is forgotten, or was to another page."""
        visit = self._kept.get(token)
        return visit if visit and visit.about == about else None
