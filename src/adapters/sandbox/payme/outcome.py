"""How a receipt ended, as its payer is told."""

from enum import StrEnum

from adapters.sandbox.payme.receipt import Receipt, ReceiptState


class Outcome(StrEnum):
    """What the page of a receipt says."""

    PAID = "paid"
    RETURNED = "returned"
    REFUSED = "refused"
    CANCELED = "canceled"
    WAITING = "waiting"


def outcome_of(receipt: Receipt) -> Outcome:
    """The outcome of a receipt as it stands."""
    if receipt.state is ReceiptState.PAID:
        return Outcome.PAID
    if receipt.state is not ReceiptState.CANCELED:
        return Outcome.WAITING
    if receipt.pay_time:
        return Outcome.RETURNED
    return Outcome.REFUSED if receipt.error else Outcome.CANCELED
