"""Who looks at the pay page right now: each page shown can be used once."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field

from adapters.sandbox.click.books import Invoice
from adapters.sandbox.click.link import PayableLink
from adapters.sandbox.click.payment import ClickPayment
from adapters.sandbox.merchants import Merchant
from shared_kernel.identifiers import Identifiers

_MOST = 1000


@dataclass(slots=True, kw_only=True)
class Visit:
    """One showing of the pay page.

    Attributes:
        token: unguessable, written into the page's form: no other site can make the payer's browser pay.
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


class Visits:
    """The last visits, in memory: with the oldest forgotten, a sandbox that runs for months stays small."""

    def __init__(self, identifiers: Identifiers) -> None:
        self._identifiers = identifiers
        self._kept: OrderedDict[str, Visit] = OrderedDict()

    def open(self, *, link: PayableLink, merchant: Merchant, invoice: Invoice | None = None) -> Visit:
        """A new visit."""
        visit = Visit(token=self._identifiers.new_secret(), link=link, merchant=merchant, invoice=invoice)
        self._kept[visit.token] = visit
        if len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        return visit

    def find(self, token: str) -> Visit | None:
        """The visit of a token; None when it never was or is forgotten."""
        return self._kept.get(token)
