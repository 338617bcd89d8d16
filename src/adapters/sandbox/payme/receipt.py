"""A receipt: Payme's own record of one payment, whose id is the transaction's id to the merchant (section 7.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from adapters.sandbox.payme.exchange import Exchange
from adapters.sandbox.payme.refusals import wrong_state

Account = Mapping[str, str | int]


class ReceiptState(IntEnum):
    """Payme's states of a receipt; the gaps are its own."""

    CREATED = 0
    CHECKING = 1
    DEBITING = 2
    CLOSING = 3
    PAID = 4
    HELD = 5
    PAUSED = 20
    TO_CANCEL = 21
    TO_CLOSE = 30
    CANCELED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What is to be paid: by a link, a form, or a merchant's own call; the amount in tiyin.

    Attributes:
        return_delay: milliseconds before a payer who has paid is sent back; 0 when the merchant does not say.
    """

    register_id: str
    amount: int
    account: Account
    language: str = ""
    return_url: str = ""
    return_delay: int = 0
    description: str = ""
    detail: Mapping[str, object] | None = None


@dataclass(slots=True, kw_only=True)
class Receipt:
    """One receipt; times in milliseconds, 0 until they come.

    Attributes:
        began_at: the transaction's `time`: when Payme first announced it to the merchant.
        hold: the money is reserved first.
        transaction: the merchant's number of it; empty until the merchant has created it.
        charged: the payer's card has been charged and the money is not back.
        reason: why it was canceled, in the words of the Merchant API.
        error: the merchant's code that ended or refused something; 0 when there was none.
        phone: where its invoice was sent.
        mismatches: repeats that heard something else than the first call did.
    """

    id: str
    bill: Bill
    created_at: int
    hold: bool = False
    by_api: bool = False
    state: ReceiptState = ReceiptState.CREATED
    began_at: int = 0
    pay_time: int = 0
    cancel_time: int = 0
    transaction: str = ""
    charged: bool = False
    reason: int | None = None
    error: int = 0
    phone: str = ""
    card: str = ""
    fiscal: Mapping[str, object] | None = None
    mismatches: list[str] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)

    def require(self, *states: ReceiptState) -> None:
        """Let a receipt pass that is in one of the states.

        Raises:
            PaymeSaysNoError: it is in another.
        """
        if self.state not in states:
            raise wrong_state()

    def charge(self) -> None:
        """The card is charged."""
        self.charged, self.state = True, ReceiptState.CLOSING

    def pay(self, *, at: int) -> None:
        """The merchant has confirmed."""
        self.state, self.pay_time = ReceiptState.PAID, at

    def cancel(self, *, at: int, reason: int) -> None:
        """It is over; the money, if there was any, is back with its payer."""
        self.state, self.cancel_time, self.reason, self.charged = ReceiptState.CANCELED, at, reason, False
