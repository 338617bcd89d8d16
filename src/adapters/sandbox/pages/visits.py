"""Who looks at a page right now: each page shown can be used once."""

from collections import OrderedDict
from typing import Generic, Protocol, TypeVar

from shared_kernel.identifiers import Identifiers

_MOST = 1000


class Shown(Protocol):
    """One showing of a page; its token is unguessable and written into the page's form.

    So no other site can make the payer's browser pay.
    """

    token: str


_Visit = TypeVar("_Visit", bound=Shown)


class LastVisits(Generic[_Visit]):
    """The last visits, in memory: with the oldest forgotten, a sandbox that runs for months stays small."""

    def __init__(self, identifiers: Identifiers) -> None:
        self._identifiers = identifiers
        self._kept: OrderedDict[str, _Visit] = OrderedDict()

    def find(self, token: str) -> _Visit | None:
        """The visit of a token; None when it never was or is forgotten."""
        return self._kept.get(token)

    def _new_token(self) -> str:
        return self._identifiers.new_secret()

    def _keep(self, visit: _Visit) -> _Visit:
        self._kept[visit.token] = visit
        if len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        return visit
