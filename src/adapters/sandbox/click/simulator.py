"""What a payer can do on the pay page, and what Click makes of it."""

from enum import StrEnum

from adapters.sandbox.click.caller import MerchantCaller, Patience
from adapters.sandbox.click.link import PayableLink
from adapters.sandbox.click.numbers import ClickNumbers
from adapters.sandbox.click.payment import ClickPayment
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
    """Plays Click for one choice of one payer."""

    def __init__(self, *, caller: MerchantCaller, patience: Patience, clock: Clock) -> None:
        self._caller = caller
        self._patience = patience
        self._clock = clock
        self._numbers = ClickNumbers(clock)

    async def play(self, choice: Choice, *, link: PayableLink, merchant: Merchant) -> tuple[ClickPayment, ...]:
        """Everything that follows from the choice; the payments it made, none when the payer left."""
        if choice is Choice.LEAVE:
            return ()
        first = self._payment(link, merchant)
        if choice is Choice.PAY_TWICE:
            return await _pay_both(first, self._payment(link, merchant))
        if await first.prepare():
            await (first.decline() if choice is Choice.FAIL else first.confirm())
        if choice is Choice.REPEAT:
            await first.repeat()
        return (first,)

    def _payment(self, link: PayableLink, merchant: Merchant) -> ClickPayment:
        return ClickPayment(
            link=link,
            merchant=merchant,
            numbers=self._numbers.next(),
            caller=self._caller,
            patience=self._patience,
            clock=self._clock,
        )


async def _pay_both(first: ClickPayment, second: ClickPayment) -> tuple[ClickPayment, ...]:
    """Two phones, one link: both are prepared before either is debited, or the merchant would refuse the second."""
    payments = (first, second)
    prepared = [payment for payment in payments if await payment.prepare()]
    for payment in prepared:
        await payment.confirm()
    return payments
