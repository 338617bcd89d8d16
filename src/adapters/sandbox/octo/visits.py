"""Who looks at the pay page right now: each page shown can be used once."""

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum

from adapters.sandbox.pages.visits import LastVisits


class Choice(StrEnum):
    """The buttons of the pay page."""

    PAY = "pay"
    DECLINE = "decline"
    LEAVE = "leave"


@dataclass(slots=True, kw_only=True)
class Visit:
    """One showing of the pay page.

    Attributes:
        choice: what the payer pressed; None before it.
        deciding: held while the choice is played, so that a double click waits for the first click's end.
    """

    token: str
    uuid: str
    choice: Choice | None = None
    deciding: asyncio.Lock = field(default_factory=asyncio.Lock)


class Visits(LastVisits[Visit]):
    """The last visits."""

    def open(self, uuid: str) -> Visit:
        """A new visit to a payment's page."""
        return self._keep(Visit(token=self._new_token(), uuid=uuid))
