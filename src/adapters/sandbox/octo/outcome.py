"""How a payment stands, in a payer's terms."""

from enum import StrEnum

from adapters.sandbox.octo.payment import OctoPayment, OctoStatus


class Outcome(StrEnum):
    """What the payer is told."""

    PAID = "paid"
    PART_CHARGED = "part_charged"
    HELD = "held"
    RETURNED = "returned"
    PART_RETURNED = "part_returned"
    CANCELED = "canceled"
    OPEN = "open"


def outcome_of(payment: OctoPayment) -> Outcome:
    """The outcome of a payment as it is now."""
    if payment.is_open:
        return Outcome.OPEN
    if payment.status is OctoStatus.WAITING_FOR_CAPTURE:
        return Outcome.HELD
    if payment.status is OctoStatus.CANCELED:
        return Outcome.CANCELED
    if payment.refunded:
        return Outcome.RETURNED if payment.refunded == payment.captured else Outcome.PART_RETURNED
    return Outcome.PART_CHARGED if payment.released else Outcome.PAID
