"""One try of a payer to pay, played from Click's side (Click protocol, sections 4.3, 4.4 and 4.7)."""

import asyncio
from collections.abc import Callable
from enum import StrEnum

from adapters.sandbox.click.books import Payment, PaymentStatus
from adapters.sandbox.click.caller import MerchantCaller, Patience
from adapters.sandbox.click.calls import DEBITED, NOT_DEBITED, Form, complete_form, prepare_form
from adapters.sandbox.click.exchange import Exchange
from adapters.sandbox.click.faulty import NOTIFY
from adapters.sandbox.click.link import PayableLink
from adapters.sandbox.faults import Fault, Faults
from adapters.sandbox.merchants import Merchant
from shared_kernel.clock import Clock

_ACCEPTED = 0
_ALREADY_PAID = -4
_CANCELED = -9
# The only answers to a debit that settle it; after any other, Click asks again.
_FINAL = frozenset({_ACCEPTED, _ALREADY_PAID, _CANCELED})
# What Complete carries when the merchant refused to prepare and so gave no number.
_NO_ATTEMPT = 0


class Outcome(StrEnum):
    """How the payment ended for the payer.

    - PAID: debited, and the merchant knows.
    - CHARGED_AGAIN: debited, though the merchant had the money for this order.
    - RETURNED: debited, the merchant had canceled it, so the money goes back.
    - HANGING: debited, and the merchant never said anything useful about it.
    - All others: not debited.
    """

    PAID = "paid"
    CHARGED_AGAIN = "charged_again"
    RETURNED = "returned"
    HANGING = "hanging"
    DECLINED = "declined"
    REFUSED = "refused"
    ALREADY_PAID = "already_paid"
    NO_ANSWER = "no_answer"
    LEFT = "left"


class ClickPayment:
    """A try to pay: how it stands in Click's books, and what was said about it so far."""

    def __init__(
        self,
        *,
        payment: Payment,
        link: PayableLink,
        merchant: Merchant,
        caller: MerchantCaller,
        patience: Patience,
        faults: Faults,
        clock: Clock,
    ) -> None:
        self.payment = payment
        self.outcome = Outcome.LEFT
        self.exchanges: list[Exchange] = []
        self._link = link
        self._merchant = merchant
        self._caller = caller
        self._patience = patience
        self._faults = faults
        self._clock = clock
        self._said: list[Form] = []
        self._attempt = _NO_ATTEMPT

    async def prepare(self) -> bool:
        """Ask the merchant; whether the payer may be debited now."""
        form = prepare_form(
            link=self._link, numbers=self.payment.numbers, secret_key=self._merchant.secret_key, at=self._clock.now()
        )
        self._said.append(form)
        answer = (await self._call(form)).answer
        is_accepted = answer is not None and answer.code == _ACCEPTED
        self.payment.status = PaymentStatus.PROCESSING if is_accepted else PaymentStatus.NOT_DEBITED
        if answer is None:
            self.outcome = Outcome.NO_ANSWER
        elif answer.code == _ALREADY_PAID:
            self.outcome = Outcome.ALREADY_PAID
        elif answer.code != _ACCEPTED:
            self.outcome = Outcome.REFUSED
            await self._complete(error=NOT_DEBITED, until=lambda _: True)
        else:
            self._attempt = answer.attempt or _NO_ATTEMPT
        return is_accepted

    async def confirm(self) -> None:
        """Debit the payer and tell the merchant, again and again while the answer is none that settles it."""
        self.payment.status = PaymentStatus.PAID
        fault = self._faults.next(operation=NOTIFY, reference=self._link.reference)
        if fault in {Fault.LOST, Fault.LATE}:
            self.outcome = Outcome.HANGING
            self.payment.withheld = [self._complete_form(DEBITED)] if fault is Fault.LATE else []
            return
        said = len(self.exchanges)
        code = await self._complete(error=DEBITED, until=lambda code: code in _FINAL)
        self._conclude(code, is_first=len(self.exchanges) == said + 1)
        if fault is Fault.TWICE:
            await self._call(self._said[-1])
        if fault is Fault.CONTRADICT:
            await self._complete(error=NOT_DEBITED, until=lambda _: True)

    def _conclude(self, code: int | None, *, is_first: bool) -> None:
        if code == _CANCELED:
            self.outcome = Outcome.RETURNED
            self.payment.give_back(self.payment.left)
        elif code == _ALREADY_PAID and is_first:
            # To a repeated call the same answer means that the first one had arrived.
            self.outcome = Outcome.CHARGED_AGAIN
        else:
            self.outcome = Outcome.PAID if code in _FINAL else Outcome.HANGING

    async def decline(self) -> None:
        """Find the payer without money and tell the merchant."""
        self.outcome = Outcome.DECLINED
        self.payment.status = PaymentStatus.NOT_DEBITED
        await self._complete(error=NOT_DEBITED, until=lambda _: True)

    async def repeat(self) -> None:
        """Say everything once more, word for word."""
        for form in self._said:
            await self._call(form)

    async def _complete(self, *, error: int, until: Callable[[int], bool]) -> int | None:
        """Send Complete until it is answered well enough; the last code, None when there was no answer."""
        form = self._complete_form(error)
        self._said.append(form)
        code = None
        for pause in (0.0, *self._patience.pauses_seconds):
            await asyncio.sleep(pause)
            answer = (await self._call(form)).answer
            code = None if answer is None else answer.code
            if code is not None and until(code):
                break
        return code

    def _complete_form(self, error: int) -> Form:
        return complete_form(
            prepared=self._said[0],
            attempt=self._attempt,
            error=error,
            secret_key=self._merchant.secret_key,
            at=self._clock.now(),
        )

    async def _call(self, form: Form) -> Exchange:
        exchange = await self._caller.call(url=self._merchant.webhook_url, form=form)
        self.exchanges.append(exchange)
        return exchange
