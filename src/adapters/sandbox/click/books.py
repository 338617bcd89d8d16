"""Click's books: payments, invoices and cards, in memory; the oldest are forgotten when there are too many."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from enum import IntEnum, StrEnum
from typing import TypeVar

from adapters.sandbox.click.calls import Form
from adapters.sandbox.click.link import PayableLink
from adapters.sandbox.click.numbers import PaymentNumbers

# Where Click lives. Without daylight saving since 1992, so no zone data is needed.
TASHKENT = timezone(timedelta(hours=5))
_MOST = 10_000
_Kept = TypeVar("_Kept")


class PaymentStatus(IntEnum):
    """`payment_status` (Click protocol, section 5.4); Click publishes no negative ones."""

    CREATED = 0
    PROCESSING = 1
    PAID = 2
    NOT_DEBITED = -1
    REVERSED = -2


class InvoiceStatus(IntEnum):
    """`invoice_status` (section 5.3)."""

    WAITING = 0
    PAID = 1
    DELETED = -99


class PaymentIds(StrEnum):
    """What Click's `payment_id` is, which it does not tell: one of the callbacks' numbers, or a third one."""

    PAYDOC = "paydoc"
    TRANS = "trans"
    OWN = "own"


@dataclass(slots=True, kw_only=True)
class Payment:
    """One payment of one payer; amounts in tiyin.

    Attributes:
        by_card: paid with an online card; only those can be reversed.
        reversed: how much went back.
        receipts: how often a tax receipt was submitted.
        withheld: Completes that are kept back, as they will be sent.
    """

    payment_id: int
    numbers: PaymentNumbers
    service_id: str
    reference: str
    amount: int
    created_at: datetime
    status: PaymentStatus = PaymentStatus.CREATED
    by_card: bool = True
    reversed: int = 0
    receipts: int = 0
    receipt_lines: list[Mapping[str, object]] = field(default_factory=list)
    qr_code_url: str = ""
    withheld: list[Form] = field(default_factory=list)

    @property
    def left(self) -> int:
        """What the payer is charged now."""
        return self.amount - self.reversed if self.was_debited else 0

    @property
    def was_debited(self) -> bool:
        """Whether the payer's money was taken at some time."""
        return self.status in {PaymentStatus.PAID, PaymentStatus.REVERSED}

    @property
    def day(self) -> date:
        """When it was made, in Tashkent's calendar."""
        return self.created_at.astimezone(TASHKENT).date()

    def give_back(self, amount: int) -> None:
        """Send so much back to the payer."""
        self.reversed += amount
        if self.reversed == self.amount:
            self.status = PaymentStatus.REVERSED


@dataclass(slots=True, kw_only=True)
class Invoice:
    """A request for money on a payer's phone."""

    invoice_id: int
    phone: str
    link: PayableLink
    status: InvoiceStatus = InvoiceStatus.WAITING


@dataclass(slots=True, kw_only=True)
class Card:
    """A card that a merchant may charge by its token, once its owner has confirmed it."""

    token: str
    service_id: str
    number: str = field(repr=False)
    temporary: bool
    verified: bool = False


class Books:
    """Everything Click remembers.

    Attributes:
        payment_ids: may be changed at any time; payments keep the number they were given.
    """

    def __init__(self) -> None:
        self.payment_ids = PaymentIds.PAYDOC
        self._payments: OrderedDict[int, Payment] = OrderedDict()
        self._invoices: OrderedDict[int, Invoice] = OrderedDict()
        self._cards: OrderedDict[str, Card] = OrderedDict()

    def open_payment(self, *, link: PayableLink, numbers: PaymentNumbers, at: datetime) -> Payment:
        """A new payment, of which nothing is known yet."""
        names = {
            PaymentIds.PAYDOC: numbers.paydoc_id,
            PaymentIds.TRANS: numbers.trans_id,
            PaymentIds.OWN: numbers.trans_id + numbers.paydoc_id,
        }
        payment = Payment(
            payment_id=names[self.payment_ids],
            numbers=numbers,
            service_id=link.service_id,
            reference=link.reference,
            amount=link.money.minor_units,
            created_at=at,
        )
        _keep(self._payments, payment.payment_id, payment)
        return payment

    def payment(self, payment_id: int) -> Payment | None:
        """The payment of this number."""
        return self._payments.get(payment_id)

    def named(self, name: str) -> tuple[Payment, ...]:
        """The payments with this `payment_id`, or for this order or account, oldest first."""
        return tuple(one for one in self._payments.values() if name in {str(one.payment_id), one.reference})

    def payments(self) -> tuple[Payment, ...]:
        """Every payment, oldest first."""
        return tuple(self._payments.values())

    def newest(self, *, service_id: str, reference: str, day: date) -> Payment | None:
        """The payment of an order on a day: one that was debited before any other, else the newest."""
        found = [
            one
            for one in self._payments.values()
            if (one.service_id, one.reference, one.day) == (service_id, reference, day)
        ]
        return max(found, key=lambda one: (one.was_debited, one.payment_id), default=None)

    def add_invoice(self, invoice: Invoice) -> None:
        """Keep a new invoice."""
        _keep(self._invoices, invoice.invoice_id, invoice)

    def invoice(self, invoice_id: int) -> Invoice | None:
        """The invoice of this number."""
        return self._invoices.get(invoice_id)

    def invoices_of(self, reference: str) -> tuple[Invoice, ...]:
        """The invoices for this order, oldest first."""
        return tuple(one for one in self._invoices.values() if one.link.reference == reference)

    def add_card(self, card: Card) -> None:
        """Keep a card."""
        _keep(self._cards, card.token, card)

    def card(self, token: str) -> Card | None:
        """The card of this token."""
        return self._cards.get(token)

    def forget_card(self, token: str) -> None:
        """The token is worth nothing any more."""
        self._cards.pop(token, None)


def _keep(kept: "OrderedDict[int, _Kept] | OrderedDict[str, _Kept]", name: int | str, thing: _Kept) -> None:
    kept[name] = thing  # type: ignore[index]
    if len(kept) > _MOST:
        kept.popitem(last=False)
