"""What a payer can do on the pay page, and what Click makes of it."""

from collections.abc import Iterable
from enum import StrEnum

from adapters.sandbox.click.books import Books, Invoice, InvoiceStatus, Payment
from adapters.sandbox.click.caller import MerchantCaller, Patience
from adapters.sandbox.click.faulty import FAULTS
from adapters.sandbox.click.link import PayableLink
from adapters.sandbox.click.numbers import ClickNumbers
from adapters.sandbox.click.payment import ClickPayment
from adapters.sandbox.click.refusals import not_possible, wrong
from adapters.sandbox.faults import ANY, Fault, Faults
from adapters.sandbox.merchants import Merchant
from shared_kernel.clock import Clock


class Choice(StrEnum):
    """The buttons of the pay page."""

    PAY = "pay"
    FAIL = "fail"
    LEAVE = "leave"
    PAY_TWICE = "pay_twice"
    REPEAT = "repeat"


class ClickSimulator:
    """Plays Click.

    Attributes:
        books: what it remembers, for whoever compares.
        faults: what goes wrong next.
    """

    def __init__(self, *, caller: MerchantCaller, patience: Patience, clock: Clock) -> None:
        self.patience = patience
        self.books = Books()
        self.faults = Faults()
        self.numbers = ClickNumbers(clock)
        self._caller = caller
        self._clock = clock

    async def play(
        self, choice: Choice, *, link: PayableLink, merchant: Merchant, invoice: Invoice | None = None
    ) -> tuple[ClickPayment, ...]:
        """Everything that follows from the choice of one payer; the payments it made, none when the payer left."""
        if choice is Choice.LEAVE:
            return ()
        made = await self._played(choice, link=link, merchant=merchant)
        if invoice is not None and any(one.payment.was_debited for one in made):
            invoice.status = InvoiceStatus.PAID
        return made

    async def _played(self, choice: Choice, *, link: PayableLink, merchant: Merchant) -> tuple[ClickPayment, ...]:
        first = self._payment(link, merchant)
        if choice is Choice.PAY_TWICE:
            return await _pay_both(first, self._payment(link, merchant))
        if await first.prepare():
            await (first.decline() if choice is Choice.FAIL else first.confirm())
        if choice is Choice.REPEAT:
            await first.repeat()
        return (first,)

    def plan(self, faults: Iterable[Fault], *, operation: str, reference: str = ANY) -> None:
        """Let these go wrong; `reference` is a `merchant_trans_id`, a `payment_id` or an `invoice_id`.

        Raises:
            ClickRefusalError: this cannot happen to that.
        """
        faults = tuple(faults)
        if not FAULTS.get(operation, frozenset()) >= set(faults):
            raise wrong("faults")
        self.faults.plan(faults, operation=operation, reference=reference)

    def reject(self, invoice: Invoice) -> None:
        """The payer does not want to pay an invoice."""
        if invoice.status is not InvoiceStatus.WAITING:
            raise not_possible("The invoice is over")
        invoice.status = InvoiceStatus.DELETED

    def give_back(self, payment: Payment) -> None:
        """Somebody reverses a payment in Click's cabinet: the merchant's own system never asked for it."""
        if not payment.left:
            raise not_possible("There is nothing to send back")
        payment.give_back(payment.left)

    async def deliver_withheld(self, payment: Payment, *, merchant: Merchant) -> None:
        """Send the Completes that were kept back, word for word as they were written then."""
        withheld, payment.withheld = payment.withheld, []
        for form in withheld:
            await self._caller.call(url=merchant.webhook_url, form=form)

    def _payment(self, link: PayableLink, merchant: Merchant) -> ClickPayment:
        payment = self.books.open_payment(link=link, numbers=self.numbers.next(), at=self._clock.now())
        return ClickPayment(
            payment=payment,
            link=link,
            merchant=merchant,
            caller=self._caller,
            patience=self.patience,
            faults=self.faults,
            clock=self._clock,
        )


async def _pay_both(first: ClickPayment, second: ClickPayment) -> tuple[ClickPayment, ...]:
    """Two phones, one link: both are prepared before either is debited, or the merchant would refuse the second."""
    payments = (first, second)
    prepared = [payment for payment in payments if await payment.prepare()]
    for payment in prepared:
        await payment.confirm()
    return payments
