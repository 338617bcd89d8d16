"""Who looks at a page right now: each page shown can be used once."""

from dataclasses import dataclass

from adapters.sandbox.pages.visits import LastVisits


@dataclass(slots=True, kw_only=True)
class Visit:
    """One showing of a page.

    Attributes:
        about: the id of what the page is about.
        is_used: a button was pressed; a double click presses it once.
    """

    token: str
    about: str
    is_used: bool = False


class Visits(LastVisits[Visit]):
    """The last visits."""

    def open(self, about: str) -> Visit:
        """A new visit to the page of this object."""
        return self._keep(Visit(token=self._new_token(), about=about))

    def find_to(self, about: str, token: str) -> Visit | None:
        """The visit of a token; None when it never was, is forgotten, or was to another page."""
        visit = self.find(token)
        return visit if visit and visit.about == about else None
