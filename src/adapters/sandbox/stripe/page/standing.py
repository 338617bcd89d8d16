"""How a session stands for its payer, and what he may do about it."""

from enum import StrEnum

from adapters.sandbox.stripe.books import Books
from adapters.sandbox.stripe.resources.methods import Method
from adapters.sandbox.stripe.rest.errors import Json


class Standing(StrEnum):
    """What a payer is shown.

    - OPEN, DECLINED: to be paid; the last card was refused.
    - ASKED: the payer's bank waits for a yes.
    - WAITING: a bank debit whose end nobody knows yet.
    - All others: over.
    """

    OPEN = "open"
    DECLINED = "declined"
    ASKED = "asked"
    WAITING = "waiting"
    PAID = "paid"
    HELD = "held"
    NOTHING_DUE = "nothing_due"
    FAILED = "failed"
    EXPIRED = "expired"


class Choice(StrEnum):
    """The buttons."""

    PAY = "pay"
    NO_MONEY = "no_money"
    ASK_BANK = "ask_bank"
    DELAY = "delay"
    REFUND_PENDS = "refund_pends"
    REFUND_FAILS = "refund_fails"
    DISPUTE = "dispute"
    BANK_AGREES = "bank_agrees"
    BANK_REFUSES = "bank_refuses"


METHODS = {
    Choice.PAY: Method.CARD,
    Choice.NO_MONEY: Method.NO_MONEY,
    Choice.ASK_BANK: Method.AUTHENTICATE,
    Choice.DELAY: Method.DELAYED,
    Choice.REFUND_PENDS: Method.REFUND_PENDS,
    Choice.REFUND_FAILS: Method.REFUND_FAILS,
    Choice.DISPUTE: Method.DISPUTED,
}
_BANK = (Choice.BANK_AGREES, Choice.BANK_REFUSES)
_PAYING = (Standing.OPEN, Standing.DECLINED)
_OF_PAYMENT = {
    "requires_action": Standing.ASKED,
    "processing": Standing.WAITING,
    "succeeded": Standing.PAID,
    "requires_capture": Standing.HELD,
}


def standing_of(session: Json, *, books: Books) -> Standing:
    """How the session stands."""
    if session["status"] == "expired":
        return Standing.EXPIRED
    payment = books.find(session["payment_intent"] or "") or {"status": ""}
    if session["status"] == "open":
        asked = payment["status"] == "requires_action"
        declined = Standing.DECLINED if session.get("_declined") else Standing.OPEN
        return Standing.ASKED if asked else declined
    if session["payment_status"] == "no_payment_required":
        return Standing.NOTHING_DUE
    if session["payment_status"] == "paid":
        return Standing.PAID
    return _OF_PAYMENT.get(payment["status"], Standing.FAILED)


def choices_of(session: Json, standing: Standing) -> tuple[Choice, ...]:
    """The buttons of the page, the main one first; none when it is over."""
    if standing in {Standing.ASKED, Standing.WAITING}:
        return _BANK
    if standing not in _PAYING:
        return ()
    return tuple(METHODS) if session["mode"] == "payment" else (Choice.PAY, Choice.NO_MONEY)
