"""Who looks at the checkout page right now: each page shown can be used once."""

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum

from adapters.sandbox.pages.visits import LastVisits
from adapters.sandbox.payme.receipt import Bill


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
        choice: what the payer pressed; None before it.
        receipts: what came of it, by id.
        deciding: held while the choice is played, so that a double click waits for the first click's end.
    """

    token: str
    bill: Bill
    choice: Choice | None = None
    receipts: list[str] = field(default_factory=list)
    deciding: asyncio.Lock = field(default_factory=asyncio.Lock)


class Visits(LastVisits[Visit]):
    """The last visits."""

    def open(self, bill: Bill) -> Visit:
        """A new visit to a bill's page."""
        return self._keep(Visit(token=self._new_token(), bill=bill))
