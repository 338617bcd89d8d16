"""Who looks at the pay page right now: each page shown can be used once."""

import asyncio
from dataclasses import dataclass, field

from adapters.sandbox.click.books import Invoice
from adapters.sandbox.click.link import PayableLink
from adapters.sandbox.click.payment import ClickPayment
from adapters.sandbox.merchants import Merchant
from adapters.sandbox.pages.visits import LastVisits


@dataclass(slots=True, kw_only=True)
class Visit:
    """One showing of the pay page.

    Attributes:
        invoice: the invoice that is looked at; None when it is a link.
        payments: what the payer's one choice led to; None before it.
        deciding: held while the choice is played, so that a double click waits for the first click's end.
    """

    token: str
    link: PayableLink
    merchant: Merchant
    invoice: Invoice | None = None
    payments: tuple[ClickPayment, ...] | None = None
    deciding: asyncio.Lock = field(default_factory=asyncio.Lock)


class Visits(LastVisits[Visit]):
    """The last visits."""

    def open(self, *, link: PayableLink, merchant: Merchant, invoice: Invoice | None = None) -> Visit:
        """A new visit."""
        return self._keep(Visit(token=self._new_token(), link=link, merchant=merchant, invoice=invoice))
